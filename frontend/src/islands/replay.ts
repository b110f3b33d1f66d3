import { h } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { player } from "../lib/player.ts";
import { refresh } from "../lib/refresh.ts";
import { addressAt, hoursOf, indexFrom } from "../lib/ruler.ts";
import { shortMoment } from "../lib/time.ts";

const PACES = [1, 2, 4, 8] as const;
const SLOWEST_MS = 1600;
const TYPING = "input:not([type=range]), textarea, select, dialog[open], [contenteditable]";

/**
 * Ruler over the hours of an exercise: pick one, step, or play. The steps and marks of the page (`a[data-at]`) are links
 * that work without this; with it they move the ruler, and their keys (`aria-keyshortcuts`) do too.
 */
export default function replay(root: HTMLElement): void {
  const { from, to, step, zone = "Asia/Shanghai" } = root.dataset;
  const track = root.querySelector<HTMLElement>(".ruler-track");
  const side = root.querySelector<HTMLElement>(".ruler-side");
  if (!from || !to || !step || !track || !side) return;
  const stops = hoursOf(from, to, Number(step));
  const asked = new URL(location.href).searchParams.get("at")?.replace(" ", "+");
  const first = asked ? indexFrom(stops, asked) : stops.length - 1;
  let pace = 1;

  const range = h("input", { type: "range", min: 0, max: stops.length - 1, step: 1, value: first, class: "ruler-range", "aria-label": t("replay.hour") });
  const play = h("button", { type: "button", class: "button button-primary", "aria-keyshortcuts": "Space" });
  const speed = h("select", { class: "replay-pace", "aria-label": t("replay.pace") }, ...PACES.map((one) => h("option", { value: one }, `×${one}`)));
  const status = h("p", { class: "ruler-status", role: "status" });
  track.append(range);
  side.prepend(play, speed);
  side.append(status);

  const run = player({
    count: stops.length,
    index: first,
    every: () => SLOWEST_MS / pace,
    show: (index) => {
      range.value = String(index);
      range.setAttribute("aria-valuetext", shortMoment(stops[index] as string, zone));
    },
    load: async (index) => {
      const url = addressAt(location.href, stops[index] as string);
      if (await refresh(url)) history.replaceState(null, "", url);
      status.textContent = "";
    },
    onPlay: (playing) => (play.textContent = t(playing ? "slider.pause" : "slider.play")),
    onBusy: (busy) => root.setAttribute("aria-busy", String(busy)),
    onFailure: () => (status.textContent = t("replay.failed")),
  });
  play.textContent = t("slider.play");
  play.addEventListener("click", run.toggle);
  speed.addEventListener("change", () => (pace = Number(speed.value)));
  range.addEventListener("input", () => run.choose(Number(range.value)));

  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest<HTMLElement>("a[data-at]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    run.choose(indexFrom(stops, link.dataset.at as string));
  });
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element | null;
    if (event.ctrlKey || event.metaKey || event.altKey || target?.closest?.(TYPING)) return;
    if (event.key === " " && !target?.closest?.("button, a")) {
      event.preventDefault();
      run.toggle();
      return;
    }
    const press = `${event.shiftKey ? "Shift+" : ""}${event.key}`;
    const link = root.querySelector<HTMLElement>(`a[aria-keyshortcuts="${CSS.escape(press)}"]`);
    if (!link) return;
    event.preventDefault();
    run.choose(indexFrom(stops, link.dataset.at as string));
  });
}
