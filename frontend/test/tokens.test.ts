import { describe, expect, test } from "vitest";
import { dark, light, markPairs, print, textPairs } from "../src/tokens/palette.ts";
import type { Palette } from "../src/tokens/palette.ts";
import { stylesheet } from "../src/tokens/stylesheet.ts";

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each([["light", light], ["dark", dark], ["print", print]] as [string, Palette][])("the %s palette", (_name, palette) => {
  test("reaches 4.5:1 for every text on its ground", () => {
    const failing = textPairs.filter(([ink, ground]) => contrast(palette[ink], palette[ground]) < 4.5);
    expect(failing.map(([a, b]) => `${a} on ${b}: ${contrast(palette[a], palette[b]).toFixed(2)}`)).toEqual([]);
  });

  test("reaches 3:1 for every mark that carries meaning", () => {
    const failing = markPairs.filter(([mark, ground]) => contrast(palette[mark], palette[ground]) < 3);
    expect(failing.map(([a, b]) => `${a} on ${b}: ${contrast(palette[a], palette[b]).toFixed(2)}`)).toEqual([]);
  });

  test("is written in six-digit hex, which the charts can read", () => {
    for (const value of Object.values(palette)) expect(value).toMatch(/^#[0-9a-f]{6}$/);
  });
});

test("the map's ramp grows steadily away from its ground in both schemes", () => {
  for (const palette of [light, dark]) {
    const steps = [0, 1, 2, 3, 4, 5, 6].map((n) => contrast(palette[`ramp-${n}` as keyof Palette], palette.ground));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  }
});

test("the stylesheet holds every token in each of its four places", () => {
  const css = stylesheet();
  for (const name of Object.keys(light)) expect(css.split(`--${name}:`)).toHaveLength(5);
});
