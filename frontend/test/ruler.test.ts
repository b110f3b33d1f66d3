import { describe, expect, test } from "vitest";
import { addressAt, following, heights, hoursOf, indexFrom, indexOf, stopsOf } from "../src/lib/ruler.ts";

const ZONE = "Asia/Shanghai";

describe("the ruler's stops", () => {
  const stops = stopsOf(["2020-12-07", "2020-12-08", "2020-12-09"], ZONE);

  test("are the ends of the days", () => {
    expect(stops[1]).toEqual({ day: "2020-12-08", at: "2020-12-09T00:00:00+08:00" });
  });

  test("are taken as they come where moments are given", () => {
    expect(stopsOf(["2020-12-08T16:00:00+00:00", "2020-12-09T03:00:00+00:00"], ZONE).map((s) => s.day)).toEqual(["2020-12-08", "2020-12-09"]);
  });

  test("are found again by their own moment in any spelling", () => {
    expect(stops.map((stop) => indexOf(stops, stop.at))).toEqual([0, 1, 2]);
    expect(indexOf(stops, "2020-12-08T16:00:00Z")).toBe(1);
  });

  test("give the last one passed for a moment between two, the first for one before all", () => {
    expect(indexOf(stops, "2020-12-09T12:00:00+08:00")).toBe(1);
    expect(indexOf(stops, "2019-01-01T00:00:00Z")).toBe(0);
    expect(indexOf(stops, "2030-01-01T00:00:00Z")).toBe(2);
    expect(indexOf(stops, null)).toBe(2);
  });
});

test("playing stops at the end", () => {
  expect([following(0, 3), following(1, 3), following(2, 3), following(0, 0)]).toEqual([1, 2, null, null]);
});

test("column heights are shares of the highest day and zero without cases", () => {
  expect(heights(["a", "b", "c"], new Map([["a", 2], ["b", 4]]))).toEqual([0.5, 1, 0]);
  expect(heights(["a"], new Map())).toEqual([0]);
});

test("the address keeps everything but the moment", () => {
  const href = "http://x/?kiosk=1&at=2020-12-08T00%3A00%3A00Z";
  expect(addressAt(href, null)).toBe("http://x/?kiosk=1");
  expect(new URL(addressAt(href, "2020-12-09T00:00:00+08:00")).searchParams.get("at")).toBe("2020-12-09T00:00:00+08:00");
});

describe("hours of an exercise", () => {
  const hours = hoursOf("2026-03-01T16:00:00Z", "2026-03-01T18:30:00Z", 3600);

  test("go from the first to the last moment, which need not be a full hour", () => {
    expect(hours).toEqual(["2026-03-01T16:00:00.000Z", "2026-03-01T17:00:00.000Z", "2026-03-01T18:00:00.000Z", "2026-03-01T18:30:00.000Z"]);
  });

  test("show something from the first hour on by which it had happened", () => {
    expect(["2026-03-01T15:00:00Z", "2026-03-02T01:00:00+08:00", "2026-03-01T17:00:01Z", "2026-03-05T00:00:00Z"].map((at) => indexFrom(hours, at))).toEqual([0, 1, 2, 3]);
  });

  test("an exercise that has not begun has one", () => {
    expect(hoursOf("2026-03-01T16:00:00Z", "2026-03-01T16:00:00Z", 3600)).toHaveLength(1);
  });
});
