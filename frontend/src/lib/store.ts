import type { Situation } from "../types.ts";
import { readJson } from "./dom.ts";

/** The situation on the screen. Islands read it once and listen for the next one. */

const EVENT = "fangxian:situation";
export const SCRIPT = "situation";

let current: Situation | null = null;

export function situation(): Situation | null {
  current ??= readJson<Situation>(SCRIPT);
  return current;
}

export function publish(next: Situation): void {
  current = next;
  document.dispatchEvent(new CustomEvent<Situation>(EVENT, { detail: next }));
}

/** Calls `draw` with the situation at hand, then with every later one. */
export function follow(draw: (situation: Situation) => void): void {
  const first = situation();
  if (first) draw(first);
  document.addEventListener(EVENT, (event) => draw((event as CustomEvent<Situation>).detail));
}
