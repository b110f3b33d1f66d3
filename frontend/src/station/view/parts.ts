/** Small parts that all views are made of. */
import { h } from "../../lib/dom.ts";
import { KINDS, THINGS } from "../documents.ts";
import { w, wordFor } from "../words.ts";
import type { Word } from "../words.ts";

type Child = Node | string | null | undefined | false;

/** New content; `replaceChildren` is younger than some of the phones. */
export function fill(place: Element, ...children: readonly Child[]): void {
  while (place.firstChild) place.firstChild.remove();
  for (const child of children) if (child) place.append(child);
}

export function button(label: string, act: () => void, kind = ""): HTMLButtonElement {
  const made = h("button", { type: "button", class: `st-button ${kind}`.trim() }, label);
  made.addEventListener("click", act);
  return made;
}

export function field(label: string, control: HTMLElement, help = ""): HTMLLabelElement {
  return h("label", { class: "st-field" }, h("span", {}, label), control, help && h("small", {}, help));
}

export interface Choice {
  value: string;
  label: string;
}

export function select(choices: readonly Choice[], chosen: string): HTMLSelectElement {
  return h("select", {}, ...choices.map(({ value, label }) => h("option", { value, selected: value === chosen }, label)));
}

/** Kinds of document, or of what is swabbed. */
export const kindsOf = (things: boolean): Choice[] => (things ? THINGS : KINDS).map((value) => ({ value, label: wordFor("kind", value) }));

export function check(label: string, on: boolean, act: (on: boolean) => void): HTMLLabelElement {
  const box = h("input", { type: "checkbox", checked: on });
  box.addEventListener("change", () => act(box.checked));
  return h("label", { class: "st-check" }, box, h("span", {}, label));
}

/** A question that is answered before anything happens. */
export function ask(question: string, yes: Word = "yes"): Promise<boolean> {
  return new Promise((answer) => {
    const done = (said: boolean): void => {
      sheet.remove();
      answer(said);
    };
    const sheet = h("div", { class: "st-cover", role: "alertdialog", "aria-modal": "true", "aria-label": question });
    const agree = button(w(yes), () => done(true), "is-main");
    sheet.append(h("div", { class: "st-sheet" }, h("p", {}, question), agree, button(w("cancel"), () => done(false))));
    sheet.addEventListener("keydown", (event) => event.key === "Escape" && done(false));
    document.body.append(sheet);
    agree.focus();
  });
}

/** A view over everything else, with a way back; gives its body and a way to close it. */
export function cover(title: string, closed: () => void = () => undefined): { body: HTMLElement; close: () => void } {
  const body = h("div", { class: "st-cover-body" });
  const close = (): void => {
    sheet.remove();
    closed();
  };
  const head = h("header", {}, h("h2", {}, title), button(w("close"), close));
  const sheet = h("div", { class: "st-cover is-full", role: "dialog", "aria-modal": "true", "aria-label": title }, head, body);
  sheet.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.body.append(sheet);
  head.querySelector("button")?.focus();
  return { body, close };
}

export const clockTime = (at: number): string => {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
};

export const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 100 * 2 ** 20 ? 1 : 0)} MB`;
