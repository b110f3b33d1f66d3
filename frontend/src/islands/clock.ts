import { remaining } from "../lib/format.ts";

const TICK_MS = 20_000;

/**
 * Lets the page's clocks run: `[data-clock]` elements with `data-due` count down on workspace time. In a
 * workspace whose clock stands still, so do they.
 */
export default function clocks(): void {
  const now = workspaceClock();
  if (!now) return;
  const tick = (): void => {
    for (const clock of document.querySelectorAll<HTMLElement>("[data-clock][data-due]")) {
      const place = clock.querySelector<HTMLElement>("[data-remaining]");
      if (!place) continue;
      const { text, overdue } = remaining(Date.parse(clock.dataset.due as string), now());
      place.textContent = text;
      if (overdue && clock.dataset.state !== "overdue") {
        clock.dataset.state = "overdue";
        clock.classList.add("clock-overdue");
      }
    }
    const face = document.querySelector<HTMLTimeElement>("[data-workspace-clock]");
    if (face) face.textContent = local(now(), face.dataset.zone ?? "Asia/Shanghai");
  };
  window.setInterval(tick, TICK_MS);
  document.addEventListener("fangxian:replaced", tick);
}

/** Workspace time: the server's time at load plus what has passed since. */
function workspaceClock(): (() => number) | null {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="workspace-now"]');
  if (!meta || meta.dataset.running !== "true") return null;
  const ahead = Date.parse(meta.content) - Date.now();
  return () => Date.now() + ahead;
}

const local = (at: number, zone: string): string =>
  new Date(at).toLocaleString("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
