import type { Arc, ChainLayout, Dot } from "../lib/chainlayout.ts";
import { layoutChain } from "../lib/chainlayout.ts";
import { h, readJson, rem, s } from "../lib/dom.ts";
import { label, t } from "../lib/i18n.ts";
import { legend, panel } from "../lib/panel.ts";
import { follow } from "../lib/store.ts";
import { shortDay } from "../lib/time.ts";
import type { Chain } from "../types.ts";

interface Scale {
  x: (column: number) => number;
  y: (lane: number) => number;
  radius: number;
  /** Room for one lane; names are left out where they would overlap. */
  lane: number;
}

/** Who exposed whom, by day of onset: a dot a person, an arc an exposure. A dot opens the case's page. */
export default function chain(root: HTMLElement): void {
  const { chart: host } = panel(root);
  const canvas = h("div", { class: "chart-canvas chain-canvas" });
  const foot = h("div", { class: "chart-foot" });
  host.append(canvas, foot);
  let data: Chain = { nodes: [], links: [] };

  const redraw = (): void => {
    root.classList.toggle("is-empty", data.nodes.length === 0);
    if (data.nodes.length === 0) {
      canvas.replaceChildren();
      foot.replaceChildren(h("p", { class: "empty-note" }, t("chain.empty")));
      return;
    }
    const layout = layoutChain(data);
    canvas.replaceChildren(draw(layout, canvas.clientWidth, canvas.clientHeight));
    const classes = [...new Set(data.nodes.map((node) => node.class))];
    foot.replaceChildren(
      legend([
        ...classes.map((code) => [`dot dot-${code}`, label("class", code)] as const),
        ["line-certain", t("chain.certain")],
        ["line-probable", t("chain.probable")],
        ...(layout.dots.some((dot) => dot.byReport) ? [["star", t("chain.by_report")] as const] : []),
      ]),
    );
  };
  new ResizeObserver(redraw).observe(canvas);
  const source = root.dataset.source;
  if (source) {
    data = readJson<Chain>(source) ?? data;
    redraw();
  } else {
    follow((situation) => {
      data = situation.chain;
      redraw();
    });
  }
}

function draw(layout: ChainLayout, width: number, height: number): SVGSVGElement {
  const unknown = layout.dots.some((dot) => dot.column < 0);
  const left = rem(1.4);
  const right = rem(5.5);
  // People without an onset stand apart, left of the first day.
  const apart = unknown ? rem(6) : 0;
  const stepX = (width - left - apart - right) / Math.max(1, layout.days.length - 1);
  const axis = rem(1.5);
  const lane = (height - axis - rem(0.5)) / Math.max(1, layout.lanes);
  const scale: Scale = {
    x: (column) => (column < 0 ? left : left + apart + column * stepX),
    y: (index) => rem(0.25) + (index + 0.5) * lane,
    radius: Math.max(2.5, Math.min(rem(0.42), lane * 0.4)),
    lane,
  };
  return s(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, class: "chain", role: "group", "aria-label": summary(layout) },
    grid(layout, scale, height - axis, unknown),
    s("g", { class: "arcs" }, ...layout.arcs.map((arc) => drawArc(arc, scale))),
    s("g", { class: "dots" }, ...layout.dots.map((dot) => drawDot(dot, scale, width))),
  );
}

function grid({ days }: ChainLayout, { x }: Scale, bottom: number, unknown: boolean): SVGGElement {
  const group = s("g", { class: "grid" });
  const every = Math.max(1, Math.ceil(rem(2.9) / Math.max(1, x(1) - x(0))));
  days.forEach((day, index) => {
    const at = x(index);
    if (index % every !== 0) return;
    group.append(
      s("line", { x1: at, x2: at, y1: 0, y2: bottom }),
      s("text", { x: at, y: bottom + rem(1), "text-anchor": "middle" }, shortDay(day)),
    );
  });
  if (unknown) group.append(s("text", { x: x(-1), y: bottom + rem(1), "text-anchor": "start" }, t("chain.axis_unknown")));
  return group;
}

function drawArc({ link, from, to, backwards }: Arc, { x, y }: Scale): SVGElement {
  const [x1, y1, x2, y2] = [x(from.column), y(from.lane), x(to.column), y(to.lane)];
  const certain = link.certainty === "certain";
  // Down from the source, then across to the exposed: arcs of one source share their first stretch.
  const bend = Math.min(Math.abs(y2 - y1), rem(1.2)) * Math.sign(y2 - y1);
  const path = x1 === x2
    ? `M${x1},${y1} C${x1 - rem(1.1)},${y1 + bend} ${x1 - rem(1.1)},${y2 - bend} ${x2},${y2}`
    : `M${x1},${y1} L${x1},${y2 - bend} Q${x1},${y2} ${x1 + Math.sign(x2 - x1) * Math.min(Math.abs(x2 - x1), rem(0.8))},${y2} L${x2},${y2}`;
  const names = `${from.node.label} → ${to.node.label} · ${label("link", link.kind)} · ${label("certainty", link.certainty)}`;
  const name = backwards ? `${names} · ${t("chain.backwards")}` : names;
  return s(
    "path",
    { d: path, class: `arc${certain ? "" : " is-probable"}${backwards ? " is-backwards" : ""}` },
    s("title", {}, name),
  );
}

function when({ node, byReport }: Dot): string {
  if (byReport) return t("chain.reported", { day: node.reported?.slice(0, 10) ?? "" });
  return node.onset ? t("chain.onset", { day: node.onset.slice(0, 10) }) : t("chain.no_onset");
}

function drawDot(dot: Dot, scale: Scale, width: number): SVGElement {
  const { node, column, lane } = dot;
  const [cx, cy] = [scale.x(column), scale.y(lane)];
  const words = [node.label, label("class", node.class), when(dot), node.area];
  const mark = s("circle", { cx, cy, r: scale.radius, class: `dot-${node.class}` }, s("title", {}, words.filter(Boolean).join(" · ")));
  // Left of the first day lines run into the dot from the right: the name steps above them.
  const up = column < 0 ? rem(0.6) : 0;
  const named = scale.lane >= rem(0.8);
  const text = named ? s("text", { x: cx + scale.radius + rem(0.3), y: cy - up, "dominant-baseline": "central" }, shorten(dot.byReport ? `${node.label} *` : node.label, width - cx - rem(1))) : null;
  return node.url ? s("a", { href: node.url, "aria-label": words.filter(Boolean).join(", ") }, mark, text) : s("g", {}, mark, text);
}

/** A name that fits into so many pixels, by the usual width of its letters. */
export function shorten(name: string, room: number): string {
  let used = 0;
  for (const [at, letter] of [...name].entries()) {
    used += rem(letter.charCodeAt(0) > 0x2e80 ? 0.82 : 0.46);
    if (used > room) return `${[...name].slice(0, Math.max(1, at - 1)).join("")}…`;
  }
  return name;
}

const summary = ({ dots, arcs }: ChainLayout): string => t("chain.summary", { people: dots.length, links: arcs.length });
