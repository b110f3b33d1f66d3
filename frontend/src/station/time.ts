/** The server's time, from the `Date` of its answers: whole seconds, read half a second later than they say on average. */

/** Milliseconds to add to the device's clock, measured on one answer; null where it says nothing. */
export function offsetOf(date: string | null, asked: number, answered: number): number | null {
  const said = date ? Date.parse(date) : Number.NaN;
  return Number.isNaN(said) ? null : said + 500 - (asked + answered) / 2;
}

/** Keeps the old measure while the new one only differs by what a whole second and the way back and forth can explain. */
export const better = (old: number, fresh: number, took: number): number => (Math.abs(fresh - old) <= 600 + took / 2 ? old : fresh);

/** A clock that is off by more than this is worth a word. */
export const NOTABLE_MS = 120_000;
