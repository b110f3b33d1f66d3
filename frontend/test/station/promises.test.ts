import fc from "fast-check";
import { expect, test } from "vitest";
import { Courier } from "../../src/station/courier.ts";
import type { Keeper } from "../../src/station/keeper.ts";
import { Stopped, inState, openTube } from "../../src/station/machine.ts";
import { Crash, MemoryStore, NOBODY, POPULATION, SINGLE, Server, sit } from "./world.ts";

/** One thing that happens at a station; `pick` chooses among what there is. */
type Happening =
  | { is: "register"; name: string }
  | { is: "tube"; single: boolean }
  | { is: "seal" | "reload" }
  | { is: "take back" | "correct"; pick: number }
  | { is: "crash"; when: "before" | "after" }
  | { is: "send"; outcome: "answer" | "lost before" | "lost after" | "busy" | "garbled" };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant("register" as const), name: fc.constantFrom("good", "good", "good", "bad") }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("tube" as const), single: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constantFrom("seal" as const, "reload" as const) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constantFrom("take back" as const, "correct" as const), pick: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("crash" as const), when: fc.constantFrom("before" as const, "after" as const) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant("send" as const), outcome: fc.constantFrom("answer" as const, "lost before" as const, "lost after" as const, "busy" as const, "garbled" as const) }) },
);

const swabs = (keeper: Keeper): string[] =>
  [...keeper.desk.items.values()].filter((item) => item.kind === "person" && !item.gone && item.state !== "dropped").map((item) => item.id);

class Play {
  readonly store = new MemoryStore();
  readonly server = new Server();
  keeper!: Keeper;
  private tubes = 0;
  /** Swabs that the screen has confirmed and that nobody took back. */
  readonly confirmed = new Set<string>();

  async start(): Promise<void> {
    this.keeper = await sit(this.store);
  }

  async happen(one: Happening): Promise<void> {
    if (one.is === "crash") this.store.crash = one.when;
    else if (one.is === "reload") await this.start();
    else await this.attempt(one);
  }

  /** After a crash the page is loaded again from what the disk has. */
  private async attempt(one: Exclude<Happening, { is: "crash" }>): Promise<void> {
    try {
      await this.act(one);
    } catch (error) {
      if (!(error instanceof Stopped || error instanceof Crash)) throw error;
      await this.start();
    }
  }

  private async act(one: Exclude<Happening, { is: "crash" }>): Promise<void> {
    const held = swabs(this.keeper);
    if (one.is === "tube") await this.keeper.take(`T-${(this.tubes += 1)}`, one.single ? SINGLE : POPULATION);
    if (one.is === "seal") await this.keeper.seal();
    if (one.is === "register") {
      const { items } = await this.keeper.register({ ...NOBODY, name: one.name });
      for (const item of items) this.confirmed.add(item.id);
    }
    if (one.is === "take back" && held.length > 0) await this.withdraw(held[one.pick % held.length] as string);
    if (one.is === "correct" && held.length > 0) await this.put(held[one.pick % held.length] as string, one.pick % 2 ? openTube(this.keeper.desk)?.code : "");
    if (one.is === "send") {
      this.server.next = [one.outcome];
      await new Courier(this.keeper, this.server.send, undefined, () => 0).run();
    }
  }

  private async withdraw(id: string): Promise<void> {
    this.confirmed.delete(id); // whatever becomes of it, nobody was told that it stays
    await this.keeper.takeBack(id);
  }

  private async put(id: string, tube = ""): Promise<void> {
    this.confirmed.delete(id);
    const { items } = await this.keeper.correct(id, { ...NOBODY, name: "good" }, tube);
    for (const item of items) if (item.kind === "person" && !item.gone) this.confirmed.add(item.id);
  }

  /** Network and server are well again: everything goes, everything refused is put right. */
  async end(): Promise<void> {
    this.store.crash = "";
    this.server.next = [];
    await this.start();
    for (let turn = 0; turn < 4; turn += 1) {
      await new Courier(this.keeper, this.server.send, undefined, () => 0).run();
      for (const item of inState(this.keeper.desk, "refused")) {
        if (item.kind === "void") await this.keeper.putAside(item.id);
        else await this.put(item.id);
      }
    }
  }
}

const plays = fc.array(happening, { minLength: 5, maxLength: 60 });
const RUNS = { numRuns: 100 };
/** Of a busy machine. */
const PATIENCE_MS = 60_000;

/** Whatever happens, in whatever order: look after each happening, and once more when all is over. */
function whatever(look: (play: Play) => void, over?: (play: Play) => Promise<void>): Promise<void> {
  const property = fc.asyncProperty(plays, async (happenings) => {
    const play = new Play();
    await play.start();
    for (const one of happenings) {
      await play.happen(one);
      look(play);
    }
    await over?.(play);
  });
  return fc.assert(property, RUNS);
}

test(
  "a tube never holds more than it may, on the device or on the server",
  () =>
    whatever((play) => {
      const tubes = [...play.keeper.desk.tubes.values()];
      for (const tube of tubes) {
        expect(tube.people).toBeLessThanOrEqual(tube.capacity);
        expect(play.server.within(tube.code)).toBeLessThanOrEqual(tube.capacity);
      }
      const open = tubes.filter((tube) => tube.open);
      expect(open.length).toBeLessThanOrEqual(1);
      if (open[0]) expect(openTube(play.keeper.desk)?.people).toBeLessThan(open[0].capacity);
    }),
  PATIENCE_MS,
);

test(
  "whatever crashes, nothing confirmed is lost and the server holds each swab exactly once",
  () =>
    whatever(
      (play) => {
        // Acknowledged means stored there.
        for (const item of inState(play.keeper.desk, "stored")) {
          if (item.kind === "person") expect(play.server.rows.has(item.id)).toBe(true);
        }
      },
      async (play) => {
        await play.end();
        expect(inState(play.keeper.desk, "waiting")).toEqual([]);
        expect(inState(play.keeper.desk, "refused")).toEqual([]);
        const there = [...play.server.rows].filter(([, row]) => !row.gone).map(([id]) => id);
        expect(there.sort()).toEqual(swabs(play.keeper).sort());
        for (const id of play.confirmed) expect(there).toContain(id);
        for (const tube of play.keeper.desk.tubes.values()) expect(play.server.within(tube.code)).toBe(tube.people);
      },
    ),
  PATIENCE_MS,
);

test("what the server has is erased from the device", async () => {
  const play = new Play();
  await play.start();
  for (const one of [{ is: "tube", single: false }, { is: "register", name: "good" }, { is: "send", outcome: "answer" }] as Happening[]) await play.happen(one);
  expect(inState(play.keeper.desk, "stored").map((item) => item.body)).toEqual([null]);
});
