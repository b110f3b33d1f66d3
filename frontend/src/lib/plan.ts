import type { AreaCollection } from "../types.ts";

/** A plan of boundaries and points: longitude and latitude to pixels, without base tiles. */

export type Point = readonly [lon: number, lat: number];

export interface Plan {
  /** Pixels of a point. */
  at: (lon: number, lat: number) => [number, number];
  /** The point under a pixel. */
  from: (x: number, y: number) => [lon: number, lat: number];
  /** SVG path of each area. */
  outlines: { code: string; name: string; d: string }[];
}

/** How closely somebody looks, and where at; the middle of the points where they have not moved. */
export interface Look {
  zoom: number;
  middle: Point | null;
}

/** Least stretch of the ground that a plan shows, in degrees: about 5 km. */
const LEAST = 0.05;

const rings = (geometry: unknown): Point[][] => {
  const { type, coordinates } = geometry as { type: string; coordinates: unknown };
  if (type === "Polygon") return coordinates as Point[][];
  return type === "MultiPolygon" ? (coordinates as Point[][][]).flat() : [];
};

/**
 * The ground around some points, as large as the window allows. A degree of longitude is drawn shorter than one of
 * latitude by the cosine of the latitude, so that distances look alike in both directions.
 */
export function plan(
  areas: AreaCollection | null,
  points: readonly Point[],
  width: number,
  height: number,
  look: Look = { zoom: 1, middle: null },
): Plan {
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const centre: Point = [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
  const middle = look.middle ?? centre;
  const squeeze = Math.cos((centre[1] * Math.PI) / 180);
  const wide = Math.max(LEAST, (Math.max(...lons) - Math.min(...lons)) * 1.35) * squeeze;
  const tall = Math.max(LEAST, (Math.max(...lats) - Math.min(...lats)) * 1.35);
  const k = Math.min(width / wide, height / tall) * look.zoom;
  const at = (lon: number, lat: number): [number, number] => [
    Math.round((width / 2 + (lon - middle[0]) * squeeze * k) * 10) / 10,
    Math.round((height / 2 - (lat - middle[1]) * k) * 10) / 10,
  ];
  const from = (x: number, y: number): [number, number] => [
    middle[0] + (x - width / 2) / (squeeze * k),
    middle[1] - (y - height / 2) / k,
  ];
  const outlines = (areas?.features ?? []).map(({ properties: { code, name }, geometry }) => ({
    code,
    name,
    d: rings(geometry)
      .map((ring) => `M${ring.map(([lon, lat]) => at(lon, lat).join(",")).join("L")}Z`)
      .join(""),
  }));
  return { at, from, outlines };
}

/** Stops that stand at the same point, under one mark: `1, 3`. */
export function together<T extends { n: number; lon: number; lat: number }>(stops: readonly T[]): T[][] {
  const held = new Map<string, T[]>();
  for (const stop of stops) {
    const key = `${stop.lon},${stop.lat}`;
    held.set(key, [...(held.get(key) ?? []), stop]);
  }
  return [...held.values()];
}

/** Corners of all boundaries, for a plan that has no points of its own. */
export const corners = (areas: AreaCollection | null): Point[] =>
  (areas?.features ?? []).flatMap(({ geometry }) => rings(geometry).flat());

/** Whether a point lies in a ring, by the crossings of a ray to the east. */
export function within(ring: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  ring.forEach(([x2, y2], index) => {
    const [x1, y1] = ring[(index + ring.length - 1) % ring.length] as Point;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

/** Degrees with five decimals: about a metre. */
export const rounded = ([lon, lat]: Point): Point => [Math.round(lon * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5];
