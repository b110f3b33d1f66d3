/** The store in IndexedDB. */
import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Changes, Item, Seat, Tube } from "./records.ts";
import { DEFAULTS } from "./store.ts";
import type { Kept, Settings, Store } from "./store.ts";

interface Schema extends DBSchema {
  items: { key: string; value: Item; indexes: { station: string } };
  tubes: { key: [string, string]; value: Tube; indexes: { station: string } };
  seats: { key: string; value: Seat };
  keys: { key: string; value: CryptoKey };
  settings: { key: string; value: unknown };
}

/** What has been stored for so long is forgotten here; nobody's name is in it by then. */
const KEPT_MS = 3 * 86_400_000;

// On disk when the transaction completes, not merely handed to the system. Chromium before 83 does so by default.
const DURABLE = { durability: "strict" } as const;

export class Database implements Store {
  private readonly db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.db = db;
  }

  static async open(name = "fangxian-station"): Promise<Database> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("items", { keyPath: "id" }).createIndex("station", "station");
        fresh.createObjectStore("tubes", { keyPath: ["station", "code"] }).createIndex("station", "station");
        fresh.createObjectStore("seats", { keyPath: "station" });
        fresh.createObjectStore("keys");
        fresh.createObjectStore("settings");
      },
    });
    return new Database(db);
  }

  async load(station: string): Promise<Kept> {
    const items = await this.db.getAllFromIndex("items", "station", station);
    const tubes = await this.db.getAllFromIndex("tubes", "station", station);
    const old = items.filter((item) => (item.state === "stored" || item.state === "dropped") && item.at < Date.now() - KEPT_MS);
    const transaction = this.db.transaction("items", "readwrite");
    for (const item of old) void transaction.store.delete(item.id);
    await transaction.done;
    return { items: items.filter((item) => !old.includes(item)), tubes };
  }

  async commit(changes: Changes): Promise<void> {
    const transaction = this.db.transaction(["items", "tubes"], "readwrite", DURABLE);
    const written: Promise<unknown>[] = [
      ...changes.items.map((item) => transaction.objectStore("items").put(item)),
      ...changes.tubes.map((tube) => transaction.objectStore("tubes").put(tube)),
    ];
    await Promise.all([...written, transaction.done]);
  }

  seats(): Promise<Seat[]> {
    return this.db.getAll("seats");
  }

  async signIn(seat: Seat, key: CryptoKey): Promise<void> {
    const transaction = this.db.transaction(["seats", "keys", "settings"], "readwrite", DURABLE);
    void transaction.objectStore("seats").put(seat);
    void transaction.objectStore("keys").put(key, seat.device);
    void transaction.objectStore("settings").put(seat.station, "station");
    await transaction.done;
  }

  async key(device: string): Promise<CryptoKey | null> {
    return (await this.db.get("keys", device)) || null;
  }

  async settings(): Promise<Settings> {
    const [names, values] = await Promise.all([this.db.getAllKeys("settings"), this.db.getAll("settings")]);
    const found: Record<string, unknown> = { ...DEFAULTS };
    names.forEach((name, place) => (found[name] = values[place]));
    return found as unknown as Settings;
  }

  async set(changed: Partial<Settings>): Promise<void> {
    const transaction = this.db.transaction("settings", "readwrite");
    for (const [name, value] of Object.entries(changed)) void transaction.store.put(value, name);
    await transaction.done;
  }

  async forget(station: string): Promise<void> {
    const seat = await this.db.get("seats", station);
    const kept = await this.load(station);
    const transaction = this.db.transaction(["items", "tubes", "seats", "keys", "settings"], "readwrite", DURABLE);
    const devices = new Set(kept.items.map((item) => item.device));
    if (seat) devices.add(seat.device);
    for (const item of kept.items) void transaction.objectStore("items").delete(item.id);
    for (const tube of kept.tubes) void transaction.objectStore("tubes").delete([station, tube.code]);
    for (const device of Array.from(devices)) void transaction.objectStore("keys").delete(device);
    void transaction.objectStore("seats").delete(station);
    void transaction.objectStore("settings").put("", "station");
    await transaction.done;
  }
}
