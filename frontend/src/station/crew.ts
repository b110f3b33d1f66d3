/** Everything that runs behind the page: sign-ins, their keepers and couriers, the clock, the settings. */
import { Courier } from "./courier.ts";
import type { Reply } from "./courier.ts";
import { Keeper } from "./keeper.ts";
import { allBatches, inState } from "./machine.ts";
import { pack, wire } from "./parcel.ts";
import type { Seat } from "./records.ts";
import { fromBase64, importKey, sealer } from "./sealing.ts";
import type { Sealer } from "./sealing.ts";
import { askSeat, sendBatch, sendOutbox } from "./server.ts";
import type { Settings, Store } from "./store.ts";
import { better } from "./time.ts";

/** So old a measure of the clock is renewed before the next batch: it may have been set meanwhile. */
const FRESH_MS = 600_000;

interface Desk {
  seat: Seat;
  keeper: Keeper;
  courier: Courier;
}

export class Crew {
  readonly store: Store;
  settings: Settings;
  private readonly desks = new Map<string, Desk>();
  private readonly sealers = new Map<string, Sealer>();
  private readonly told: () => void;
  private measuredAt = 0;

  private constructor(store: Store, settings: Settings, told: () => void) {
    this.store = store;
    this.settings = settings;
    this.told = told;
  }

  static async gather(store: Store, told: () => void): Promise<Crew> {
    const crew = new Crew(store, await store.settings(), told);
    for (const seat of await store.seats()) await crew.sit(seat);
    return crew;
  }

  /** The desk of the station that the device sits at. */
  get here(): Desk | null {
    return this.desks.get(this.settings.station) || null;
  }

  /** Stations that the device sat at before, and that still wait for something. */
  get elsewhere(): Desk[] {
    return Array.from(this.desks.values()).filter((desk) => desk !== this.here && this.owes(desk));
  }

  now = (): number => Date.now() + this.settings.offset;

  async set(changed: Partial<Settings>): Promise<void> {
    Object.assign(this.settings, changed);
    await this.store.set(changed);
    this.told();
  }

  hurry(): void {
    for (const desk of this.desks.values()) desk.courier.hurry();
  }

  /** Signs in with a key from the office; needs the server, once. */
  async signIn(key: string): Promise<Reply | null> {
    const said = await askSeat(key, this.now, this.measured);
    if (!("seat" in said)) return said;
    await this.store.signIn(said.seat, await importKey(fromBase64(said.seal)));
    this.settings.station = said.seat.station;
    this.sealers.delete(said.seat.device);
    await this.sit(said.seat);
    await this.set({ station: said.seat.station, group: said.seat.groups[0]?.id || "" });
    return null;
  }

  /** Forgets the station, once nothing of it waits. */
  async signOut(): Promise<boolean> {
    const desk = this.here;
    if (!desk || this.owes(desk)) return false;
    desk.courier.stop();
    await this.store.forget(desk.seat.station);
    this.desks.delete(desk.seat.station);
    await this.set({ station: "" });
    return true;
  }

  /** Everything of a desk that has not been acknowledged, sealed for the server. */
  async outbox(desk: Desk): Promise<Uint8Array<ArrayBuffer>> {
    const key = await this.store.key(desk.seat.device);
    if (!key) throw new Error("no key");
    return pack(allBatches(desk.keeper.desk, 1000), (item) => desk.keeper.whoIs(item), desk.seat.device, key, this.now());
  }

  /** Passes on another device's outbox. */
  relay(bytes: Uint8Array<ArrayBuffer>): Promise<Reply> {
    return sendOutbox(this.here?.seat.key || "", new Blob([bytes]), this.measured);
  }

  private owes(desk: Desk): boolean {
    return inState(desk.keeper.desk, "waiting").length + inState(desk.keeper.desk, "refused").length > 0;
  }

  private async sit(seat: Seat): Promise<void> {
    this.desks.get(seat.station)?.courier.stop();
    const context = { store: this.store, device: seat.device, sealerOf: this.sealerOf, now: this.now, staff: () => this.settings.staff };
    const keeper = await new Keeper(seat.station, context).load();
    const desk: Desk = { seat, keeper, courier: new Courier(keeper, (batch, id) => this.send(desk, batch, id), this.told) };
    keeper.watch(() => {
      this.told();
      desk.courier.soon();
    });
    this.desks.set(seat.station, desk);
    desk.courier.soon();
  }

  private async send(desk: Desk, batch: Parameters<typeof wire>[0], id: string): Promise<Reply> {
    if (Date.now() - this.measuredAt > FRESH_MS) {
      const said = await askSeat(desk.seat.key, this.now, this.measured);
      if (!("seat" in said)) return said;
      desk.seat = said.seat;
    }
    const body = await wire(batch, (item) => desk.keeper.whoIs(item), id, Date.now(), this.settings.offset);
    return sendBatch(desk.seat.key, JSON.stringify({ ...body, sent_at: new Date().toISOString() }), this.measured);
  }

  private readonly measured = (offset: number, took: number): void => {
    this.measuredAt = Date.now();
    const kept = better(this.settings.offset, offset, took);
    if (kept !== this.settings.offset) void this.set({ offset: kept });
  };

  private readonly sealerOf = async (device: string): Promise<Sealer> => {
    const known = this.sealers.get(device);
    if (known) return known;
    const key = await this.store.key(device);
    if (!key) throw new Error("no key");
    const made = sealer(key);
    this.sealers.set(device, made);
    return made;
  };
}
