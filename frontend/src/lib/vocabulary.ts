/** Coded values that have a colour, in the order in which they are stacked and listed. */

export const CLASSES = ["confirmed", "asymptomatic"] as const;

export const ROUTES = [
  "contact",
  "companion",
  "arrival",
  "mass_test",
  "key_post",
  "goods",
  "fever_clinic",
  "self_report",
  "outside_notice",
  "unknown",
] as const;

const rank = (route: string): number => {
  const place = (ROUTES as readonly string[]).indexOf(route);
  return place < 0 ? ROUTES.length : place;
};

/** The colour token of a discovery route; a route without a colour of its own is drawn as unknown. */
export const routeToken = (route: string): string =>
  rank(route) < ROUTES.length ? `route-${route.replaceAll("_", "-")}` : "route-unknown";

/** Known routes first, in their fixed order; then the others by name. */
export function sortRoutes(routes: Iterable<string>): string[] {
  return [...new Set(routes)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

export interface ZoneStyle {
  token: string;
  /** A shape of its own for each severity, so that colour is never alone. */
  shape: "diamond" | "triangle" | "circle" | "rect";
  rank: number;
}

const RED: ZoneStyle = { token: "zone-red", shape: "diamond", rank: 0 };
const ORANGE: ZoneStyle = { token: "zone-orange", shape: "triangle", rank: 1 };
const YELLOW: ZoneStyle = { token: "zone-yellow", shape: "circle", rank: 2 };
const GREEN: ZoneStyle = { token: "zone-green", shape: "rect", rank: 3 };

const ZONES: Readonly<Record<string, ZoneStyle>> = {
  sealed: RED,
  high: RED,
  controlled: ORANGE,
  medium: ORANGE,
  prevention: YELLOW,
  low: GREEN,
};

/** How a zone's level is drawn (`medium`, `medium_risk`); an unknown level is drawn as a prevention zone. */
export const zoneStyle = (level: string): ZoneStyle => ZONES[level.replace(/_(risk|zone|area)$/, "")] ?? YELLOW;

/** Fills that carry stripes beside their colour: the lighter of each pair. The stylesheet stripes the same ones. */
export const STRIPED: ReadonlySet<string> = new Set([
  "case-asymptomatic",
  "route-companion",
  "route-key-post",
  "route-self-report",
  "route-unknown",
]);
