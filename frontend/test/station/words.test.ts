import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import en from "../../src/station/words/en.json";
import zh from "../../src/station/words/zh-Hans.json";

const ROOT = new URL("../../src/", import.meta.url);
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const sources = (folder: string): string[] =>
  readdirSync(new URL(folder, ROOT), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? sources(`${folder}${one.name}/`) : one.name.endsWith(".ts") ? [`${folder}${one.name}`] : [],
  );

test("the station page says the same in both languages", () => {
  expect(Object.keys(zh)).toEqual(Object.keys(en));
  for (const [word, text] of Object.entries(en)) expect(placeholders(zh[word as keyof typeof zh]), word).toEqual(placeholders(text));
  expect(Object.values(en).filter((text) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
  expect(Object.entries(zh).filter(([, text]) => !/[\u4e00-\u9fff]/.test(text)).map(([word]) => word)).toEqual([]);
});

test("every word is used", () => {
  const code = sources("station/").concat("station.ts").map((file) => readFileSync(new URL(file, ROOT), "utf8")).join("\n");
  const prefixes = /^(kind|why|state|trouble|tab|count)\./;
  expect(Object.keys(en).filter((word) => !prefixes.test(word) && !code.includes(`"${word}"`))).toEqual([]);
});

test("the page asks for nothing that a Chromium of 2020 has not", () => {
  const young = /randomUUID|structuredClone|replaceChildren|replaceAll|\.at\(|Object\.hasOwn|AbortSignal\.(timeout|any)|Promise\.any|toSorted|findLast|crypto\.subtle\.digest\("SHA3|\.showPicker|inert\b/;
  for (const file of sources("station/").concat("station.ts", "lib/dom.ts", "lib/saveas.ts")) {
    const found = young.exec(readFileSync(new URL(file, ROOT), "utf8").replace(/`replaceChildren`/g, ""));
    expect(found?.[0], file).toBeUndefined();
  }
  const css = readFileSync(new URL("styles/station.css", ROOT), "utf8");
  expect(/:has\(|:is\(|:where\(|@layer|@container|aspect-ratio|inset:|dvh|display: flex[^}]*gap/.exec(css)?.[0]).toBeUndefined();
});
