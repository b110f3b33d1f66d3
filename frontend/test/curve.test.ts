import { describe, expect, test } from "vitest";
import { curveModel } from "../src/lib/curve.ts";
import type { CurveDay } from "../src/types.ts";

const ZONE = "Asia/Shanghai";
const day = (date: string, confirmed: number, asymptomatic = 0, by_route: Record<string, number> = {}): CurveDay => ({ date, confirmed, asymptomatic, by_route });

describe("the epidemic curve", () => {
  test("has a bar for every day, also those without a case", () => {
    const model = curveModel([day("2020-12-08", 2), day("2020-12-05", 1)], [], "class", ZONE);
    expect(model.days).toEqual(["2020-12-05", "2020-12-06", "2020-12-07", "2020-12-08"]);
    expect(model.totals).toEqual([1, 0, 0, 2]);
  });

  test("runs on to the day shown, and is never cut by it", () => {
    expect(curveModel([day("2020-12-05", 1)], [], "class", ZONE, "2020-12-07").days).toHaveLength(3);
    expect(curveModel([day("2020-12-05", 1)], [], "class", ZONE, "2020-12-01").days).toEqual(["2020-12-05"]);
  });

  test("stacks to the same total by class and by route", () => {
    const rows = [day("2020-12-05", 2, 1, { contact: 2, mass_test: 1 }), day("2020-12-06", 0, 2, { "": 1, drone: 1 })];
    for (const stack of ["class", "route"] as const) {
      const { days, series, totals } = curveModel(rows, [], stack, ZONE);
      expect(days.map((_, at) => series.reduce((sum, one) => sum + (one.values[at] ?? 0), 0))).toEqual(totals);
    }
  });

  test("puts known routes in their fixed order and draws unknown ones as unknown", () => {
    const { series } = curveModel([day("2020-12-05", 4, 0, { drone: 1, fever_clinic: 1, contact: 2 })], [], "route", ZONE);
    expect(series.map((s) => [s.code, s.token])).toEqual([
      ["contact", "route-contact"],
      ["fever_clinic", "route-fever-clinic"],
      ["drone", "route-unknown"],
    ]);
  });

  test("marks an event on its local day", () => {
    const events = [{ at: "2020-12-07T16:30:00Z", kind: "zone.opened", title: "zone" }];
    const model = curveModel([day("2020-12-07", 1), day("2020-12-08", 1)], events, "class", ZONE);
    expect([...model.events.keys()]).toEqual(["2020-12-08"]);
  });

  test("is empty without a case", () => {
    expect(curveModel([], [{ at: "2020-12-07T16:30:00Z", kind: "x", title: "x" }], "class", ZONE)).toEqual({ days: [], series: [], totals: [], events: new Map() });
    expect(curveModel([day("2020-12-07", 0)], [], "route", ZONE).days).toEqual([]);
  });
});
