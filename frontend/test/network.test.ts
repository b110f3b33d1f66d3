import { describe, expect, test } from "vitest";
import { drawing, lineOf, neighbour, path } from "../src/lib/network.ts";
import { fit, moved, showing, zoomed } from "../src/lib/view.ts";
import type { Network, NetworkLink, NetworkNode } from "../src/types.ts";

const node = (id: string, x: number, y: number): NetworkNode => ({
  id, label: id, class: "confirmed", onset: null, reported: null, area: "", cluster: "", generation: 0, url: null, x, y,
});
const link = (from: string, to: string, counted = true): NetworkLink => ({
  from, to, kind: "close", certainty: "certain", setting: "", counted, days: 3, wrong: "",
});
const net = (nodes: NetworkNode[], links: NetworkLink[] = [], layout: Network["layout"] = "onset"): Network => ({
  layout, first_day: "2020-01-30", width: 4, height: 3, nodes, links,
});

describe("the drawing of a network", () => {
  test("has every case on the sheet, and the days from the first on", () => {
    const drawn = drawing(net([node("a", 0, 0), node("b", 4, 2)]));
    expect(drawn.days.map(({ day }) => day)).toEqual(["2020-01-30", "2020-01-31", "2020-02-01", "2020-02-02", "2020-02-03"]);
    expect(drawn.spots.get("b")?.x).toBe(drawn.days[4]?.x);
    for (const { x, y } of drawn.spots.values()) {
      expect(x).toBeLessThan(drawn.width);
      expect(y).toBeLessThan(drawn.height);
    }
  });

  test("sets cases without a day left of the first day", () => {
    const drawn = drawing(net([node("a", 0, 0), node("b", -3, 1)]));
    expect(drawn.spots.get("b")?.x).toBeLessThan((drawn.spots.get("a")?.x ?? 0) - 60);
  });

  test("has no days where it is a tree or free", () => {
    expect(drawing(net([node("a", 0, 0)], [], "tree")).days).toEqual([]);
  });

  test("is empty for nobody", () => {
    expect(drawing({ ...net([]), first_day: null, width: 0, height: 0 }).spots.size).toBe(0);
  });

  test("draws a line from end to end", () => {
    const [from, to] = [{ node: node("a", 0, 0), x: 10, y: 10 }, { node: node("b", 0, 0), x: 90, y: 50 }];
    expect(path(from, to, true)).toBe("M10,10L90,50");
    expect(path(from, to, false)).toMatch(/^M10,10V.*H90$/);
    expect(path(from, { ...to, y: 10 }, false)).toBe("M10,10H90");
  });
});

describe("the arrow keys", () => {
  const family = net(["a", "b", "c", "d"].map((id, at) => node(id, at, at)), [link("a", "b"), link("a", "c"), link("d", "b", false)]);
  test.each([
    ["b", "ArrowLeft", "a"], ["a", "ArrowRight", "b"], ["b", "ArrowDown", "c"], ["c", "ArrowUp", "b"],
    ["a", "ArrowLeft", "a"], ["d", "ArrowRight", "d"], ["a", "ArrowUp", "a"],
  ] as const)("lead from %s by %s to %s", (from, key, to) => {
    expect(neighbour(family, from, key)).toBe(to);
  });
});

test("a case's line is its ancestors and all its descendants, along counted links", () => {
  const links = [link("a", "b"), link("b", "c"), link("b", "d"), link("a", "x"), link("x", "d", false)];
  const { cases, links: lit } = lineOf(links, "b");
  expect([...cases].sort()).toEqual(["a", "b", "c", "d"]);
  expect(lit.size).toBe(3);
});

test("a circle in the data ends", () => {
  expect(lineOf([link("a", "b"), link("b", "a")], "a").cases.size).toBe(2);
});

describe("the window", () => {
  const whole = { width: 1000, height: 400 };
  const room = { width: 500, height: 500 };
  test("fits the whole drawing in its middle", () => {
    expect(fit(whole, room)).toEqual({ k: 0.5, x: 0, y: 150 });
    expect(fit({ width: 10, height: 10 }, room).k).toBe(1.5);
  });
  test("keeps the point under the pointer when it zooms, within limits", () => {
    const start = fit(whole, room);
    const nearer = zoomed(start, 2, 100, 200, start);
    expect((100 - nearer.x) / nearer.k).toBeCloseTo((100 - start.x) / start.k);
    expect(zoomed(start, 1000, 0, 0, start).k).toBe(6);
    expect(zoomed(start, 0.001, 0, 0, start).k).toBe(0.125);
  });
  test("never loses the drawing", () => {
    const far = moved(fit(whole, room), 99_999, -99_999, whole, room);
    expect(far.x).toBeLessThan(room.width);
    expect(far.y + whole.height * far.k).toBeGreaterThan(0);
  });
  test("moves no more than it must to show a point", () => {
    const view = { k: 1, x: 0, y: 0 };
    expect(showing(view, 250, 250, room)).toEqual(view);
    expect(showing(view, 900, 250, room)).toEqual({ k: 1, x: -430, y: 0 });
  });
});
