import { h } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { poll } from "../lib/poll.ts";
import { refresh } from "../lib/refresh.ts";
import { situation } from "../lib/store.ts";
import type { Situation } from "../types.ts";

const EVERY_MS = 5000;

/**
 * Keeps the screen fresh: asks the situation's address every five seconds and, when something was recorded,
 * takes over the page's new state. Stands still while a past moment is shown, and says when it is cut off.
 */
export default function factfeed(root: HTMLElement): void {
  const url = root.dataset.url;
  if (!url) return;
  const status = h("p", { class: "feed-status", role: "status" });
  root.querySelector("[data-tools]")?.prepend(status);
  const looksBack = (): boolean => new URL(location.href).searchParams.has("at");
  poll<Situation>({
    url,
    every: EVERY_MS,
    isKnown: (next) => {
      const shown = situation();
      return shown?.recorded_until === next.recorded_until && shown.facts[0]?.id === next.facts[0]?.id;
    },
    onChange: () => {
      if (!looksBack()) void refresh(location.href).catch(() => undefined);
    },
    onTrouble: (since) => {
      root.classList.toggle("is-stale", since !== null);
      const time = since?.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
      status.textContent = time ? t("feed.lost", { time }) : "";
    },
  });
}
