import { describe, expect, test } from "vitest";
import { cluster } from "../src/lib/cluster.ts";
import type { Box, Label } from "../src/lib/labels.ts";
import { placeLabels } from "../src/lib/labels.ts";

const overlap = (a: Box, b: Box): boolean => Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
const label = (x: number, y: number, priority = 0): Label => ({ x, y, width: 40, height: 12, priority });

describe("names on the map", () => {
  test("stay where they are when there is room", () => {
    expect(placeLabels([label(0, 0), label(100, 0)], [])).toEqual([[0, 0], [0, 0]]);
  });

  test("step aside from a marker", () => {
    const marker = { x: 0, y: 0, width: 20, height: 20 };
    const [shift] = placeLabels([label(0, 0)], [marker]);
    expect(shift).not.toBeNull();
    expect(overlap({ ...label(0, 0), x: shift?.[0] ?? 0, y: shift?.[1] ?? 0 }, marker)).toBe(false);
  });

  test("never cover each other, and the one with cases keeps its place", () => {
    const labels = [label(0, 0), label(5, 2, 9), label(9, 4), label(12, 1)];
    const shifts = placeLabels(labels, []);
    expect(shifts[1]).toEqual([0, 0]);
    const boxes = labels.flatMap((l, at) => (shifts[at] ? [{ ...l, x: l.x + shifts[at][0], y: l.y + shifts[at][1] }] : []));
    for (const [at, box] of boxes.entries()) for (const other of boxes.slice(at + 1)) expect(overlap(box, other)).toBe(false);
  });

  test("are left out without room, unless they carry cases", () => {
    const wall = { x: 0, y: 0, width: 900, height: 900 };
    expect(placeLabels([label(0, 0), label(0, 0, 3)], [wall])).toEqual([null, [0, 0]]);
  });
});

describe("zone markers", () => {
  const point = (item: string, x: number, y = 0) => ({ item, x, y });

  test("join when they would cover each other", () => {
    const groups = cluster([point("a", 0), point("b", 10), point("c", 100)], 20);
    expect(groups.map((g) => g.items)).toEqual([["a", "b"], ["c"]]);
    expect(groups[0]).toMatchObject({ x: 5, y: 0 });
  });

  test("lose nobody and count nobody twice", () => {
    const points = Array.from({ length: 50 }, (_, i) => point(String(i), (i * 37) % 120, (i * 17) % 90));
    expect(cluster(points, 25).flatMap((g) => g.items).sort()).toEqual(points.map((p) => p.item).sort());
  });
});
