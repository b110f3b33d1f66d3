import type { CurveDay, SituationEvent } from "../types.ts";
import { dayOf, daysBetween } from "./time.ts";
import { CLASSES, routeToken, sortRoutes } from "./vocabulary.ts";

export type Basis = "onset" | "report";
export type Stack = "class" | "route";

export interface Series {
  code: string;
  token: string;
  values: number[];
}

export interface CurveModel {
  days: string[];
  series: Series[];
  totals: number[];
  events: ReadonlyMap<string, SituationEvent[]>;
}

/**
 * Stacked bars, one a day without gaps, from the first case or `first` to the last case or `last`.
 * Days are local days; a case is counted on the day its date names.
 */
export function curveModel(
  rows: readonly CurveDay[],
  events: readonly SituationEvent[],
  stack: Stack,
  zone: string,
  last: string | null = null,
): CurveModel {
  const dated = rows.filter((row) => row.confirmed + row.asymptomatic > 0).map((row) => row.date).sort();
  const first = dated[0];
  if (!first) return { days: [], series: [], totals: [], events: new Map() };
  const latest = dated.at(-1) ?? first;
  const days = daysBetween(first, last && last > latest ? last : latest);
  const byDay = new Map(rows.map((row) => [row.date, row]));
  const values = (pick: (row: CurveDay) => number): number[] =>
    days.map((day) => {
      const row = byDay.get(day);
      return row ? pick(row) : 0;
    });
  const series: Series[] =
    stack === "class"
      ? CLASSES.map((code) => ({ code, token: `case-${code}`, values: values((row) => row[code]) }))
      : sortRoutes(rows.flatMap((row) => Object.keys(row.by_route))).map((code) => ({
          code: code || "unknown",
          token: routeToken(code || "unknown"),
          values: values((row) => row.by_route[code] ?? 0),
        }));
  return {
    days,
    series: series.filter((one) => stack === "class" || one.values.some((n) => n > 0)),
    totals: values((row) => row.confirmed + row.asymptomatic),
    events: eventsByDay(events, days, zone),
  };
}

function eventsByDay(
  events: readonly SituationEvent[],
  days: readonly string[],
  zone: string,
): ReadonlyMap<string, SituationEvent[]> {
  const shown = new Set(days);
  const byDay = new Map<string, SituationEvent[]>();
  for (const event of events) {
    const day = dayOf(event.at, zone);
    if (shown.has(day)) byDay.set(day, [...(byDay.get(day) ?? []), event]);
  }
  return byDay;
}

/** In a small outbreak each case is drawn as one block; above this many a day they would be slivers. */
export const BLOCKS_UP_TO = 15;
