/** A station between a store that may crash and a server that may be killed, for the tests. */
import { Keeper } from "../../src/station/keeper.ts";
import type { Answer, Batch } from "../../src/station/machine.ts";
import type { Changes, Group, Item, Tube, Who } from "../../src/station/records.ts";
import type { Reply } from "../../src/station/courier.ts";
import type { Sealer } from "../../src/station/sealing.ts";
import { DEFAULTS } from "../../src/station/store.ts";
import type { Kept, Settings, Store } from "../../src/station/store.ts";

export const POPULATION: Group = { id: "population", size: 3, zh: "", en: "" };
export const SINGLE: Group = { id: "key_people", size: 1, zh: "", en: "" };
export const NOBODY: Who = { kind: "none", number: "", name: "", phone: "", address: "" };

export class Crash extends Error {}

/** Keeps copies, as a disk does; the next commit may fail before it is written, or after. */
export class MemoryStore implements Store {
  private readonly items = new Map<string, Item>();
  private readonly tubes = new Map<string, Tube>();
  crash: "" | "before" | "after" = "";

  async load(): Promise<Kept> {
    return { items: [...this.items.values()], tubes: [...this.tubes.values()] };
  }

  async commit(changes: Changes): Promise<void> {
    const { crash } = this;
    this.crash = "";
    if (crash === "before") throw new Crash();
    for (const item of changes.items) this.items.set(item.id, structuredClone(item));
    for (const tube of changes.tubes) this.tubes.set(tube.code, structuredClone(tube));
    if (crash === "after") throw new Crash();
  }

  settings = async (): Promise<Settings> => DEFAULTS;
  seats = async (): Promise<never[]> => [];
  signIn = async (): Promise<void> => undefined;
  key = async (): Promise<null> => null;
  set = async (): Promise<void> => undefined;
  forget = async (): Promise<void> => undefined;
}

/** No cipher: what is sealed is the name. */
export const PLAIN: Sealer = {
  seal: async (_id, who) => ({ iv: new Uint8Array(0), data: new TextEncoder().encode(who.name) }),
  open: async (_id, sealed) => ({ ...NOBODY, name: new TextDecoder().decode(sealed.data) }),
};

let minted = 0;

export async function sit(store: Store): Promise<Keeper> {
  let clock = 1_600_000_000_000;
  const context = { store, device: "d", sealerOf: async () => PLAIN, now: () => (clock += 1), staff: () => "s", mint: () => `id-${(minted += 1)}` };
  return new Keeper("s", context).load();
}

type Outcome = "answer" | "lost before" | "lost after" | "busy" | "garbled";

/** The lane, as the product's own keeps it: tubes, then voids, then people, each id once, no tube beyond its capacity. */
export class Server {
  readonly rows = new Map<string, { tube: string; gone: boolean }>();
  readonly capacities = new Map<string, number>();
  next: Outcome[] = [];

  send = async (batch: Batch): Promise<Reply> => {
    const outcome = this.next.shift() ?? "answer";
    if (outcome === "lost before") throw new TypeError("no network");
    if (outcome === "busy") return { status: 503, retryAfter: "1", body: {} };
    const body = this.store(batch);
    if (outcome === "lost after") throw new TypeError("the answer was lost");
    return { status: 200, retryAfter: null, body: outcome === "garbled" ? "<html>" : body };
  };

  within(tube: string): number {
    return [...this.rows.values()].filter((row) => row.tube === tube && !row.gone).length;
  }

  private store(batch: Batch): Answer {
    const rejected: Answer["rejected"][number][] = [];
    const refuse = (id: string, code: string): void => void rejected.push({ id, code, field: "", message_zh: code, message_en: code });
    for (const tube of batch.tubes) this.capacities.set(tube.code, tube.capacity);
    for (const note of batch.voids) {
      const row = this.rows.get(note.takesBack);
      if (row) row.gone = true;
      else refuse(note.takesBack, "registration.unknown");
    }
    let [accepted, duplicates] = [0, 0];
    for (const { id, tube, body } of batch.people) {
      const bad = new TextDecoder().decode(body?.data).startsWith("bad");
      if (this.rows.has(id)) duplicates += 1;
      else if (bad) refuse(id, "identity.number_check");
      else if (this.within(tube) >= (this.capacities.get(tube) ?? 0)) refuse(id, "tube.full");
      else accepted += Number(Boolean(this.rows.set(id, { tube, gone: false })));
    }
    return { accepted, duplicates, rejected };
  }
}
