import { describe, expect, test } from "vitest";
import { layoutChain } from "../src/lib/chainlayout.ts";
import type { ChainLink, ChainNode } from "../src/types.ts";

const node = (id: string, onset: string | null, reported: string | null = null): ChainNode => ({ id, label: id, onset, reported, area: "", class: "confirmed", url: null });
const link = (from: string, to: string): ChainLink => ({ from, to, kind: "close", certainty: "certain" });

describe("the layout of a chain", () => {
  test("gives every person one lane of their own", () => {
    const nodes = ["a", "b", "c", "d"].map((id) => node(id, "2020-12-01"));
    const { dots, lanes } = layoutChain({ nodes, links: [link("a", "b"), link("a", "c")] });
    expect(dots.map((d) => d.lane).sort()).toEqual([0, 1, 2, 3]);
    expect(lanes).toBe(4);
  });

  test("puts an exposed person below their source and right of an earlier onset", () => {
    const { dots } = layoutChain({ nodes: [node("late", "2020-12-05"), node("early", "2020-12-01")], links: [link("early", "late")] });
    const [early, late] = ["early", "late"].map((id) => dots.find((d) => d.node.id === id));
    expect(late?.lane).toBeGreaterThan(early?.lane ?? 99);
    expect([early?.column, late?.column]).toEqual([0, 4]);
  });

  test("places a person without onset by the report, and says so", () => {
    const { dots, days } = layoutChain({ nodes: [node("a", "2020-12-01"), node("b", null, "2020-12-03")], links: [] });
    expect(days).toHaveLength(3);
    expect(dots.find((d) => d.node.id === "b")).toMatchObject({ column: 2, byReport: true });
  });

  test("sets people apart of whom no day is known", () => {
    const { dots } = layoutChain({ nodes: [node("a", "2020-12-01"), node("b", null)], links: [link("a", "b")] });
    expect(dots.find((d) => d.node.id === "b")).toMatchObject({ column: -1, byReport: false });
  });

  test("survives circles, doubles, links to oneself and to strangers", () => {
    const nodes = [node("a", "2020-12-01"), node("b", "2020-12-02")];
    const links = [link("a", "b"), link("b", "a"), link("a", "b"), link("a", "a"), link("a", "ghost")];
    const { dots, arcs } = layoutChain({ nodes, links });
    expect(dots).toHaveLength(2);
    expect(arcs).toHaveLength(3);
  });

  test("points out a source who fell ill after the person they exposed", () => {
    const { arcs } = layoutChain({ nodes: [node("a", "2020-12-05"), node("b", "2020-12-02")], links: [link("a", "b")] });
    expect(arcs[0]?.backwards).toBe(true);
  });

  test("is empty for nobody", () => {
    expect(layoutChain({ nodes: [], links: [] })).toEqual({ days: [], dots: [], arcs: [], lanes: 0 });
  });
});
