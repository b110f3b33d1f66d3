// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backOff, poll } from "../src/lib/poll.ts";

const answers: (() => Response)[] = [];
const asked: Record<string, string>[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  answers.length = asked.length = 0;
  vi.stubGlobal("fetch", async (_url: string, { headers }: { headers: Record<string, string> }) => {
    asked.push({ ...headers });
    const next = answers.shift();
    if (!next) throw new TypeError("no network");
    return next();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const body = (n: number) => () => new Response(JSON.stringify({ n }), { headers: { ETag: `"${n}"` } });

test("an answer that the page shows already is no news; a later one is", async () => {
  answers.push(body(1), () => new Response(null, { status: 304 }), body(2));
  const news: number[] = [];
  const stop = poll<{ n: number }>({ url: "/s", every: 1000, isKnown: ({ n }) => n === 1, onChange: ({ n }) => news.push(n), onTrouble: () => undefined });
  await vi.advanceTimersByTimeAsync(2500);
  stop();
  expect(news).toEqual([2]);
  expect(asked.map((h) => h["If-None-Match"])).toEqual([undefined, '"1"', '"1"']);
});

test("a lost connection is said once, and so is its return", async () => {
  const said: boolean[] = [];
  const stop = poll<unknown>({ url: "/s", every: 1000, isKnown: () => true, onChange: () => undefined, onTrouble: (since) => said.push(since !== null) });
  await vi.advanceTimersByTimeAsync(4000);
  answers.push(...Array.from({ length: 20 }, () => body(1)));
  await vi.advanceTimersByTimeAsync(10_000);
  stop();
  expect(said).toEqual([true, false]);
});

test("waiting doubles with each failure up to a minute", () => {
  expect([0, 1, 2, 3, 9].map((n) => backOff(5000, n))).toEqual([5000, 10_000, 20_000, 40_000, 60_000]);
});

test("a stopped poll asks no more", async () => {
  answers.push(body(1));
  poll<unknown>({ url: "/s", every: 1000, isKnown: () => true, onChange: () => undefined, onTrouble: () => undefined })();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(1);
});
