import { expect, test } from "vitest";
import { ringOf } from "../src/islands/ground.ts";
import { corners, plan, rounded, together, within } from "../src/lib/plan.ts";
import type { AreaCollection } from "../src/types.ts";

const square: AreaCollection = {
  type: "FeatureCollection",
  features: [{
    type: "Feature",
    properties: { code: "1", name: "one" },
    geometry: { type: "Polygon", coordinates: [[[100, 30], [101, 30], [101, 31], [100, 30]]] },
  }],
};

test("every point lies in the window, north above south and east right of west", () => {
  const { at } = plan(null, [[103.8, 30.6], [104.2, 30.9]], 400, 300);
  const [[x1, y1], [x2, y2]] = [at(103.8, 30.6), at(104.2, 30.9)];
  expect(x1).toBeLessThan(x2);
  expect(y1).toBeGreaterThan(y2);
  for (const [value, most] of [[x1, 400], [x2, 400], [y1, 300], [y2, 300]] as const) {
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(most);
  }
});

test("a kilometre is as long to the east as to the north", () => {
  const { at } = plan(null, [[104, 60]], 400, 400);
  const [x, y] = at(104, 60);
  const [east] = at(104.02, 60);
  const [, north] = at(104, 60.01);
  expect(east - x).toBeCloseTo(y - north, 0);
});

test("one point alone is shown with some ground around it", () => {
  expect(plan(square, [[100.5, 30.5]], 200, 200).at(100.5, 30.5)).toEqual([100, 100]);
});

test("boundaries become paths, and unknown shapes nothing", () => {
  expect(plan(square, [[100.5, 30.5]], 200, 200).outlines[0]?.d).toMatch(/^M.*L.*Z$/);
  const odd = { ...square, features: [{ ...square.features[0], geometry: { type: "Point", coordinates: [1, 2] } }] } as AreaCollection;
  expect(plan(odd, [[1, 2]], 200, 200).outlines[0]?.d).toBe("");
});

test("stops at one point share a mark", () => {
  const stops = [{ n: 1, lon: 1, lat: 2 }, { n: 2, lon: 3, lat: 4 }, { n: 3, lon: 1, lat: 2 }];
  expect(together(stops).map((group) => group.map(({ n }) => n))).toEqual([[1, 3], [2]]);
});

test("a pixel leads back to its point, however closely and wherever one looks", () => {
  for (const look of [{ zoom: 1, middle: null }, { zoom: 7, middle: [103.9, 30.7] as const }]) {
    const { at, from } = plan(null, [[103.8, 30.6], [104.2, 30.9]], 400, 300, look);
    const [lon, lat] = from(...at(103.91, 30.72));
    expect(lon).toBeCloseTo(103.91, 3);
    expect(lat).toBeCloseTo(30.72, 3);
  }
});

test("a point lies in a ring or beside it", () => {
  const ring = [[0, 0], [2, 0], [2, 2], [0, 2]] as const;
  expect(within(ring, [1, 1])).toBe(true);
  expect(within(ring, [3, 1])).toBe(false);
  expect(within([], [1, 1])).toBe(false);
});

test("boundaries have corners, and drawn corners five decimals", () => {
  expect(corners(square)).toHaveLength(4);
  expect(corners(null)).toEqual([]);
  expect(rounded([1.1234567, 2.9999999])).toEqual([1.12346, 3]);
});

test("a field's GeoJSON gives its outer ring, anything else none", () => {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]];
  expect(ringOf(JSON.stringify({ type: "Polygon", coordinates: [ring] }))).toEqual(ring.slice(0, 3));
  expect(ringOf(JSON.stringify({ type: "MultiPolygon", coordinates: [[ring]] }))).toEqual(ring.slice(0, 3));
  for (const text of ["", "{", "{}", "null"]) expect(ringOf(text)).toEqual([]);
});
