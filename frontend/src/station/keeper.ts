/** Keeps one station: every step is checked by the machine, then on disk, then shown. One step at a time. */
import { labelOf } from "./documents.ts";
import { uuid7 } from "./ids.ts";
import * as machine from "./machine.ts";
import type { Answer, Batch, Desk } from "./machine.ts";
import type { Changes, Group, Item, Reason, Who } from "./records.ts";
import type { Sealer } from "./sealing.ts";
import type { Store } from "./store.ts";

export interface Context {
  store: Store;
  /** The device whose key seals what is registered now. */
  device: string;
  sealerOf: (device: string) => Promise<Sealer>;
  /** The server's time, as well as it is known. */
  now: () => number;
  staff: () => string;
  mint?: () => string;
}

export class Keeper {
  readonly desk: Desk;
  private readonly context: Context;
  private readonly mint: () => string;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly watchers: (() => void)[] = [];

  constructor(station: string, context: Context) {
    this.desk = machine.emptyDesk(station);
    this.context = context;
    this.mint = context.mint || uuid7;
  }

  async load(): Promise<this> {
    machine.apply(this.desk, await this.context.store.load(this.desk.station));
    return this;
  }

  watch(told: () => void): void {
    this.watchers.push(told);
  }

  take(code: string, group: Group): Promise<Changes> {
    return this.step(() => machine.take(this.desk, code, group, this.context.now()));
  }

  seal(): Promise<Changes> {
    return this.step(() => machine.seal(this.desk, this.context.now()));
  }

  register(who: Who): Promise<Changes> {
    return this.step(async () => machine.register(this.desk, await this.registration(who, this.mint())));
  }

  takeBack(id: string): Promise<Changes> {
    return this.step(() => machine.takeBack(this.desk, id, this.mint(), this.context.now(), this.context.staff()));
  }

  putAside(id: string): Promise<Changes> {
    return this.step(() => machine.putAside(this.desk, id));
  }

  correct(id: string, who: Who, tube: string): Promise<Changes> {
    return this.step(async () => {
      // What goes again under its own id is sealed for that id.
      const again = this.desk.items.get(id)?.state === "refused";
      const anew = await this.registration(who, again ? id : this.mint());
      return machine.correct(this.desk, id, anew, this.mint(), tube);
    });
  }

  settle(batch: Batch, answer: Answer): Promise<Changes> {
    return this.step(() => machine.settle(this.desk, batch, answer));
  }

  refuse(batch: Batch, reason: Reason): Promise<Changes> {
    return this.step(() => machine.unreadable(batch, reason));
  }

  /** Who a registration is of; null once it is no longer kept here. */
  async whoIs(item: Item): Promise<Who | null> {
    return item.body ? (await this.context.sealerOf(item.device)).open(item.id, item.body) : null;
  }

  private async registration(who: Who, id: string): Promise<machine.Registration> {
    const { device } = this.context;
    const body = await (await this.context.sealerOf(device)).seal(id, who);
    return { id, device, at: this.context.now(), staff: this.context.staff(), label: labelOf(who.kind, who.name, who.number), body };
  }

  private step(think: () => Changes | Promise<Changes>): Promise<Changes> {
    const done = this.queue.then(async () => {
      const changes = await think();
      if (changes.items.length + changes.tubes.length === 0) return changes;
      await this.context.store.commit(changes);
      machine.apply(this.desk, changes);
      for (const told of this.watchers) told();
      return changes;
    });
    this.queue = done.catch(() => undefined);
    return done;
  }
}
