import { boundaries } from "../lib/boundaries.ts";
import { h, readJson, s } from "../lib/dom.ts";
import { number } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { legend, panel } from "../lib/panel.ts";
import type { Look, Plan, Point } from "../lib/plan.ts";
import { corners, plan, rounded, within } from "../lib/plan.ts";
import type { AreaCollection } from "../types.ts";

type Kind = "unit" | "area" | "short" | "station" | "running" | "zone" | "contact" | "visit" | "case";

interface Spot {
  kind: Kind;
  lon: number;
  lat: number;
  name: string;
  people: number;
  tables?: number;
}

interface Shape {
  type: "Polygon" | "MultiPolygon";
  coordinates: Point[][] | Point[][][];
}

const STEP = 1.6;
const DRAG = 4; // pixels; less is a click
const KINDS: readonly Kind[] = ["zone", "unit", "area", "short", "running", "station", "contact", "visit", "case"];
const LARGE: readonly Kind[] = ["zone", "short", "case", "visit", "contact"];

/** Homes and stations on the ground; with `data-draw`, a shape can be drawn into the field of that id. */
export default function ground(root: HTMLElement): void {
  const { chart: host, tools } = panel(root);
  const canvas = h("div", { class: "chart-canvas" });
  const foot = h("div", { class: "chart-foot" });
  host.append(canvas, foot);
  const said = readJson<{ points: Spot[]; shapes: Shape[] }>("ground") ?? { points: [], shapes: [] };
  const field = root.dataset.draw ? (document.getElementById(root.dataset.draw) as HTMLTextAreaElement | null) : null;
  const ring: Point[] = field ? ringOf(field.value) : [];
  const look: Look = { zoom: 1, middle: null };
  const count = h("p", { class: "note", role: "status" });
  let areas: AreaCollection | null = null;
  let drawn: Plan | null = null;

  const redraw = (): void => {
    if (canvas.clientWidth === 0) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    const points = said.points.map(({ lon, lat }) => [lon, lat] as const);
    // One place alone says nothing of how wide to look: the whole ground is shown around it.
    const seen = new Set(points.map(String)).size > 1 ? points : [...points, ...corners(areas)];
    if (seen.length === 0) return;
    drawn = plan(areas, seen, width, height, look);
    canvas.replaceChildren(picture(drawn, said, ring, width, height));
    if (!field) return;
    const inside = said.points.filter(({ kind, lon, lat }) => kind === "unit" && within(ring, [lon, lat]));
    const people = inside.reduce((sum, one) => sum + one.people, 0);
    count.textContent =
      ring.length > 2
        ? t("ground.inside", { n: number(inside.length), people: number(people) })
        : t("ground.corners", { n: ring.length });
  };
  /** Whatever is drawn stands in the field; what was pasted there stays as it is until a corner changes. */
  const write = (): void => {
    if (field) field.value = ring.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] }) : "";
    redraw();
  };
  const zoom = (factor: number): void => {
    look.zoom = Math.min(200, Math.max(1, look.zoom * factor));
    if (look.zoom === 1) look.middle = null;
    redraw();
  };
  const button = (text: string, name: string, act: () => void): HTMLButtonElement => {
    const made = h("button", { type: "button", class: "tool", "aria-label": name, title: name }, text);
    made.addEventListener("click", act);
    return made;
  };
  tools.append(
    button("+", t("map.zoom_in"), () => zoom(STEP)),
    button("−", t("map.zoom_out"), () => zoom(1 / STEP)),
  );
  if (field) {
    tools.append(
      button(t("ground.undo"), t("ground.undo"), () => {
        ring.pop();
        write();
      }),
      button(t("ground.clear"), t("ground.clear"), () => {
        ring.length = 0;
        write();
      }),
    );
    foot.append(count, h("p", { class: "note" }, t("ground.how")));
    field.addEventListener("change", () => {
      ring.splice(0, ring.length, ...ringOf(field.value));
      redraw();
    });
  }
  const kinds = KINDS.filter((kind) => said.points.some((one) => one.kind === kind));
  foot.append(legend(kinds.map((kind) => [`ground-${kind}`, t(`ground.${kind}`)] as const)));
  move(canvas, look, () => drawn, redraw, (x, y) => {
    if (!field || !drawn) return;
    ring.push(rounded(drawn.from(x, y)));
    write();
  });
  new ResizeObserver(redraw).observe(canvas);
  void boundaries(root, foot, (found) => {
    areas = found;
    redraw();
  });
}

/** Dragging moves the ground, a click without a move is a corner. */
function move(canvas: HTMLElement, look: Look, held: () => Plan | null, redraw: () => void, click: (x: number, y: number) => void): void {
  let start: { x: number; y: number; middle: Point } | null = null;
  let moved = false;
  const place = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const { left, top } = canvas.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    const drawn = held();
    if (!drawn || event.button !== 0) return;
    const [x, y] = place(event);
    start = { x, y, middle: drawn.from(canvas.clientWidth / 2, canvas.clientHeight / 2) };
    moved = false;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const drawn = held();
    if (!start || !drawn) return;
    const [x, y] = place(event);
    moved ||= Math.hypot(x - start.x, y - start.y) > DRAG;
    if (!moved) return;
    const [lon, lat] = drawn.from(start.x, start.y);
    const [lonTo, latTo] = drawn.from(x, y);
    look.middle = [start.middle[0] + lon - lonTo, start.middle[1] + lat - latTo];
    redraw();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (start && !moved) click(...place(event));
    start = null;
  });
  canvas.addEventListener("pointercancel", () => {
    start = null;
  });
}

function picture({ at, outlines }: Plan, said: { points: Spot[]; shapes: Shape[] }, ring: readonly Point[], width: number, height: number): SVGSVGElement {
  const path = (line: readonly Point[]): string => `M${line.map(([lon, lat]) => at(lon, lat).join(",")).join("L")}Z`;
  const seen = said.points
    .map((spot) => ({ spot, place: at(spot.lon, spot.lat) }))
    .filter(({ place: [x, y] }) => x > -20 && x < width + 20 && y > -20 && y < height + 20)
    .sort((a, b) => KINDS.indexOf(a.spot.kind) - KINDS.indexOf(b.spot.kind));
  return s(
    "svg",
    { class: "ground", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("ground.summary", { n: said.points.length }) },
    s("g", { class: "grounds" }, ...outlines.map(({ name, d }) => s("path", { d }, s("title", {}, name)))),
    ...said.shapes.map((shape) => s("path", { class: "ground-shape is-old", d: ringsOf(shape).map(path).join("") })),
    ...seen.map(({ spot, place: [x, y] }) => mark(spot, x, y)),
    ring.length > 2 && s("path", { class: "ground-shape", d: path(ring) }),
    ...ring.map(([lon, lat]) => {
      const [cx, cy] = at(lon, lat);
      return s("circle", { class: "ground-corner", cx, cy, r: 4 });
    }),
  );
}

function mark({ kind, name, people, tables }: Spot, x: number, y: number): SVGElement {
  const words = [name, people > 0 && t("ground.people", { n: number(people) }), tables && t("ground.tables", { n: tables })].filter(Boolean).join(", ");
  const title = s("title", {}, words);
  if (kind !== "station" && kind !== "running") return s("circle", { class: `ground-${kind}`, cx: x, cy: y, r: kind === "zone" ? 9 : LARGE.includes(kind) ? 4 : 2.5 }, title);
  const half = 5 + 1.5 * Math.min(tables ?? 1, 8) ** 0.5;
  return s("rect", { class: `ground-${kind}`, x: x - half, y: y - half, width: 2 * half, height: 2 * half }, title);
}

const ringsOf = (shape: Shape): Point[][] =>
  shape.type === "Polygon" ? (shape.coordinates as Point[][]) : (shape.coordinates as Point[][][]).flat();

/** The outer ring of a field's GeoJSON without its last corner, which is its first; none where it holds none. */
export function ringOf(text: string): Point[] {
  try {
    const shape = JSON.parse(text) as Shape;
    return (ringsOf(shape)[0] ?? []).slice(0, -1);
  } catch {
    return [];
  }
}
