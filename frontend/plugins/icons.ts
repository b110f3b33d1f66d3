import { deflateSync } from "node:zlib";
import type { Plugin } from "vite";

/** The sign of the favicon on a grid of 24, kept inside the circle that a phone may cut out of an icon. */
const GROUND = [0x12, 0x1d, 0x29] as const;
const LINE = [0xe9, 0xee, 0xf2] as const;
const POINT = [0xea, 0x4f, 0x80] as const;

type Colour = readonly [number, number, number];

function colourAt(x: number, y: number): Colour {
  // Shrunk about the middle to the middle 72 %: inside the safe zone of maskable icons.
  const [u, v] = [12 + (x - 12) / 0.72, 12 + (y - 12) / 0.72];
  if ((u - 12) ** 2 + (v - 6) ** 2 <= 2.3 ** 2) return POINT;
  if (u >= 3 && u <= 21 && v >= 10.5 && v <= 13.5) return LINE;
  if (v >= 16.5 && v <= 21 && [5, 9.7, 14.3, 19].some((at) => Math.abs(u - at) <= 1)) return LINE;
  return GROUND;
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, check]);
}

/** A square PNG (RFC 2083) of the sign, each pixel the mean of 3 × 3 samples. */
export function png(size: number): Buffer {
  const fine = 3;
  const rows = Buffer.alloc(size * (1 + 3 * size));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const sum = [0, 0, 0];
      for (let n = 0; n < fine * fine; n += 1) {
        const place = (at: number, part: number): number => ((at + (part + 0.5) / fine) * 24) / size;
        colourAt(place(x, n % fine), place(y, Math.floor(n / fine))).forEach((part, i) => (sum[i] = (sum[i] as number) + part));
      }
      sum.forEach((part, i) => (rows[y * (1 + 3 * size) + 1 + 3 * x + i] = Math.round(part / (fine * fine))));
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([sign, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** Makes the icons with which a phone installs the station page. */
export function icons(sizes: readonly number[] = [192, 512]): Plugin {
  return {
    name: "fangxian-icons",
    generateBundle() {
      for (const size of sizes) this.emitFile({ type: "asset", fileName: `station-${size}.png`, source: png(size) });
    },
  };
}
