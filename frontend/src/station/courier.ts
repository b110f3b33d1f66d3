/**
 * Carries batches to the server: one at a time, until nothing waits. What is not answered with 200 stays where it is
 * and goes again, after a pause that grows and differs from device to device.
 */
import { uuid7 } from "./ids.ts";
import { BATCH, nextBatch } from "./machine.ts";
import type { Answer, Batch, Desk } from "./machine.ts";
import type { Changes, Reason } from "./records.ts";

export interface Reply {
  status: number;
  retryAfter: string | null;
  body: unknown;
}

/** What a courier needs of the station. */
export interface Outbox {
  desk: Desk;
  settle(batch: Batch, answer: Answer): Promise<Changes>;
  refuse(batch: Batch, reason: Reason): Promise<Changes>;
}

/** Sends a batch under an id; rejects where the server cannot be reached. */
export type Send = (batch: Batch, id: string) => Promise<Reply>;

export type Trouble = "" | "network" | "busy" | "signed-out" | "archived" | "other";

export type Next =
  | { do: "settle" }
  | { do: "wait"; ms: number; trouble: Trouble }
  | { do: "split" }
  | { do: "stop"; trouble: Trouble };

const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;

/** About so long registrations are gathered into one batch. */
const GATHER_MS = 2000;

/** A key that does not hold, a round that is archived: somebody has to act, and may have acted elsewhere. */
const STOPPED_MS = 60_000;

/** Full jitter: anything from the shortest pause to one that doubles with each failure. */
export const pause = (failures: number, random: number): number =>
  SHORTEST_MS + random * (Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(failures, 10)) - SHORTEST_MS);

/** What to do about an answer; `null` where there was none. `Retry-After` is kept and spread by up to half as much again. */
export function decide(reply: Reply | null, failures: number, random: number): Next {
  if (!reply) return { do: "wait", ms: pause(failures, random), trouble: "network" };
  if (reply.status === 200) return { do: "settle" };
  if (reply.status === 401) return { do: "stop", trouble: "signed-out" };
  if (reply.status === 409) return { do: "stop", trouble: "archived" };
  // A 400 that is not the lane's own comes from something in between and says nothing about the batch.
  if (reply.status === 413 || (reply.status === 400 && codeOf(reply).startsWith("batch."))) return { do: "split" };
  const asked = Math.min(Number(reply.retryAfter) || 0, 600) * 1000;
  if (reply.status === 429 || reply.status === 503) return { do: "wait", ms: asked ? asked * (1 + random / 2) : pause(failures, random), trouble: "busy" };
  return { do: "wait", ms: Math.max(asked, pause(failures, random)), trouble: "other" };
}

const codeOf = (reply: Reply): string => String((reply.body as { code?: unknown } | null)?.code || "");

const isAnswer = (body: unknown): body is Answer => {
  const said = body as Partial<Answer> | null;
  return typeof said?.accepted === "number" && typeof said.duplicates === "number" && Array.isArray(said.rejected);
};

export class Courier {
  trouble: Trouble = "";
  busy = false;
  private failures = 0;
  private limit = BATCH;
  private timer = 0;
  private readonly box: Outbox;
  private readonly send: Send;
  private readonly told: () => void;
  private readonly random: () => number;

  constructor(box: Outbox, send: Send, told: () => void = () => undefined, random: () => number = Math.random) {
    this.box = box;
    this.send = send;
    this.told = told;
    this.random = random;
  }

  /** Something was registered: gather for a moment, then go. A pause that runs is kept. */
  soon(): void {
    if (!this.busy && !this.timer) this.timer = window.setTimeout(() => this.hurry(), GATHER_MS * (0.5 + this.random()));
  }

  /** Somebody asks, or the network is back: go now unless a batch is on its way. */
  hurry(): void {
    this.stop();
    if (!this.busy) void this.go();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** Sends until nothing waits or it has to wait itself; gives the pause in milliseconds, or null when it is done. */
  async run(): Promise<number | null> {
    for (let batch = nextBatch(this.box.desk, this.limit); batch; batch = nextBatch(this.box.desk, this.limit)) {
      const pausing = await this.carry(batch);
      if (pausing !== null) return pausing;
    }
    return null;
  }

  private async go(): Promise<void> {
    this.busy = true;
    this.told();
    let pausing: number | null = SHORTEST_MS;
    try {
      pausing = await this.run();
    } catch (error) {
      // An answer that does not add up, or a store that cannot be written: nothing is taken as acknowledged.
      console.error(error);
      this.trouble = "other";
      pausing = pause((this.failures += 1), this.random());
    }
    this.busy = false;
    this.told();
    if (pausing !== null) this.timer = window.setTimeout(() => this.hurry(), pausing);
  }

  private async carry(batch: Batch): Promise<number | null> {
    const reply = await this.send(batch, uuid7()).catch(() => null);
    const readable = reply && (reply.status !== 200 || isAnswer(reply.body)) ? reply : null;
    const next = decide(readable, this.failures, this.random());
    if (next.do === "wait" || next.do === "stop") {
      this.failures += 1;
      this.trouble = next.trouble;
      return next.do === "wait" ? next.ms : STOPPED_MS;
    }
    if (next.do === "split") return this.split(batch, reply as Reply);
    await this.box.settle(batch, (reply as Reply).body as Answer);
    this.failures = 0;
    this.trouble = "";
    this.limit = Math.min(BATCH, this.limit * 2);
    return null;
  }

  /** A batch that the server cannot read goes in halves; what it cannot read even alone is shown for correction. */
  private async split(batch: Batch, reply: Reply): Promise<null> {
    const size = Math.max(batch.people.length + batch.voids.length, batch.tubes.length);
    const half = Math.floor(Math.min(size, this.limit) / 2);
    if (half > 0) {
      this.limit = half;
      return null;
    }
    const text = String((reply.body as { message?: unknown } | null)?.message || reply.status);
    await this.box.refuse(batch, { code: codeOf(reply) || "batch.malformed", field: "", zh: text, en: text });
    return null;
  }
}
