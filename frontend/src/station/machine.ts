/**
 * The station as a pure state machine: what is kept, what may happen next, what each step changes.
 *
 * Nothing here waits, stores or draws. A step reads the desk and gives the changes; they count once the store has them.
 */
import type { Changes, Group, Item, Reason, Sealed, State, Tube } from "./records.ts";

/** Items of one batch. */
export const BATCH = 200;

/** What a household's tube is taken to hold at most, as the server takes it. */
export const HOUSEHOLD_MOST = 99;

/** Group of the single swabs that a positive tube orders. */
export const RETEST = "retest";

/** Group of swabs of surfaces and goods. */
export const ENVIRONMENT = "environment";

export interface Desk {
  station: string;
  items: Map<string, Item>;
  tubes: Map<string, Tube>;
  /** Place of the next item. */
  next: number;
}

export type Stop = "tube.none" | "tube.full" | "tube.sealed" | "tube.code" | "item.gone" | "answer.count";

/** A step that the rules do not allow. */
export class Stopped extends Error {
  readonly code: Stop;
  constructor(code: Stop) {
    super(code);
    this.code = code;
  }
}

export const emptyDesk = (station: string): Desk => ({ station, items: new Map(), tubes: new Map(), next: 1 });

/** Takes changes into the desk, after the store has them. */
export function apply(desk: Desk, changes: Changes): void {
  for (const tube of changes.tubes) desk.tubes.set(tube.code, tube);
  for (const item of changes.items) {
    desk.items.set(item.id, item);
    desk.next = Math.max(desk.next, item.n + 1);
  }
}

export function openTube(desk: Desk): Tube | null {
  for (const tube of desk.tubes.values()) if (tube.open) return tube;
  return null;
}

export const capacityOf = (group: Group): number => (group.size === 0 ? HOUSEHOLD_MOST : group.size);

const nothing = (): Changes => ({ items: [], tubes: [] });

/** Opens a tube, sealing the one in use. An unsealed one of this station is gone on with. */
export function take(desk: Desk, code: string, group: Group, at: number): Changes {
  if (!/^[!-~]{1,40}$/.test(code)) throw new Stopped("tube.code");
  const known = desk.tubes.get(code);
  if (known?.open) return nothing();
  if (known?.sealedAt) throw new Stopped("tube.sealed");
  const before = openTube(desk);
  const fresh = { station: desk.station, code, group: group.id, capacity: capacityOf(group), people: 0, openedAt: at, sealedAt: null, told: false };
  // An unused tube takes the group that is chosen now.
  const tube: Tube = known && known.people > 0 ? { ...known, open: true } : { ...fresh, open: true };
  return { items: [], tubes: before ? [leave(before, at), tube] : [tube] };
}

const leave = (tube: Tube, at: number): Tube => ({ ...tube, open: false, sealedAt: tube.people > 0 ? at : null });

/** Seals the tube in use before it is full; an empty one is put back. */
export function seal(desk: Desk, at: number): Changes {
  const tube = openTube(desk);
  return tube ? { items: [], tubes: [leave(tube, at)] } : nothing();
}

export interface Registration {
  id: string;
  device: string;
  at: number;
  staff: string;
  label: string;
  body: Sealed;
}

/** A person's swab goes into the tube in use; the tube that is full thereby is sealed. */
export function register(desk: Desk, who: Registration): Changes {
  const tube = openTube(desk);
  if (!tube) throw new Stopped("tube.none");
  return { items: [person(desk, who, tube.code)], tubes: [withOneMore(tube, who.at)] };
}

function person(desk: Desk, who: Registration, tube: string): Item {
  return { ...who, n: desk.next, station: desk.station, kind: "person", tube, state: "waiting", reason: null, takesBack: "", gone: false };
}

function withOneMore(tube: Tube, at: number): Tube {
  if (tube.people >= tube.capacity) throw new Stopped("tube.full");
  const people = tube.people + 1;
  const full = people === tube.capacity;
  // A tube whose seal was sent is sealed for good; a correction in it changes no seal.
  return { ...tube, people, open: tube.open && !full, sealedAt: tube.sealedAt || (full ? at : null) };
}

function active(desk: Desk, id: string): Item {
  const item = desk.items.get(id);
  if (!item || item.kind !== "person" || item.gone || item.state === "dropped") throw new Stopped("item.gone");
  return item;
}

/**
 * Takes a registration back. One that the server refused is only here, so it ends here; any other may have arrived
 * already, so the server is told.
 */
export function takeBack(desk: Desk, id: string, voidId: string, at: number, staff: string): Changes {
  const item = active(desk, id);
  const tube = desk.tubes.get(item.tube);
  const tubes = tube ? [{ ...tube, people: tube.people - 1 }] : [];
  if (item.state === "refused") return { items: [{ ...item, state: "dropped", body: null, gone: true }], tubes };
  const note: Item = { ...item, id: voidId, n: desk.next, kind: "void", at, staff, body: null, state: "waiting", reason: null, takesBack: id };
  return { items: [{ ...item, gone: true }, note], tubes };
}

/** Puts a refusal aside that nothing can be done about: what was taken back is not there. */
export function putAside(desk: Desk, id: string): Changes {
  const item = desk.items.get(id);
  if (item?.kind !== "void" || item.state !== "refused") throw new Stopped("item.gone");
  return { items: [{ ...item, state: "dropped" }], tubes: [] };
}

/**
 * Puts a registration right. A refused one keeps its id and goes again; any other is taken back and registered anew.
 * The tube may be another one of this station with room.
 */
export function correct(desk: Desk, id: string, who: Registration, voidId: string, code = ""): Changes {
  const item = active(desk, id);
  const to = desk.tubes.get(code || item.tube);
  if (!to) throw new Stopped("tube.none");
  const moved = to.code !== item.tube;
  if (moved && to.sealedAt) throw new Stopped("tube.sealed");
  if (item.state === "refused") {
    const again: Item = { ...item, n: desk.next, tube: to.code, label: who.label, body: who.body, device: who.device, staff: who.staff, state: "waiting", reason: null };
    return { items: [again], tubes: moved ? [withOneLess(desk, item.tube), withOneMore(to, who.at)] : [] };
  }
  const back = takeBack(desk, id, voidId, who.at, who.staff);
  // The swab was taken when it was taken: only who it is of was wrong.
  const anew = { ...person(desk, { ...who, at: item.at }, to.code), n: desk.next + 1 };
  return { items: [...back.items, anew], tubes: moved ? [...back.tubes, withOneMore(to, who.at)] : [] };
}

function withOneLess(desk: Desk, code: string): Tube {
  const tube = desk.tubes.get(code) as Tube;
  return { ...tube, people: tube.people - 1 };
}

/** What is sent at once. */
export interface Batch {
  people: Item[];
  voids: Item[];
  tubes: Tube[];
}

const byPlace = (a: Item, b: Item): number => a.n - b.n;

export const inState = (desk: Desk, state: State): Item[] =>
  Array.from(desk.items.values())
    .filter((item) => item.state === state)
    .sort(byPlace);

/**
 * The next batch, or null when there is nothing to send. In order of registration; a batch ends before a void whose
 * registration has not been acknowledged, since the server reads a batch's voids first.
 */
export function nextBatch(desk: Desk, limit = BATCH): Batch | null {
  const batch: Batch = { people: [], voids: [], tubes: [] };
  for (const item of inState(desk, "waiting")) {
    if (batch.people.length + batch.voids.length >= limit) break;
    if (item.kind === "person") batch.people.push(item);
    else if (desk.items.get(item.takesBack)?.state === "waiting") break;
    else batch.voids.push(item);
  }
  const named = new Set(batch.people.map((item) => item.tube));
  for (const tube of desk.tubes.values()) {
    if (named.has(tube.code) || (tube.sealedAt && !tube.told && batch.tubes.length < limit)) batch.tubes.push(tube);
  }
  return batch.people.length + batch.voids.length + batch.tubes.length > 0 ? batch : null;
}

/** What the server says of a batch that it has committed. */
export interface Answer {
  accepted: number;
  duplicates: number;
  rejected: readonly { id: string; code: string; field: string; message_zh: string; message_en: string }[];
}

/**
 * What a committed batch changes. An answer whose counts do not add up to what was sent acknowledges nothing.
 */
export function settle(desk: Desk, batch: Batch, answer: Answer): Changes {
  const refused = new Map<string, Reason>();
  for (const one of answer.rejected) refused.set(nameOf(batch, one.id), { code: one.code, field: one.field, zh: one.message_zh, en: one.message_en });
  const out = batch.people.filter((item) => refused.has(item.id)).length;
  if (answer.accepted + answer.duplicates + out !== batch.people.length) throw new Stopped("answer.count");
  const items: Item[] = [];
  for (const sent of batch.people) {
    const item = desk.items.get(sent.id) as Item;
    const reason = refused.get(sent.id);
    items.push(...(reason ? turnedAway(desk, item, reason) : [{ ...item, state: "stored" as const, reason: null, body: null }]));
  }
  for (const sent of batch.voids) {
    const reason = refused.get(sent.takesBack);
    items.push({ ...(desk.items.get(sent.id) as Item), state: reason ? "refused" : "stored", reason: reason || null });
  }
  // A tube that was sealed while the batch was under way is told with the next one.
  const told = batch.tubes.filter((tube) => tube.sealedAt && !refused.has(tube.code));
  return { items, tubes: told.map((tube) => ({ ...(desk.tubes.get(tube.code) as Tube), told: true })) };
}

/** A refused registration; where it has been taken back meanwhile, both it and its void end here. */
function turnedAway(desk: Desk, item: Item, reason: Reason): Item[] {
  if (!item.gone) return [{ ...item, state: "refused", reason }];
  const note = Array.from(desk.items.values()).find((one) => one.takesBack === item.id);
  const ended: Item = { ...item, state: "dropped", body: null, reason };
  return note ? [ended, { ...note, state: "dropped" }] : [ended];
}

/** The id of an item that the server could only name by its place. */
function nameOf(batch: Batch, said: string): string {
  const place = /^(people|voids|tubes)\[(\d+)\]$/.exec(said);
  if (!place) return said;
  const at = Number(place[2]);
  if (place[1] === "people") return batch.people[at]?.id || said;
  return (place[1] === "voids" ? batch.voids[at]?.takesBack : batch.tubes[at]?.code) || said;
}

/** Refuses a batch of one that cannot be read at all, so that it blocks nothing behind it. */
export const unreadable = (batch: Batch, reason: Reason): Changes => ({
  items: [...batch.people, ...batch.voids].map((item) => ({ ...item, state: "refused" as const, reason })),
  tubes: batch.people.length + batch.voids.length > 0 ? [] : batch.tubes.map((tube) => ({ ...tube, told: true })),
});

/** Everything that waits, as the batches that would be sent one after the other. */
export function allBatches(desk: Desk, limit = BATCH): Batch[] {
  const copy: Desk = { ...desk, items: new Map(desk.items), tubes: new Map(desk.tubes) };
  const batches: Batch[] = [];
  for (let batch = nextBatch(copy, limit); batch; batch = nextBatch(copy, limit)) {
    batches.push(batch);
    apply(copy, settle(copy, batch, { accepted: batch.people.length, duplicates: 0, rejected: [] }));
  }
  return batches;
}

export interface Counts {
  waiting: number;
  stored: number;
  refused: number;
}

/** People by what has become of them; whoever was taken back counts no more. Items to correct count until they are settled. */
export function counts(desk: Desk): Counts {
  const found: Counts = { waiting: 0, stored: 0, refused: 0 };
  for (const item of desk.items.values()) {
    if (item.state === "dropped") continue;
    if (item.state === "stored" && (item.kind === "void" || item.gone)) continue;
    found[item.state] += 1;
  }
  return found;
}
