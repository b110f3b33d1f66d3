import type { Situation } from "../types.ts";
import { readJson } from "./dom.ts";

/** The situation on the screen. Islands read it once and listen for the next one. */

export const SCRIPT = "situation";

const held = new Map<string, Situation>();
const event = (script: string): string => `fangxian:${script}`;

export function situation(script = SCRIPT): Situation | null {
  const found = held.get(script) ?? readJson<Situation>(script);
  if (found) held.set(script, found);
  return found;
}

export function publish(next: Situation, script = SCRIPT): void {
  held.set(script, next);
  document.dispatchEvent(new CustomEvent<Situation>(event(script), { detail: next }));
}

/** Calls `draw` with the situation at hand, then with every later one; `script` names another one of the page. */
export function follow(draw: (situation: Situation) => void, script = SCRIPT): void {
  const first = situation(script);
  if (first) draw(first);
  document.addEventListener(event(script), (news) => draw((news as CustomEvent<Situation>).detail));
}
