/** What was registered here: first what the server refused, with its reason, then the last ones; each may be put right. */
import { h } from "../../lib/dom.ts";
import type { Kind } from "../documents.ts";
import type { Keeper } from "../keeper.ts";
import { typed } from "../line.ts";
import { ENVIRONMENT } from "../machine.ts";
import type { Item, Who } from "../records.ts";
import { either, w, wordFor } from "../words.ts";
import { codeCanvas, drawCode } from "./code.ts";
import { ask, button, clockTime, cover, field, fill, kindsOf, select } from "./parts.ts";
import { reasonOf } from "./work.ts";

/** So many of the last ones are shown. */
const SHOWN = 100;

export function list(root: HTMLElement, keeper: Keeper, serial: number): void {
  const items = Array.from(keeper.desk.items.values()).filter((item) => item.kind === "person" || item.state === "refused");
  const refused = items.filter((item) => item.state === "refused").sort((a, b) => a.n - b.n);
  const others = items.filter((item) => item.state !== "refused").sort((a, b) => b.n - a.n).slice(0, SHOWN);
  // A button must not be drawn anew under a finger: only what has changed is drawn.
  const mark = [document.documentElement.lang, ...refused.concat(others).map((item) => `${item.id} ${item.n} ${item.state} ${item.gone}`)].join();
  if (root.dataset.mark === mark) return;
  root.dataset.mark = mark;
  fill(
    root,
    refused.length > 0 && h("h2", {}, w("list.refused", { n: refused.length })),
    refused.length > 0 && h("ul", { class: "st-list" }, ...refused.map((item) => row(keeper, item, serial))),
    h("h2", {}, w("list.last")),
    others.length > 0 ? h("ul", { class: "st-list" }, ...others.map((item) => row(keeper, item, serial))) : h("p", {}, w("list.empty")),
  );
}

function row(keeper: Keeper, item: Item, serial: number): HTMLElement {
  const state = item.gone ? "gone" : item.state;
  const open = !item.gone && item.state !== "dropped";
  const what = item.kind === "void" ? w("list.void") : item.label || w("person.nameless");
  const actions = h("div", { class: "st-row" });
  if (open && item.kind === "person") actions.append(button(w("correct"), () => void edit(keeper, item)), button(w("take_back"), () => void takeBack(keeper, item)), button(w("result"), () => slip(item, serial)));
  if (item.kind === "void") actions.append(button(w("put_aside"), () => void keeper.putAside(item.id)));
  return h(
    "li",
    { class: `is-${state}`, "data-id": item.id },
    h("div", {}, h("strong", {}, what), h("small", {}, `${item.tube} · ${clockTime(item.at)}${item.staff ? ` · ${item.staff}` : ""}`)),
    h("span", { class: "st-state" }, wordFor("state", state)),
    item.reason && !item.gone && h("p", { class: "st-reason" }, either(item.reason.zh, item.reason.en)),
    open && actions,
  );
}

/** Where the person finds the result: the code is scanned from this screen, and holds neither name nor number. */
function slip(item: Item, serial: number): void {
  const link = `${location.origin}/r/${serial}/${item.id}/`;
  const canvas = codeCanvas();
  drawCode(canvas, link);
  const { body } = cover(w("result"));
  fill(body, canvas, h("p", {}, item.label), h("p", {}, w("result.how")), h("p", { class: "st-link" }, link));
}

async function takeBack(keeper: Keeper, item: Item): Promise<void> {
  if (await ask(w("take_back.sure", { label: item.label || w("person.nameless"), tube: item.tube }), "take_back")) await keeper.takeBack(item.id).catch(() => undefined);
}

/** The form of a correction; what the server has already is no longer here, so that it is entered anew. */
async function edit(keeper: Keeper, item: Item): Promise<void> {
  const things = keeper.desk.tubes.get(item.tube)?.group === ENVIRONMENT;
  const was: Who = (await keeper.whoIs(item).catch(() => null)) || { kind: things ? "environment" : "resident_id", number: "", name: "", phone: "", address: "" };
  const { body, close } = cover(w("correct"));
  const tube = h("input", { type: "text", value: item.tube, maxlength: 40, autocomplete: "off" });
  const kind = select(kindsOf(things), was.kind);
  const number = h("input", { type: "text", value: was.number, maxlength: 40, autocomplete: "off", autocapitalize: "characters" });
  const name = h("input", { type: "text", value: was.name, maxlength: 80, autocomplete: "off" });
  const phone = h("input", { type: "tel", value: was.phone, maxlength: 30, autocomplete: "off" });
  const address = h("input", { type: "text", value: was.address, maxlength: 120, autocomplete: "off" });
  const says = h("p", { class: "st-says", role: "alert" });
  const form = h("form", { class: "st-line" }, item.reason && h("p", { class: "st-reason" }, either(item.reason.zh, item.reason.en)),
    !item.body && h("p", {}, w("correct.anew")), field(w("tube"), tube), field(w(things ? "thing.kind" : "person.kind"), kind),
    field(w(things ? "thing.lot" : "person.number"), number), field(w(things ? "thing.place" : "person.name"), name),
    !things && field(w("person.phone"), phone), field(w(things ? "thing.spot" : "person.address"), address), says,
    h("button", { type: "submit", class: "st-button is-main" }, w("save")));
  const wrong = (text: string): void => {
    says.textContent = text;
    says.className = "st-says is-wrong";
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = { kind: kind.value as Kind, name: name.value.trim(), phone: phone.value.trim(), address: address.value.trim() };
    const entry = typed(number.value, fields);
    if (entry.do !== "person") return wrong(wordFor("why", entry.do === "refuse" ? entry.why : ""));
    keeper.correct(item.id, entry.who, tube.value.trim()).then(close, (error: unknown) => wrong(reasonOf(error)));
  });
  body.append(form);
  number.focus();
}
