import type { Situation } from "../types.ts";
import { readJson } from "./dom.ts";
import { publish, SCRIPT } from "./store.ts";

/**
 * The server renders a page once; this brings the page's live regions to another state of it.
 *
 * One request serves both halves: regions (`[data-region]`, matched by id) are replaced by the server's new
 * markup, and the JSON script feeds the islands. So a figure is written in one place only: the template.
 */

let running: AbortController | null = null;

/** Fetches the page at `url` and takes over its regions and data. A later call overtakes an earlier one. */
export async function refresh(url: string): Promise<boolean> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  try {
    const answer = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok || new URL(answer.url).pathname !== new URL(url, location.href).pathname) {
      throw new Error(`the server answered ${answer.status}`);
    }
    adopt(new DOMParser().parseFromString(await answer.text(), "text/html"));
    return true;
  } catch (error) {
    if (mine.signal.aborted) return false;
    throw error;
  } finally {
    if (running === mine) running = null;
  }
}

/** Takes the regions and the situation out of a newly rendered page. */
export function adopt(page: Document, into: Document = document): void {
  for (const region of into.querySelectorAll<HTMLElement>("[data-region]")) {
    const fresh = page.getElementById(region.id);
    if (fresh && fresh.innerHTML !== region.innerHTML && !isBeingWritten(region)) replace(region, fresh);
  }
  for (const script of into.querySelectorAll<HTMLElement>('script[type="application/json"][id]')) {
    const fresh = page.getElementById(script.id);
    const next = readJson<Situation>(script.id, page);
    if (!fresh || !next || (script.id !== SCRIPT && fresh.textContent === script.textContent)) continue;
    script.textContent = fresh.textContent;
    publish(next, script.id);
  }
}

/** Whether somebody has begun to write in a region: what is typed is never thrown away. */
function isBeingWritten(region: HTMLElement): boolean {
  const fields = region.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input[type=text], input[type=number]");
  return [...fields].some((field) => field.value !== field.defaultValue);
}

function replace(region: HTMLElement, fresh: HTMLElement): void {
  const known = new Set([...region.querySelectorAll<HTMLElement>("[data-key]")].map((e) => e.dataset.key));
  const open = [...region.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((e) => e.id);
  const top = region.scrollTop;
  region.replaceChildren(...fresh.childNodes);
  for (const id of open) region.querySelector<HTMLDetailsElement>(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  if (known.size > 0) {
    for (const item of region.querySelectorAll<HTMLElement>("[data-key]")) {
      item.classList.toggle("is-new", !known.has(item.dataset.key));
    }
  }
  region.scrollTop = top;
  region.dispatchEvent(new CustomEvent("fangxian:replaced", { bubbles: true }));
}
