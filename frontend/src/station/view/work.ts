/** The view in which people are registered: the tube in use, one line for scanner and keyboard, one big button. */
import { h } from "../../lib/dom.ts";
import { isThing, numberless } from "../documents.ts";
import type { Kind } from "../documents.ts";
import type { Crew } from "../crew.ts";
import { interpret } from "../line.ts";
import type { Entry, Fields } from "../line.ts";
import { ENVIRONMENT, HOUSEHOLD_MOST, Stopped, openTube } from "../machine.ts";
import type { Keeper } from "../keeper.ts";
import type { Group, Who } from "../records.ts";
import { signal } from "../signals.ts";
import type { Signal } from "../signals.ts";
import { either, w, wordFor } from "../words.ts";
import { ask, button, check, field, fill, kindsOf, select } from "./parts.ts";
import { openScanner } from "./scanner.ts";

export interface Work {
  root: HTMLElement;
  refresh(): void;
  /** Puts the cursor back where a scanner types. */
  focus(): void;
}

/** What else an entry of the line may be, beside a tube or a person. */
export interface Elsewhere {
  signIn(key: string): void;
  frame(text: string): void;
}

export function work(crew: Crew, keeper: Keeper, groups: readonly Group[], serial: number, elsewhere: Elsewhere): Work {
  const line = h("input", { type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", enterkeyhint: "done" });
  const lineLabel = h("span");
  const kind = select(kindsOf(false), "resident_id");
  const name = h("input", { type: "text", autocomplete: "off", maxlength: 80 });
  const phone = h("input", { type: "tel", autocomplete: "off", maxlength: 30 });
  const address = h("input", { type: "text", autocomplete: "off", maxlength: 120 });
  const group = select(groups.map((one) => ({ value: one.id, label: groupLabel(one) })), crew.settings.group);
  const says = h("p", { class: "st-says", role: "status", "aria-live": "assertive" });
  const tubeBox = h("section", { class: "st-tube" });
  const submit = h("button", { type: "submit", class: "st-button is-main" });
  const details = h("details", { class: "st-details" }, h("summary", {}, w("person.details")), field(w("person.kind"), kind),
    field(w("person.name"), name), field(w("person.phone"), phone), field(w("person.address"), address),
    check(w("household"), crew.settings.household, (on) => void crew.set({ household: on })));
  const [summary, kindField, nameField, phoneField, addressField, householdField] = Array.from(details.children) as HTMLElement[];
  const form = h("form", { class: "st-line", autocomplete: "off" },
    h("label", { class: "st-field" }, lineLabel, line), details, says,
    h("div", { class: "st-row" }, button(w("scan"), () => scan(), "is-wide"), submit));
  const seen = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();
  // Which of the two states was drawn; fields keep what is typed while counts change.
  let drawn = "";

  const surroundings = (): boolean => isThing(kind.value as Kind);
  const chosen = (): Group => groups.find((one) => one.id === group.value) || (groups[0] as Group);
  const fields = (): Fields => ({ kind: kind.value as Kind, name: name.value.trim(), phone: phone.value.trim(), address: address.value.trim() });

  function say(tone: Signal, text: string): string {
    signal(tone, crew.settings.mute);
    says.textContent = text;
    says.className = `st-says is-${tone}`;
    return text;
  }

  /** One entry after the other, so that a reader that types faster than the disk writes loses nothing. */
  function enter(text: string, beside: Fields): Promise<string> {
    const done = turn.then(() => act(interpret(text, beside, openTube(keeper.desk), serial), text));
    turn = done.catch(() => undefined);
    return done;
  }

  async function act(entry: Entry, text: string): Promise<string> {
    try {
      if (entry.do === "refuse") return refuse(w(`why.${entry.why}` as Parameters<typeof w>[0]), text);
      if (entry.do === "sign-in") return (elsewhere.signIn(entry.key), "");
      if (entry.do === "frame") return (elsewhere.frame(entry.text), "");
      return entry.do === "tube" ? await begin(entry.code) : await person(entry.who, entry.read, text);
    } catch (error) {
      return refuse(reasonOf(error), text);
    }
  }

  function refuse(why: string, text: string): string {
    if (!line.value) {
      line.value = text;
      line.select(); // what the scanner types next takes its place
    }
    return say("wrong", why);
  }

  async function begin(code: string): Promise<string> {
    const before = openTube(keeper.desk);
    if (before && before.code !== code && before.people > 0 && !(await ask(w("tube.turn", { old: before.code, n: before.people, of: before.capacity, code })))) {
      return say("wrong", w("tube.kept", { code: before.code }));
    }
    await keeper.take(code, chosen());
    return say("done", w("tube.begun", { code }));
  }

  async function person(who: Who, read: boolean, text: string): Promise<string> {
    if (read && !crew.settings.quick && line.value !== who.number) {
      line.value = who.number;
      name.value = who.name || name.value;
      return say("done", w("person.check"));
    }
    if (who.number && !surroundings() && seen.has(who.number) && !(await ask(w("person.again", { end: who.number.slice(-4) })))) return refuse(w("person.not_again"), text);
    const { items, tubes } = await keeper.register(who);
    if (who.number) seen.add(who.number);
    line.value = line.value === text || line.value === who.number ? "" : line.value;
    clear();
    const [item, tube] = [items[0], tubes[0]];
    const values = { label: item?.label || w("person.nameless"), n: tube?.people || 0, of: tube?.capacity || 0, code: tube?.code || "" };
    return tube?.sealedAt ? say("full", w("person.full", values)) : say("done", w(values.of === HOUSEHOLD_MOST ? "person.done_household" : "person.done", values));
  }

  function clear(): void {
    if (surroundings()) {
      address.value = ""; // the next surface is of the same place, as a rule
      return;
    }
    name.value = "";
    kind.value = "resident_id";
    if (!crew.settings.household) phone.value = address.value = "";
  }

  function scan(): void {
    openScanner(w(openTube(keeper.desk) ? "line.person" : "line.tube"), (text) => enter(text, fields()));
  }

  async function turnOver(): Promise<void> {
    const tube = openTube(keeper.desk);
    if (!tube) return;
    if (tube.people > 0 && tube.capacity !== HOUSEHOLD_MOST && !(await ask(w("tube.seal_early", { code: tube.code, n: tube.people, of: tube.capacity })))) return;
    await keeper.seal();
    if (tube.capacity === HOUSEHOLD_MOST) phone.value = address.value = "";
    say("full", w(tube.people ? "tube.sealed" : "tube.put_back", { code: tube.code, n: tube.people }));
    line.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = line.value;
    line.value = "";
    void enter(text, fields());
    line.focus();
  });
  group.addEventListener("change", () => void crew.set({ group: group.value }));
  kind.addEventListener("change", () => refresh());

  /** The fields of a person, or of a surface and goods. */
  function turnTo(things: boolean): void {
    if (things === surroundings()) return;
    fill(kind, ...Array.from(select(kindsOf(things), things ? "environment" : "resident_id").options));
    name.value = phone.value = address.value = "";
    relabel(summary, w(things ? "thing.details" : "person.details"));
    relabel(kindField, w(things ? "thing.kind" : "person.kind"));
    relabel(nameField, w(things ? "thing.place" : "person.name"));
    relabel(addressField, w(things ? "thing.spot" : "person.address"));
    for (const one of [phoneField, householdField]) if (one) one.hidden = things;
  }

  function refresh(): void {
    const tube = openTube(keeper.desk);
    const state = `${tube?.code || ""} ${tube?.people || 0} ${kind.value} ${crew.settings.staff}`;
    if (state === drawn) return;
    drawn = state;
    turnTo(tube?.group === ENVIRONMENT);
    const none = numberless(kind.value as Kind);
    lineLabel.textContent = !tube ? w("line.tube") : surroundings() ? w(none ? "line.surface" : "line.goods") : w(none ? "line.none" : "line.person");
    line.disabled = Boolean(tube) && none;
    if (none || surroundings()) details.open = true;
    details.hidden = !tube;
    submit.textContent = w(tube ? "register" : "tube.begin");
    if (tube) {
      const household = tube.capacity === HOUSEHOLD_MOST;
      const size = household ? String(tube.people) : `${tube.people} / ${tube.capacity}`;
      fill(tubeBox, h("div", { class: "st-tube-code" }, h("small", {}, w("tube")), h("strong", {}, tube.code)),
        h("div", { class: "st-tube-count" }, h("strong", {}, size), h("small", {}, groupName(groups, tube.group))),
        h("progress", { max: tube.capacity, value: tube.people, "aria-label": w("tube.filled"), hidden: household }),
        button(w(household ? "household.done" : tube.people ? "tube.seal" : "tube.other"), () => void turnOver()));
    } else {
      fill(tubeBox, field(w("group"), group));
    }
  }

  refresh();
  return { root: h("div", { class: "st-work" }, tubeBox, form), refresh, focus: () => line.focus() };
}

/** Another text before a field, whatever element holds it. */
function relabel(place: HTMLElement | undefined, text: string): void {
  const said = place?.querySelector("span");
  if (said) said.textContent = text;
  else if (place) place.textContent = text;
}

const groupLabel = (group: Group): string =>
  `${either(group.zh, group.en)} · ${group.size === 0 ? w("group.household") : group.size === 1 ? w("group.single") : w("group.pool", { n: group.size })}`;

const groupName = (groups: readonly Group[], id: string): string => {
  const found = groups.find((one) => one.id === id);
  return found ? either(found.zh, found.en) : id;
};

/** Why a step did not happen, in words. */
export function reasonOf(error: unknown): string {
  if (error instanceof Stopped) return wordFor("why", error.code);
  const name = (error as { name?: string } | null)?.name;
  return w(name === "QuotaExceededError" ? "why.storage" : "why.unwritten");
}
