import en from "../i18n/en.json";
import zh from "../i18n/zh-Hans.json";

export type Key = keyof typeof en;
export type Language = "en" | "zh-Hans";

const catalogues: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en, "zh-Hans": zh };

/** The language of a page, from its `<html lang>`: anything Chinese is zh-Hans, the rest English. */
export function languageOf(tag: string): Language {
  return tag.toLowerCase().startsWith("zh") ? "zh-Hans" : "en";
}

/** Puts values in place of `{name}`; a name without a value stays visible, so that tests and eyes find it. */
export function fillIn(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function language(): Language {
  return languageOf(typeof document === "undefined" ? "en" : document.documentElement.lang);
}

export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  return fillIn(catalogues[language()][key], values);
}

/** The label of a coded value (`route` `screening`), or the code itself where the catalogue has none. */
export function label(family: "class" | "route" | "zone" | "state" | "link" | "certainty", code: string): string {
  const key = `${family}.${code}`;
  const catalogue: Readonly<Record<string, string>> = catalogues[language()];
  return catalogue[key] ?? code;
}
