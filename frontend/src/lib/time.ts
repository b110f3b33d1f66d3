/** Dates and times. A day ends at 24:00 local time of the area, which is 00:00 of the day after. */

const DAY_MS = 86_400_000;

/** Minutes that a zone is ahead of UTC at an instant. */
export function offsetMinutes(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((local - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
}

const two = (n: number): string => String(n).padStart(2, "0");

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The day after, both as `YYYY-MM-DD`. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The instant at which a local day ends, as ISO 8601 with the zone's offset. */
export function dayEnd(day: string, zone: string): string {
  const midnight = `${nextDay(day)}T00:00:00`;
  // The offset is taken at the instant itself; one refinement is enough for any real zone.
  let minutes = offsetMinutes(zone, new Date(`${midnight}Z`));
  minutes = offsetMinutes(zone, new Date(Date.parse(`${midnight}Z`) - minutes * 60_000));
  return midnight + offsetText(minutes);
}

/** The local day that an instant belongs to: 00:00 sharp still belongs to the day it ends. */
export function dayOf(at: string, zone: string, { closing = false }: { closing?: boolean } = {}): string {
  const instant = Date.parse(at) - (closing ? 1 : 0);
  const date = new Date(instant);
  return new Date(instant + offsetMinutes(zone, date) * 60_000).toISOString().slice(0, 10);
}

/** Every day from the first to the last, both included; empty when they are in the wrong order. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = nextDay(day)) days.push(day);
  return days;
}

/** `2020-12-08` → `12-08`. */
export const shortDay = (day: string): string => day.slice(5);

/** An instant as `MM-DD HH:MM` on the local clock. */
export function shortMoment(at: string, zone: string): string {
  const [day, time] = localText(at, zone);
  return `${shortDay(day)} ${time}`;
}

/** A closing moment as `2020-12-08 24:00`: midnight belongs to the day that ends. */
export function closing(at: string, zone: string): string {
  const [day, time] = localText(at, zone);
  return time === "00:00" ? `${dayOf(at, zone, { closing: true })} 24:00` : `${day} ${time}`;
}

/** Local day and local time of an instant. */
function localText(at: string, zone: string): [string, string] {
  const date = new Date(at);
  const text = new Date(date.getTime() + offsetMinutes(zone, date) * 60_000).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
}

export interface Duration {
  days: number;
  hours: number;
  minutes: number;
}

/**
 * A span in the two largest units that a person needs: minutes under an hour, hours and minutes under
 * ten hours, whole hours under two days, then days and hours. Cut, never rounded up.
 */
export function span(minutes: number): Duration {
  const total = Math.floor(Math.abs(minutes));
  if (total < 600) return { days: 0, hours: Math.floor(total / 60), minutes: total % 60 };
  if (total < 2880) return { days: 0, hours: Math.floor(total / 60), minutes: 0 };
  return { days: Math.floor(total / 1440), hours: Math.floor((total % 1440) / 60), minutes: 0 };
}

/** What is left of a timer: `2:05`. */
export const left = (seconds: number): string => `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
