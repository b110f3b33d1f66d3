import { boundaries } from "../lib/boundaries.ts";
import { h, readJson, s } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { legend, panel } from "../lib/panel.ts";
import { plan, together } from "../lib/plan.ts";
import { shortMoment } from "../lib/time.ts";
import type { AreaCollection } from "../types.ts";

interface Stop {
  n: number;
  place: string;
  at: string;
  lon: number;
  lat: number;
  /** False: the middle of its area, for want of coordinates. */
  exact: boolean;
}

/** The visits of a trajectory on the ground, numbered as on the time line, joined in the order of time. */
export default function route(root: HTMLElement): void {
  const { chart: host } = panel(root);
  const canvas = h("div", { class: "chart-canvas" });
  const foot = h("div", { class: "chart-foot" });
  host.append(canvas, foot);
  const stops = readJson<{ points: Stop[] }>("route")?.points ?? [];
  const zone = root.dataset.zone ?? "Asia/Shanghai";
  let areas: AreaCollection | null = null;

  const redraw = (): void => {
    if (stops.length > 0 && canvas.clientWidth > 0) canvas.replaceChildren(draw(areas, stops, canvas.clientWidth, canvas.clientHeight, zone));
  };
  foot.append(
    legend([
      ...(stops.some((stop) => stop.exact) ? [["stop-exact", t("track.exact")] as const] : []),
      ...(stops.some((stop) => !stop.exact) ? [["stop-middle", t("track.middle")] as const] : []),
    ]),
  );
  new ResizeObserver(redraw).observe(canvas);
  void boundaries(root, foot, (found) => {
    areas = found;
    redraw();
  });
}

function draw(areas: AreaCollection | null, stops: readonly Stop[], width: number, height: number, zone: string): SVGSVGElement {
  const { at, outlines } = plan(areas, stops.map(({ lon, lat }) => [lon, lat] as const), width, height);
  const line = stops.map(({ lon, lat }) => at(lon, lat).join(",")).join(" ");
  return s(
    "svg",
    { class: "route", width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": t("track.summary", { n: stops.length }) },
    s("g", { class: "grounds" }, ...outlines.map(({ name, d }) => s("path", { d }, s("title", {}, name)))),
    s("polyline", { points: line, class: "way" }),
    ...together(stops).map((group) => mark(group, at, zone)),
  );
}

/** One mark a point; a click leads to its first visit on the time line. */
function mark(group: readonly Stop[], at: (lon: number, lat: number) => [number, number], zone: string): SVGElement {
  const first = group[0] as Stop;
  const [x, y] = at(first.lon, first.lat);
  const numbers = group.map(({ n }) => n).join(", ");
  const room = 9 + 3.2 * numbers.length;
  const words = group.map((stop) => `${stop.n}. ${stop.place}, ${shortMoment(stop.at, zone)}`).join("; ");
  const name = group.every((stop) => stop.exact) ? words : `${words} (${t("track.middle")})`;
  const classes = group.every((stop) => stop.exact) ? "stop" : "stop is-middle";
  return s(
    "a",
    { href: `#stop-${first.n}`, class: classes, "aria-label": name },
    s("rect", { x: x - room, y: y - 11, width: room * 2, height: 22, rx: 11 }, s("title", {}, name)),
    s("text", { x, y, "text-anchor": "middle", "dominant-baseline": "central" }, numbers),
  );
}
