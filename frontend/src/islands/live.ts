import { h } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { poll } from "../lib/poll.ts";
import { refresh } from "../lib/refresh.ts";
import { left } from "../lib/time.ts";

const EVERY_MS = 5000;
const SECOND_MS = 1000;
const TYPING = "input, textarea, select, dialog[open], [contenteditable]";

interface Pulse {
  version: string;
}

/**
 * Keeps a page of an exercise fresh: asks its pulse and, when something is new, takes over the page's regions. Counts
 * `[data-until]` down on the server's real time, and presses `[data-press]` by its key.
 */
export default function live(root: HTMLElement): void {
  const url = root.dataset.url;
  if (!url) return;
  let known = root.dataset.version ?? "";
  const status = h("p", { class: "feed-status", role: "status" });
  root.append(status);
  poll<Pulse>({
    url,
    every: Number(root.dataset.every ?? EVERY_MS),
    isKnown: ({ version }) => version === known,
    onChange: ({ version }) => {
      known = version;
      void refresh(location.href).catch(() => (known = ""));
    },
    onTrouble: (since) => {
      const time = since?.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
      status.textContent = time ? t("feed.lost", { time }) : "";
    },
  });
  const ahead = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0;
  const tick = (): void => {
    for (const timer of document.querySelectorAll<HTMLElement>("[data-until]")) {
      const seconds = Math.ceil((Date.parse(timer.dataset.until as string) - Date.now() - ahead) / SECOND_MS);
      timer.textContent = seconds > 0 ? left(seconds) : t("room.time_up");
      timer.classList.toggle("is-over", seconds <= 0);
    }
  };
  tick();
  window.setInterval(tick, SECOND_MS);
  document.addEventListener("fangxian:replaced", tick);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element | null)?.closest?.(TYPING)) return;
    const button = document.querySelector<HTMLElement>(`[data-press="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
