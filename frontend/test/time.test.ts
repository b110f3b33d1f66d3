import { describe, expect, test } from "vitest";
import { closing, dayEnd, dayOf, daysBetween, left, offsetMinutes, shortMoment, span } from "../src/lib/time.ts";

const CHINA = "Asia/Shanghai";

describe("a day", () => {
  test("ends at 24:00 local time, which is midnight of the day after", () => {
    expect(dayEnd("2020-12-08", CHINA)).toBe("2020-12-09T00:00:00+08:00");
    expect(Date.parse(dayEnd("2020-12-08", CHINA))).toBe(Date.parse("2020-12-08T16:00:00Z"));
  });

  test("ends in the next month and the next year where it must", () => {
    expect(dayEnd("2020-12-31", CHINA)).toBe("2021-01-01T00:00:00+08:00");
    expect(dayEnd("2020-02-28", CHINA)).toBe("2020-02-29T00:00:00+08:00");
  });

  test("keeps local midnight across a change of summer time", () => {
    expect(dayEnd("2024-03-30", "Europe/Berlin")).toBe("2024-03-31T00:00:00+01:00");
    expect(dayEnd("2024-03-31", "Europe/Berlin")).toBe("2024-04-01T00:00:00+02:00");
  });

  test("holds the instants from its midnight up to the next", () => {
    expect(dayOf("2020-12-07T16:00:00Z", CHINA)).toBe("2020-12-08");
    expect(dayOf("2020-12-08T15:59:59Z", CHINA)).toBe("2020-12-08");
    expect(dayOf("2020-12-08T16:00:00Z", CHINA)).toBe("2020-12-09");
  });

  test("claims its own closing midnight where a closing moment is meant", () => {
    expect(dayOf("2020-12-08T16:00:00Z", CHINA, { closing: true })).toBe("2020-12-08");
    expect(closing("2020-12-08T16:00:00Z", CHINA)).toBe("2020-12-08 24:00");
    expect(closing("2020-12-08T09:00:00Z", CHINA)).toBe("2020-12-08 17:00");
  });

  test("comes out of its own end again", () => {
    for (const day of daysBetween("2019-12-25", "2020-03-05")) {
      expect(dayOf(dayEnd(day, CHINA), CHINA, { closing: true })).toBe(day);
    }
  });
});

test("days between two days hold both ends, and nothing when they are turned round", () => {
  expect(daysBetween("2020-12-30", "2021-01-02")).toEqual(["2020-12-30", "2020-12-31", "2021-01-01", "2021-01-02"]);
  expect(daysBetween("2021-01-02", "2020-12-30")).toEqual([]);
});

test("a moment is written on the local clock", () => {
  expect(shortMoment("2020-12-07T16:30:00Z", CHINA)).toBe("12-08 00:30");
});

test("a zone's offset is whole minutes ahead of UTC", () => {
  const at = new Date("2024-07-01T00:00:00Z");
  expect(["Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "UTC"].map((z) => offsetMinutes(z, at))).toEqual([480, 345, -240, 0]);
});

test("a span is cut to what a person needs and never rounded up", () => {
  expect(span(26.9)).toEqual({ days: 0, hours: 0, minutes: 26 });
  expect(span(-200)).toEqual({ days: 0, hours: 3, minutes: 20 });
  expect(span(599)).toEqual({ days: 0, hours: 9, minutes: 59 });
  expect(span(659)).toEqual({ days: 0, hours: 10, minutes: 0 });
  expect(span(2879)).toEqual({ days: 0, hours: 47, minutes: 0 });
  expect(span(2880)).toEqual({ days: 2, hours: 0, minutes: 0 });
});

test("what is left of a timer is minutes and seconds", () => {
  expect([left(125), left(60), left(9)]).toEqual(["2:05", "1:00", "0:09"]);
});
