import { beforeEach, describe, expect, test, vi } from "vitest";
import { player } from "../src/lib/player.ts";

const EVERY = 100;

function made(count: number, index: number, load: (index: number) => Promise<void>) {
  const shown: number[] = [];
  const played: boolean[] = [];
  const failures = vi.fn();
  const run = player({ count, index, every: () => EVERY, show: (at) => shown.push(at), load, onPlay: (on) => played.push(on), onBusy: () => {}, onFailure: failures });
  return { run, shown, played, failures };
}

describe("a player", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", globalThis);
  });

  test("plays to the end and stops there", async () => {
    const { run, shown, played } = made(4, 1, async () => {});
    run.toggle();
    await vi.advanceTimersByTimeAsync(10 * EVERY);
    expect(shown).toEqual([2, 3]);
    expect(played).toEqual([true, false]);
  });

  test("begins anew when it stands at the end", async () => {
    const { run, shown } = made(3, 2, async () => {});
    run.toggle();
    await vi.advanceTimersByTimeAsync(10 * EVERY);
    expect(shown).toEqual([0, 1, 2]);
  });

  test("asks once at a time and ends at what was chosen last", async () => {
    const asked: number[] = [];
    const { run } = made(9, 0, async (index) => {
      asked.push(index);
      await new Promise((done) => setTimeout(done, 3 * EVERY));
    });
    for (const index of [1, 2, 3, 7]) run.choose(index);
    await vi.advanceTimersByTimeAsync(20 * EVERY);
    expect(asked).toEqual([1, 7]);
    expect(run.index()).toBe(7);
  });

  test("goes back to what the page shows when the server cannot be asked", async () => {
    const { run, shown, played, failures } = made(5, 1, () => Promise.reject(new Error("away")));
    run.toggle();
    await vi.advanceTimersByTimeAsync(5 * EVERY);
    expect([run.index(), shown, played.at(-1)]).toEqual([1, [2, 1], false]);
    expect(failures).toHaveBeenCalledOnce();
  });
});
