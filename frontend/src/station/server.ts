/** The requests of the page. Each answer also says what time it is. */
import type { Reply } from "./courier.ts";
import type { Seat } from "./records.ts";
import { offsetOf } from "./time.ts";

const LONGEST_MS = 20_000;

const LANE = "/api/v1/testing/batches";
const SEAT = "/station/seat";
const OUTBOX = "/station/outbox";

/** Told of each measure of the server's clock: milliseconds to add to ours, and how long the request took. */
export type Measured = (offset: number, took: number) => void;

async function ask(url: string, key: string, init: RequestInit, measured: Measured): Promise<Reply> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), LONGEST_MS);
  const asked = Date.now();
  try {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${key}` };
    // No cookies: what a device may do depends on its key alone.
    const answer = await fetch(url, { ...init, headers, signal: giveUp.signal, cache: "no-store", credentials: "omit" });
    const offset = offsetOf(answer.headers.get("Date"), asked, Date.now());
    if (offset !== null) measured(offset, Date.now() - asked);
    const body: unknown = await answer.json().catch(() => null);
    return { status: answer.status, retryAfter: answer.headers.get("Retry-After"), body };
  } finally {
    clearTimeout(timer);
  }
}

export const sendBatch = (key: string, body: string, measured: Measured): Promise<Reply> => ask(LANE, key, { method: "POST", body }, measured);

export const sendOutbox = (key: string, body: Blob, measured: Measured): Promise<Reply> => ask(OUTBOX, key, { method: "POST", body }, measured);

/** Where a key sits, and the key that seals its records; the answer itself where it says neither. */
export async function askSeat(key: string, now: () => number, measured: Measured): Promise<{ seat: Seat; seal: string } | Reply> {
  const reply = await ask(SEAT, key, {}, measured);
  if (reply.status !== 200 || !reply.body) return reply;
  const { seal, seconds, ...said } = reply.body as Omit<Seat, "key" | "until"> & { seal: string; seconds: number };
  return { seat: { ...said, key, until: now() + seconds * 1000 }, seal };
}
