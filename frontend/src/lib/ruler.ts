import { dayEnd, dayOf } from "./time.ts";

/** The days of an outbreak as a ruler: which day is shown, what comes next, where the thumb stands. */

export interface Stop {
  day: string;
  /** The moment shown: the day's end, or the present on the last day. */
  at: string;
}

/** Stops of the ruler from local days (`2020-12-08`) or from the moments at which they end. */
export const stopsOf = (days: readonly string[], zone: string): Stop[] =>
  days.map((text) =>
    text.length === 10 ? { day: text, at: dayEnd(text, zone) } : { day: dayOf(text, zone, { closing: true }), at: text },
  );

/** The last stop not after `at`, or the first; the last of all when nothing was asked for. */
export function indexOf(stops: readonly Stop[], at: string | null): number {
  if (at === null) return stops.length - 1;
  const asked = Date.parse(at);
  const later = stops.findIndex((stop) => Date.parse(stop.at) > asked);
  return later < 0 ? stops.length - 1 : Math.max(later - 1, 0);
}

/** Every hour (or other step, in seconds) from one moment to another; the last is `to` itself. */
export function hoursOf(from: string, to: string, step: number): string[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const count = Math.max(0, Math.ceil((last - first) / (step * 1000)));
  return Array.from({ length: count + 1 }, (_, n) => new Date(Math.min(first + n * step * 1000, last)).toISOString());
}

/** The first stop not before `at`: it shows what had happened by then; the last of all when `at` is later. */
export function indexFrom(stops: readonly string[], at: string): number {
  const found = stops.findIndex((stop) => Date.parse(stop) >= Date.parse(at));
  return found < 0 ? stops.length - 1 : found;
}

/** The next index when playing: starts over from the end, stops at the end. */
export const following = (index: number, count: number): number | null => (index + 1 < count ? index + 1 : null);

/** Heights, 0 to 1, of one column a day. */
export function heights(days: readonly string[], counts: ReadonlyMap<string, number>): number[] {
  const values = days.map((day) => counts.get(day) ?? 0);
  const highest = Math.max(1, ...values);
  return values.map((n) => n / highest);
}

/** The page's address at a moment; without the parameter for the latest state. */
export function addressAt(href: string, at: string | null): string {
  const url = new URL(href);
  if (at === null) url.searchParams.delete("at");
  else url.searchParams.set("at", at);
  return url.href;
}
