import { fillIn, languageOf } from "../lib/i18n.ts";
import type { Language } from "../lib/i18n.ts";
import en from "./words/en.json";
import zh from "./words/zh-Hans.json";

/** The page's own words: it changes its language without a server. */
export type Word = keyof typeof en;

const catalogues: Readonly<Record<Language, Readonly<Record<Word, string>>>> = { en, "zh-Hans": zh };

export const language = (): Language => languageOf(document.documentElement.lang);

export function w(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return fillIn(catalogues[language()][word], values);
}

/** The word for a code that comes from elsewhere, or the code. */
export const wordFor = (prefix: string, code: string): string => {
  const known: Readonly<Record<string, string>> = catalogues[language()];
  return known[`${prefix}.${code}`] || code;
};

/** The one of two texts that the reader reads. */
export const either = (zh_: string, en_: string): string => (language() === "en" ? en_ || zh_ : zh_ || en_);
