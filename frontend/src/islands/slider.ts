import { h, rem, s } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { player } from "../lib/player.ts";
import { refresh } from "../lib/refresh.ts";
import type { Stop } from "../lib/ruler.ts";
import { addressAt, heights, indexOf, stopsOf } from "../lib/ruler.ts";
import { follow, situation } from "../lib/store.ts";
import { closing, dayOf, shortDay } from "../lib/time.ts";
import type { Situation } from "../types.ts";

const STEP_MS = 1200;

/** Ruler over the days: pick one, step, or play. The page follows by `?at=`, and so does its address. */
export default function slider(root: HTMLElement): void {
  const zone = root.dataset.zone ?? "Asia/Shanghai";
  const first = situation();
  if (!first || first.days.length < 2) {
    root.hidden = true;
    return;
  }
  const stops = stopsOf(first.days, zone);
  const asked = indexOf(stops, new URL(location.href).searchParams.get("at")?.replace(" ", "+") ?? null);

  const range = h("input", {
    type: "range",
    min: 0,
    max: stops.length - 1,
    step: 1,
    value: asked,
    class: "ruler-range",
    "aria-label": t("slider.day"),
  });
  // As wide as a day, so that the thumb's middle always stands on a column's middle.
  range.style.setProperty("--thumb", `${100 / stops.length}%`);
  const shown = h("output", { class: "ruler-day" });
  const button = (text: string, name: string, act: () => void): HTMLButtonElement => {
    const made = h("button", { type: "button", class: "tool tool-square", "aria-label": name, title: name }, text);
    made.addEventListener("click", act);
    return made;
  };
  const back = button("◀", t("slider.back"), () => run.choose(run.index() - 1));
  const play = button("▶▶", t("slider.play"), () => run.toggle());
  const on = button("▶", t("slider.forward"), () => run.choose(run.index() + 1));
  const latest = h("button", { type: "button", class: "tool" }, t("slider.latest"));
  latest.addEventListener("click", () => run.choose(stops.length - 1));
  const status = h("p", { class: "ruler-status", role: "status" });
  root.replaceChildren(
    h("div", { class: "ruler-buttons" }, back, play, on),
    h("div", { class: "ruler-track" }, columns(stops, first, zone, root.clientWidth), range),
    h("div", { class: "ruler-side" }, shown, latest, status),
  );

  function show(index: number): void {
    const text = closing((stops[index] as Stop).at, zone);
    range.value = String(index);
    range.setAttribute("aria-valuetext", text);
    shown.textContent = text;
    back.disabled = index === 0;
    on.disabled = latest.disabled = index === stops.length - 1;
    for (const [place, column] of [...root.querySelectorAll(".ruler-columns [data-day]")].entries()) {
      column.classList.toggle("is-past", place <= index);
      column.classList.toggle("is-now", place === index);
    }
  }

  const run = player({
    count: stops.length,
    index: asked,
    every: () => STEP_MS,
    show,
    load: async (index) => {
      const url = addressAt(location.href, index === stops.length - 1 ? null : (stops[index] as Stop).at);
      if (await refresh(url)) history.replaceState(null, "", url);
      status.textContent = "";
    },
    onPlay: (playing) => {
      const name = t(playing ? "slider.pause" : "slider.play");
      play.textContent = playing ? "❚❚" : "▶▶";
      play.setAttribute("aria-label", name);
      play.title = name;
    },
    onBusy: (busy) => root.setAttribute("aria-busy", String(busy)),
    onFailure: () => {
      status.textContent = t("slider.failed");
    },
  });

  range.addEventListener("input", () => run.choose(Number(range.value)));
  root.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target === range) {
      event.preventDefault();
      run.toggle();
    }
  });
  let fullest = first;
  show(asked);
  follow((next) => {
    // A past state knows less; the ruler keeps the columns of the latest state it has seen.
    if (next.as_of > fullest.as_of) {
      fullest = next;
      root.querySelector(".ruler-columns")?.replaceWith(columns(stops, next, zone, root.clientWidth));
    }
    show(run.index());
  });
}

/** New infections of each day as columns, events as ticks: the ruler shows where something happened. */
function columns(stops: readonly Stop[], { curve, events }: Situation, zone: string, room: number): SVGSVGElement {
  const days = stops.map((stop) => stop.day);
  const counts = new Map(curve.report.map((row) => [row.date, row.confirmed + row.asymptomatic]));
  const tall = heights(days, counts);
  const marked = new Set(events.map((event) => dayOf(event.at, zone)));
  const most = Math.min(16, Math.max(2, Math.floor(room / rem(4))));
  const every = Math.max(1, Math.ceil(days.length / most));
  const width = 100 / days.length;
  return s(
    "svg",
    { class: "ruler-columns", "aria-hidden": "true" },
    ...days.map((day, at) => {
      const middle = `${(at + 0.5) * width}%`;
      return s(
        "g",
        { "data-day": day },
        // Nothing is drawn for a day without a case: the baseline says it.
        s("rect", { x: `${(at + 0.12) * width}%`, width: `${0.76 * width}%`, y: `${62 - 58 * (tall[at] ?? 0)}%`, height: `${58 * (tall[at] ?? 0)}%` }),
        marked.has(day) ? s("circle", { cx: middle, cy: "69%", r: 2 }) : null,
        (at % every === 0 && at <= days.length - 1 - every / 2) || at === days.length - 1 ? s("text", { x: middle, y: "96%", "text-anchor": "middle" }, shortDay(day)) : null,
      );
    }),
  );
}
