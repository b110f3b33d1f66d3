import { describe, expect, test } from "vitest";
import en from "../src/i18n/en.json";
import zh from "../src/i18n/zh-Hans.json";
import { fillIn, languageOf } from "../src/lib/i18n.ts";
import { CLASSES, ROUTES } from "../src/lib/vocabulary.ts";

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string).sort();

describe("the catalogue of the islands", () => {
  test("has the same keys in both languages", () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  test("says something under every key but the joiner of Chinese durations", () => {
    const empty = [en, zh].flatMap((c) => Object.entries(c).filter(([, text]) => text === "").map(([key]) => key));
    expect(empty).toEqual(["duration.join"]);
  });

  test("has the same placeholders in both languages", () => {
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(zh[key as keyof typeof zh]), key).toEqual(placeholders(text));
    }
  });

  test("is in Chinese where it says zh-Hans, and not where it says en", () => {
    const han = /[\u4e00-\u9fff]/;
    for (const [key, text] of Object.entries(zh)) {
      if (text && !/^[*\s{}\w]*$/.test(text)) expect(han.test(text), key).toBe(true);
    }
    expect(Object.values(en).filter((text) => han.test(text))).toEqual([]);
  });

  test("has a word for every class and every route that the curve draws", () => {
    for (const code of CLASSES) expect(en).toHaveProperty([`class.${code}`]);
    for (const code of ROUTES) expect(en).toHaveProperty([`route.${code}`]);
  });
});

test("a page's language comes from its lang attribute, Chinese in any spelling", () => {
  expect(["zh-Hans", "zh-hans", "zh-CN", "zh"].map(languageOf)).toEqual(Array(4).fill("zh-Hans"));
  expect(["en", "en-GB", "", "fr"].map(languageOf)).toEqual(Array(4).fill("en"));
});

test("a value is put in its place and a missing one stays visible", () => {
  expect(fillIn("{a} of {b}", { a: 3 })).toBe("3 of {b}");
});
