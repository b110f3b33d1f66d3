import { h, s, token } from "../lib/dom.ts";
import { label, t } from "../lib/i18n.ts";
import type { Arrow, Drawing } from "../lib/network.ts";
import { AXIS, drawing, lineOf, neighbour, path } from "../lib/network.ts";
import { choice, legend, panel } from "../lib/panel.ts";
import { refresh } from "../lib/refresh.ts";
import { png, save, standalone, svgText } from "../lib/saveas.ts";
import { follow, situation } from "../lib/store.ts";
import { closing, shortDay } from "../lib/time.ts";
import type { View } from "../lib/view.ts";
import { fit, moved, showing, zoomed } from "../lib/view.ts";
import type { Network, NetworkLayout, NetworkLink, NetworkNode } from "../types.ts";

const LAYOUTS = ["onset", "tree", "free"] as const;
const STEP = 1.5;
const RADIUS = 5.5;
/** Below this scale names are too small to read and are left out. */
const READABLE = 0.62;

interface Picture {
  svg: SVGSVGElement;
  world: SVGGElement;
  axis: SVGGElement;
  dots: Map<string, SVGElement>;
  arcs: Map<NetworkLink, SVGElement>;
}

const NOTHING: Network = { layout: "onset", first_day: null, width: 0, height: 0, nodes: [], links: [] };

/** The chains of an incident: a window that zooms and moves, each case a link to its page, one tab stop for all. */
export default function network(root: HTMLElement): void {
  const { chart: host, tools } = panel(root);
  const canvas = h("div", { class: "chart-canvas" });
  const said = h("p", { class: "network-said", role: "status" });
  const key = h("div", {});
  host.append(canvas, said, h("div", { class: "chart-foot" }, key, h("p", { class: "note network-hint" }, t("network.hint"))));
  const zone = document.querySelector<HTMLElement>("[data-island=slider]")?.dataset.zone ?? "Asia/Shanghai";

  let data = NOTHING;
  let drawn: Drawing = drawing(data);
  let picture: Picture | null = null;
  let view: View = { k: 1, x: 0, y: 0 };
  let here = "";

  const size = (): { width: number; height: number } => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  /** The view of the whole, below the days that stay on top. */
  const whole = (): View => {
    const { width, height } = size();
    const top = drawn.days.length > 0 ? AXIS : 0;
    const view = fit(drawn, { width, height: height - top });
    return { ...view, y: view.y + top };
  };
  const show = (next: View): void => {
    view = next;
    if (!picture) return;
    picture.world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
    picture.svg.classList.toggle("is-far", view.k < READABLE);
    picture.svg.classList.toggle("is-near", view.k > whole().k * 1.05);
    picture.axis.replaceChildren(...axis(drawn, view, size().width));
  };
  const zoom = (factor: number, x = size().width / 2, y = size().height / 2): void =>
    show(zoomed(view, factor, x, y, whole()));

  const light = (id: string | null): void => {
    if (!picture) return;
    const line = id === null ? null : lineOf(data.links, id);
    picture.svg.classList.toggle("has-line", line !== null && line.links.size > 0);
    for (const [one, dot] of picture.dots) dot.classList.toggle("is-lit", line?.cases.has(one) ?? false);
    for (const [link, arc] of picture.arcs) arc.classList.toggle("is-lit", line?.links.has(link) ?? false);
    const node = data.nodes.find((one) => one.id === id);
    said.textContent = node ? words(data, node).join(" · ") : "";
  };
  const goTo = (id: string): void => {
    const spot = drawn.spots.get(id);
    if (!picture || !spot) return;
    picture.dots.get(here)?.setAttribute("tabindex", "-1");
    here = id;
    const dot = picture.dots.get(id);
    dot?.setAttribute("tabindex", "0");
    dot?.focus({ preventScroll: true });
    show(showing(view, spot.x, spot.y, size()));
  };

  const redraw = (): void => {
    root.classList.toggle("is-empty", data.nodes.length === 0);
    drawn = drawing(data);
    if (data.nodes.length === 0) {
      canvas.replaceChildren();
      picture = null;
      key.replaceChildren(h("p", { class: "empty-note" }, t("network.empty")));
      return;
    }
    picture = draw(data, drawn);
    if (!picture.dots.has(here)) here = data.nodes[0]?.id ?? "";
    picture.dots.get(here)?.setAttribute("tabindex", "0");
    canvas.replaceChildren(picture.svg);
    // A small drawing asks for a low window.
    canvas.style.setProperty("--drawn", `${Math.ceil(drawn.height * fit(drawn, { ...size(), height: Number.POSITIVE_INFINITY }).k) + AXIS + 8}px`);
    key.replaceChildren(keyOf(data));
    listen(picture.svg);
    show(whole());
  };

  const listen = (svg: SVGSVGElement): void => {
    const nodeAt = (target: EventTarget | null): string | null =>
      (target as Element | null)?.closest<SVGElement>("[data-case]")?.dataset.case ?? null;
    svg.addEventListener("pointerover", (event) => light(nodeAt(event.target)));
    svg.addEventListener("pointerleave", () => light(null));
    svg.addEventListener("focusin", (event) => light(nodeAt(event.target)));
    svg.addEventListener("focusout", () => light(null));
    svg.addEventListener("keydown", (event) => {
      if (event.key.startsWith("Arrow")) {
        event.preventDefault();
        goTo(neighbour(data, here, event.key as Arrow));
      } else if (event.key === "+" || event.key === "=") zoom(STEP);
      else if (event.key === "-") zoom(1 / STEP);
      else if (event.key === "0") show(whole());
    });
    svg.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return; // the wheel alone scrolls the page
        event.preventDefault();
        const box = svg.getBoundingClientRect();
        zoom(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
      },
      { passive: false },
    );
    drag(svg, (dx, dy) => show(moved(view, dx, dy, drawn, size())), zoom);
  };

  const go = async (layout: NetworkLayout): Promise<void> => {
    const url = new URL(location.href);
    url.searchParams.set("layout", layout);
    try {
      if (await refresh(url.href)) history.replaceState(null, "", url);
      keepAddress();
    } catch {
      said.textContent = t("network.failed");
    }
  };

  const button = (text: string, name: string, act: () => void): HTMLButtonElement => {
    const square = text !== name;
    const made = h("button", { type: "button", class: square ? "tool tool-square" : "tool", "aria-label": name, title: name }, text);
    made.addEventListener("click", act);
    return made;
  };
  const file = (): SVGSVGElement | null => {
    if (!picture) return null;
    const sheet = draw(data, drawn);
    sheet.axis.replaceChildren(...axis(drawn, { k: 1, x: 0, y: 0 }, drawn.width));
    canvas.append(sheet.svg); // in the page, so that the stylesheet is read off
    const copy = standalone(sheet.svg, drawn.width, drawn.height + 24, token("surface"));
    sheet.svg.remove();
    copy.append(s("text", { x: 12, y: drawn.height + 14, "font-size": 11, "font-family": "sans-serif", fill: token("ink-muted") }, caption(zone)));
    return copy;
  };
  const saveSvg = (): void => {
    const copy = file();
    if (copy) save(`${t("network.file")}.svg`, new Blob([svgText(copy)], { type: "image/svg+xml" }));
  };
  const savePng = (): void => {
    const copy = file();
    if (!copy) return;
    png(copy, drawn.width, drawn.height + 24).then(
      (blob) => save(`${t("network.file")}.png`, blob),
      () => (said.textContent = t("network.failed")),
    );
  };

  tools.prepend(
    choice(
      t("network.layout"),
      LAYOUTS.map((one) => [one, t(`network.${one}`)] as const),
      (situation()?.network ?? NOTHING).layout,
      (layout) => void go(layout),
    ),
    button("+", t("network.zoom_in"), () => zoom(STEP)),
    button("−", t("network.zoom_out"), () => zoom(1 / STEP)),
    button("⤢", t("network.whole"), () => show(whole())),
    button(t("network.svg"), t("network.svg"), saveSvg),
    button(t("network.png"), t("network.png"), savePng),
  );
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(canvas.clientWidth - width) > 1) {
      width = canvas.clientWidth;
      show(whole());
    }
  }).observe(canvas);
  follow((next) => {
    data = next.network ?? NOTHING;
    redraw();
    keepAddress();
  });
}

/** The filter keeps the layout and the moment that the address has. */
function keepAddress(): void {
  const { searchParams } = new URL(location.href);
  for (const name of ["at", "layout"]) {
    const field = document.querySelector<HTMLInputElement>(`form.filters input[name="${name}"]`);
    if (field) field.value = searchParams.get(name) ?? "";
  }
}

function draw(data: Network, drawn: Drawing): Picture {
  const arcs = new Map<NetworkLink, SVGElement>();
  const straight = data.layout === "free";
  for (const link of data.links) {
    const from = drawn.spots.get(link.from);
    const to = drawn.spots.get(link.to);
    if (!from || !to) continue;
    const classes = ["arc", link.certainty === "certain" ? "" : "is-probable", link.counted ? "" : "is-uncounted", link.wrong ? "is-wrong" : ""];
    const d = path(from, to, straight || !link.counted);
    const title = [`${from.node.label} → ${to.node.label}`, label("link", link.kind), label("certainty", link.certainty), link.setting, apart(link)];
    const arc = s("path", { d, class: classes.filter(Boolean).join(" "), "marker-end": straight ? "url(#network-arrow)" : null });
    arc.append(s("title", {}, title.filter(Boolean).join(" · ")));
    arcs.set(link, arc);
  }
  const dots = new Map([...drawn.spots].map(([id, { node, x, y }]) => [id, dot(data, node, x, y)]));
  const world = s("g", {}, s("g", { class: "arcs" }, ...arcs.values()), s("g", { class: "dots" }, ...dots.values()));
  const days = s("g", { class: "axis", "aria-hidden": "true" });
  const svg = s(
    "svg",
    { class: "network", width: "100%", height: "100%", role: "group", "aria-label": t("network.summary", { cases: data.nodes.length, links: data.links.length }) },
    s("defs", {}, s("marker", { id: "network-arrow", viewBox: "0 0 8 8", refX: 13, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { d: "M0,0L8,4L0,8z", fill: token("ink-muted") }))),
    world,
    days,
  );
  return { svg, world, axis: days, dots, arcs };
}

function dot(data: Network, node: NetworkNode, x: number, y: number): SVGElement {
  const parts = [
    s("circle", { cx: x, cy: y, r: RADIUS, class: `dot-${node.class}` }, s("title", {}, words(data, node).join(" · "))),
    s("text", { x: x + RADIUS + 4, y, "dominant-baseline": "central" }, byReport(data, node) ? `${node.label} *` : node.label),
  ];
  const known = { "data-case": node.id, tabindex: "-1", "aria-label": words(data, node).join(", ") };
  return node.url ? s("a", { ...known, href: node.url }, ...parts) : s("g", { ...known, role: "img" }, ...parts);
}

/** Along the days, a case without an onset stands on the day of its report. */
const byReport = ({ layout }: Network, { onset, reported }: NetworkNode): boolean => layout === "onset" && !onset && reported !== null;

const apart = ({ days }: NetworkLink): string =>
  days === null ? "" : days < 0 ? t("network.before", { n: -days }) : t("network.interval", { n: days });

/** A case in words: for its name, its tooltip and the line under the picture. */
function words(data: Network, node: NetworkNode): string[] {
  const link = data.links.find((one) => one.to === node.id && one.counted);
  const infector = link && data.nodes.find((one) => one.id === link.from);
  const day = node.onset ? t("chain.onset", { day: node.onset }) : node.reported ? t("chain.reported", { day: node.reported }) : t("chain.no_onset");
  return [
    node.label,
    node.class === "outside" ? "" : label("class", node.class),
    node.class === "outside" ? "" : day,
    node.generation === null ? t("network.unlinked") : t("network.generation", { n: node.generation }),
    infector ? t("network.infector", { name: infector.label }) : "",
    link ? apart(link) : "",
    node.cluster,
    node.area,
  ].filter(Boolean);
}

/** Days along the top edge, as many as there is room for; they stay while the drawing moves below. */
function axis({ days }: Drawing, view: View, width: number): SVGElement[] {
  if (days.length === 0) return [];
  const step = (days[1]?.x ?? 0) - (days[0]?.x ?? 0);
  const every = step > 0 ? Math.max(1, Math.ceil(44 / (step * view.k))) : 1;
  const marks = days
    .filter((_day, at) => at % every === 0)
    .map(({ day, x }) => ({ day, at: x * view.k + view.x }))
    .filter(({ at }) => at > -20 && at < width + 20)
    .flatMap(({ day, at }) => [
      s("line", { x1: at, x2: at, y1: AXIS - 5, y2: AXIS }),
      s("text", { x: at, y: AXIS - 8, "text-anchor": "middle" }, shortDay(day)),
    ]);
  return [s("rect", { x: 0, y: 0, width, height: AXIS }), ...marks];
}

function keyOf(data: Network): HTMLElement {
  const classes = [...new Set(data.nodes.map((node) => node.class))];
  const has = (test: (link: NetworkLink) => boolean): boolean => data.links.some(test);
  return legend([
    ...classes.map((code) => [`dot dot-${code}`, label("class", code)] as const),
    ...(has((link) => link.certainty === "certain") ? [["line-certain", t("chain.certain")] as const] : []),
    ...(has((link) => link.certainty !== "certain") ? [["line-probable", t("chain.probable")] as const] : []),
    ...(has((link) => !link.counted) ? [["line-uncounted", t("network.uncounted")] as const] : []),
    ...(data.nodes.some((node) => byReport(data, node)) ? [["star", t("chain.by_report")] as const] : []),
    ...(has((link) => link.wrong !== "") ? [["line-wrong", t("network.wrong")] as const] : []),
  ]);
}

/** What a saved picture says of itself: which record, and as of when. */
function caption(zone: string): string {
  const mark = document.querySelector(".workspace .mark")?.textContent ?? "";
  const at = situation()?.as_of ?? "";
  return [mark, document.querySelector(".workspace-title")?.textContent ?? "", at ? t("network.as_of", { time: closing(at, zone) }) : ""].filter(Boolean).join(" · ");
}

/** One pointer moves the drawing, two zoom it. */
function drag(svg: SVGSVGElement, move: (dx: number, dy: number) => void, zoom: (factor: number, x: number, y: number) => void): void {
  const down = new Map<number, PointerEvent>();
  let travelled = 0;
  const spread = (): { wide: number; x: number; y: number } => {
    const [one, other] = [...down.values()] as [PointerEvent, PointerEvent];
    const box = svg.getBoundingClientRect();
    return {
      wide: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
      x: (one.clientX + other.clientX) / 2 - box.left,
      y: (one.clientY + other.clientY) / 2 - box.top,
    };
  };
  svg.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, event);
    travelled = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    if (down.size === 2) {
      const from = spread().wide;
      down.set(event.pointerId, event);
      const { wide, x, y } = spread();
      if (from > 0) zoom(wide / from, x, y);
      return;
    }
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    travelled += Math.abs(dx) + Math.abs(dy);
    if (travelled > 4 && !svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
    svg.classList.toggle("is-moving", travelled > 4);
    down.set(event.pointerId, event);
    move(dx, dy);
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    svg.addEventListener(end, (event) => {
      down.delete(event.pointerId);
      svg.classList.remove("is-moving");
    });
  }
  // Letting go after a drag is no click on the case under the pointer; nor is a link to be dragged away.
  svg.addEventListener("click", (event) => travelled > 4 && event.preventDefault(), { capture: true });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
}
