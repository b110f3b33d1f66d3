/** A batch as it travels: to the server by request, or as a file or a row of QR codes when nothing else is left. */
import { encrypt, fromBase64, toBase64 } from "./sealing.ts";
import { hexOf, uuid7, uuidBytes } from "./ids.ts";
import type { Batch } from "./machine.ts";
import type { Item, Tube, Who } from "./records.ts";

export interface Wire {
  batch: string;
  sent_at: string;
  tubes: object[];
  people: object[];
  voids: object[];
}

export type WhoIs = (item: Item) => Promise<Who | null>;

/**
 * The batch as the lane takes it. All its times are by the device's clock, `offset` milliseconds behind the
 * server's: the server corrects them by the difference of `sent_at`.
 */
export async function wire(batch: Batch, whoIs: WhoIs, id: string, now: number, offset: number): Promise<Wire> {
  const time = (at: number): string => new Date(at - offset).toISOString();
  const people = await Promise.all(batch.people.map(async (item) => personOf(item, await whoIs(item), time)));
  return {
    batch: id,
    sent_at: new Date(now).toISOString(),
    tubes: batch.tubes.map((tube) => tubeOf(tube, time)),
    people,
    voids: batch.voids.map((item) => ({ id: item.takesBack, at: time(item.at) })),
  };
}

function personOf(item: Item, who: Who | null, time: (at: number) => string): object {
  const said = who || { kind: "none", number: "", name: "", phone: "", address: "" };
  return { ...said, id: item.id, tube: item.tube, at: time(item.at), staff: item.staff };
}

function tubeOf(tube: Tube, time: (at: number) => string): object {
  const sealed = tube.sealedAt ? { sealed_at: time(tube.sealedAt), people: tube.people } : {};
  return { tube: tube.code, group: tube.group, opened_at: time(tube.openedAt), ...sealed };
}

const MAGIC = new TextEncoder().encode("FXO1");

/** Everything that waits, sealed under the device's key so that only the server can read it. */
export async function pack(batches: readonly Batch[], whoIs: WhoIs, device: string, key: CryptoKey, now: number): Promise<Uint8Array<ArrayBuffer>> {
  const wires = [];
  for (const batch of batches) wires.push(await wire(batch, whoIs, uuid7(now), now, 0));
  const plain = new TextEncoder().encode(JSON.stringify(wires));
  const small = await deflated(plain);
  const head = joined([MAGIC, uuidBytes(device), new Uint8Array([small ? 1 : 0])]);
  const sealed = await encrypt(key, small || plain, head);
  return joined([head, sealed.iv, sealed.data]);
}

async function deflated(plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
  if (typeof CompressionStream === "undefined") return null;
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Characters of one QR code: read from a phone's screen at arm's length. */
const FRAME = 700;

/** The bytes as texts for a row of QR codes: mark, id, place, of how many, part. */
export function frames(bytes: Uint8Array): string[] {
  const text = toBase64(bytes);
  const id = hexOf(crypto.getRandomValues(new Uint8Array(4)));
  const count = Math.max(1, Math.ceil(text.length / FRAME));
  return Array.from({ length: count }, (_, place) => `FXQ1.${id}.${place}.${count}.${text.slice(place * FRAME, (place + 1) * FRAME)}`);
}

/** Collects the codes of another device's screen, in any order, each as often as it comes. */
export class Collector {
  private id = "";
  private parts: (string | undefined)[] = [];

  /** True when this code was new. A code of another row begins anew. */
  add(text: string): boolean {
    const read = /^FXQ1\.([0-9a-f]{8})\.(\d{1,5})\.(\d{1,5})\.([\w-]*)$/.exec(text);
    if (!read || Number(read[2]) >= Number(read[3])) return false;
    if (read[1] !== this.id || Number(read[3]) !== this.parts.length) {
      this.id = read[1] as string;
      this.parts = new Array<string | undefined>(Number(read[3])).fill(undefined);
    }
    const place = Number(read[2]);
    const fresh = this.parts[place] === undefined;
    this.parts[place] = read[4];
    return fresh;
  }

  get have(): number {
    return this.parts.filter((part) => part !== undefined).length;
  }

  get of(): number {
    return this.parts.length;
  }

  /** The bytes, once every code has been seen. */
  whole(): Uint8Array<ArrayBuffer> | null {
    return this.of > 0 && this.have === this.of ? fromBase64(this.parts.join("")) : null;
  }
}
