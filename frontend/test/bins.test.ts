import { describe, expect, test } from "vitest";
import { binLabel, binOf, binsFor } from "../src/lib/bins.ts";
import { number } from "../src/lib/format.ts";

describe.each([0, 3, 9, 10, 55, 99, 100, 4_000, 9_999, 10_000, 1_000_000])("the classes for a largest count of %i", (largest) => {
  const bins = binsFor(largest);

  test("hold every count up to it, each exactly once", () => {
    const counts = [...Array(Math.min(largest, 2000) + 1).keys(), largest];
    for (const count of counts) {
      expect(bins.filter((b) => count >= b.min && (b.max === null || count <= b.max))).toHaveLength(1);
    }
  });

  test("never give a larger count a paler colour", () => {
    const steps = bins.map((b) => b.step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  test("keep zero apart from one", () => {
    expect(binOf(0, bins).step).toBe(0);
    if (largest > 0) expect(binOf(1, bins).step).toBeGreaterThan(0);
  });
});

test("large outbreaks use the classes of the national maps", () => {
  expect(binsFor(20_000).map((b) => binLabel(b, number))).toEqual(["0", "1–9", "10–99", "100–499", "500–999", "1,000–9,999", "≥10,000"]);
});

test("a count that no class holds is refused", () => {
  expect(() => binOf(-1, binsFor(5))).toThrow(RangeError);
  expect(() => binOf(Number.NaN, binsFor(5))).toThrow(RangeError);
  expect(() => binOf(50, binsFor(5))).toThrow(RangeError);
});
