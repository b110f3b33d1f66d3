import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Courier, decide, pause } from "../../src/station/courier.ts";
import type { Reply } from "../../src/station/courier.ts";
import { inState } from "../../src/station/machine.ts";
import { Collector, frames, wire } from "../../src/station/parcel.ts";
import { decrypt, encrypt, fromBase64, importKey, sealer, toBase64 } from "../../src/station/sealing.ts";
import { scarce } from "../../src/station/storage.ts";
import { better, offsetOf } from "../../src/station/time.ts";
import { MemoryStore, NOBODY, POPULATION, Server, sit } from "./world.ts";

const reply = (status: number, body: unknown = null, retryAfter: string | null = null): Reply => ({ status, body, retryAfter });

describe("what an answer means", () => {
  test("only 200 acknowledges", () => {
    for (const status of [201, 204, 302, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503]) expect(decide(reply(status), 0, 0.5).do, String(status)).not.toBe("settle");
    expect(decide(reply(200), 0, 0.5)).toEqual({ do: "settle" });
  });

  test("Retry-After is kept, and devices do not come back together", () => {
    const [soonest, latest] = [0, 0.999].map((random) => decide(reply(503, null, "8"), 0, random) as { ms: number });
    expect(soonest?.ms).toBe(8000);
    expect(latest?.ms).toBeGreaterThan(11_900);
  });

  test("a pause grows to half a minute and never beyond", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        expect(pause(failures, random)).toBeLessThanOrEqual(30_000);
      }),
    );
    expect(pause(10, 1)).toBe(30_000);
    expect(pause(1, 0)).toBe(500);
  });

  test("a 400 of something in between is no verdict on the batch", () => {
    expect(decide(reply(400, "<html>"), 0, 0).do).toBe("wait");
    expect(decide(reply(400, { code: "batch.malformed" }), 0, 0).do).toBe("split");
  });
});

test("a batch that the server cannot read is halved until what is wrong stands alone, and the rest is stored", async () => {
  const [keeper, server] = [await sit(new MemoryStore()), new Server()];
  for (let n = 0; n < 12; n += 1) {
    if (n % POPULATION.size === 0) await keeper.take(`T-${n}`, POPULATION);
    await keeper.register({ ...NOBODY, name: String(n) });
  }
  const poisoned = inState(keeper.desk, "waiting")[7]?.id;
  let asked = 0;
  const courier = new Courier(keeper, async (batch) => {
    asked += 1;
    return batch.people.some((item) => item.id === poisoned) ? reply(400, { code: "batch.malformed", message: "?" }) : server.send(batch);
  });
  expect(await courier.run()).toBeNull();
  expect(inState(keeper.desk, "refused").map((item) => item.id)).toEqual([poisoned]);
  expect(inState(keeper.desk, "stored")).toHaveLength(11);
  expect(asked).toBeLessThan(20);
});

test("a void never goes before or with the registration that it takes back", async () => {
  const [keeper, server] = [await sit(new MemoryStore()), new Server()];
  await keeper.take("T", POPULATION);
  const { items } = await keeper.register(NOBODY);
  await keeper.takeBack(items[0]?.id ?? "");
  const sent: [number, number][] = [];
  await new Courier(keeper, (batch) => (sent.push([batch.people.length, batch.voids.length]), server.send(batch))).run();
  expect(sent).toEqual([[1, 0], [0, 1]]);
});

test("an outbox goes through a row of codes in any order, each seen as often as it comes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 4000 }), fc.infiniteStream(fc.nat(1000)), (bytes, picks) => {
      const [texts, collector] = [frames(bytes), new Collector()];
      for (const text of texts) expect(text.length).toBeLessThan(750);
      for (let n = 0; n < 2000 && !collector.whole(); n += 1) collector.add(texts[(picks.next().value as number) % texts.length] as string);
      for (const text of texts) collector.add(text);
      expect(Array.from(collector.whole() ?? [])).toEqual(Array.from(bytes));
    }),
    { numRuns: 40 },
  );
});

test("a code of another row begins anew, and what is no code changes nothing", () => {
  const [first, second, collector] = [frames(new Uint8Array(2000)), frames(new Uint8Array(10)), new Collector()];
  collector.add(first[0] as string);
  expect(collector.add("hello")).toBe(false);
  expect([collector.have, collector.of]).toEqual([1, first.length]);
  collector.add(second[0] as string);
  expect(collector.whole()).toHaveLength(10);
});

test("times go by the device's clock, so that the server's correction gives the true ones", async () => {
  const keeper = await sit(new MemoryStore());
  await keeper.take("T", POPULATION);
  const { items } = await keeper.register(NOBODY);
  const offset = 3_600_000; // the device is an hour slow
  const sentAt = Date.UTC(2022, 8, 2);
  const said = await wire({ people: items, voids: [], tubes: [] }, async () => NOBODY, "b", sentAt, offset);
  const skew = sentAt + offset - Date.parse(said.sent_at);
  expect(Date.parse((said.people[0] as { at: string }).at) + skew).toBe(items[0]?.at);
});

test("the clock is read from Date to the second, and a measure that explains nothing new is not taken", () => {
  expect(offsetOf("Fri, 02 Sep 2022 12:00:00 GMT", Date.UTC(2022, 8, 2, 11, 0, 0), Date.UTC(2022, 8, 2, 11, 0, 1))).toBe(3_600_000);
  expect(offsetOf(null, 0, 0)).toBeNull();
  expect(better(1000, 1500, 100)).toBe(1000);
  expect(better(0, 90_000, 100)).toBe(90_000);
});

test("little room is said before there is none", () => {
  const MB = 2 ** 20;
  expect(scarce({ used: 10 * MB, quota: 1000 * MB, kept: true })).toBe(false);
  expect(scarce({ used: 850 * MB, quota: 1000 * MB, kept: true })).toBe(true);
  expect(scarce({ used: 10 * MB, quota: 25 * MB, kept: true })).toBe(true);
  expect(scarce({ used: 0, quota: 0, kept: false })).toBe(false);
});

test("who somebody is opens under its own key and id only", async () => {
  const [key, other] = await Promise.all([importKey(new Uint8Array(32)), importKey(new Uint8Array(32).fill(1))]);
  const id = "0193a1d2-0000-7000-8000-000000000001";
  const sealed = await sealer(key).seal(id, { ...NOBODY, name: "王小明" });
  expect((await sealer(key).open(id, sealed)).name).toBe("王小明");
  await expect(sealer(other).open(id, sealed)).rejects.toThrow();
  await expect(sealer(key).open(id.replace("1", "2"), sealed)).rejects.toThrow();
  expect(JSON.stringify(Array.from(sealed.data))).not.toContain("王");
  await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
  const head = new Uint8Array(3);
  await expect(decrypt(key, await encrypt(key, head, head), new Uint8Array(2))).rejects.toThrow();
});

test("base64url there and back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Array.from(fromBase64(toBase64(bytes)))).toEqual(Array.from(bytes));
    }),
  );
});
