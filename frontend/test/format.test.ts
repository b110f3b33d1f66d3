// @vitest-environment happy-dom
import { afterEach, describe, expect, test } from "vitest";
import { durationText, number, remaining } from "../src/lib/format.ts";

afterEach(() => {
  document.documentElement.lang = "";
});

describe("a running clock", () => {
  const now = Date.parse("2020-12-08T12:00:00Z");
  const minute = 60_000;

  test("says what remains in English", () => {
    document.documentElement.lang = "en";
    expect(remaining(now + 200 * minute, now)).toEqual({ text: "due in 3 h 20 min", overdue: false });
    expect(remaining(now - 26 * minute, now)).toEqual({ text: "overdue by 26 min", overdue: true });
  });

  test("says what remains in Chinese", () => {
    document.documentElement.lang = "zh-Hans";
    expect(remaining(now + 200 * minute, now).text).toBe("还剩3小时20分钟");
    expect(remaining(now - 26 * minute, now).text).toBe("已逾期26分钟");
  });

  test("is not overdue at the very moment it is due", () => {
    expect(remaining(now, now)).toEqual({ text: "due in 0 min", overdue: false });
  });
});

test("whole hours and whole days carry no empty units", () => {
  expect(durationText({ days: 0, hours: 3, minutes: 0 })).toBe("3 h");
  expect(durationText({ days: 2, hours: 0, minutes: 0 })).toBe("2 d");
});

test("counts have thousands separators in both languages", () => {
  document.documentElement.lang = "zh-Hans";
  expect(number(2299522)).toBe("2,299,522");
});
