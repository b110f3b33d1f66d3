import type { Network, NetworkLink, NetworkNode } from "../types.ts";
import { daysBetween } from "./time.ts";
import type { Size } from "./view.ts";

/** The network's places in pixels, who stands next to whom, and the days under it. */

export const ROW = 20;
export const DAY = 36;
const LEFT = 130; // undated cases stand here, left of the first day
const EDGE = 24;
const NAME = 90; // room for a name right of the last case
export const AXIS = 22;

export interface Spot {
  node: NetworkNode;
  x: number;
  y: number;
}

export interface Drawing extends Size {
  spots: ReadonlyMap<string, Spot>;
  /** Middle of each day, only along the days. */
  days: readonly { day: string; x: number }[];
}

export function drawing({ layout, nodes, width, height, first_day: first }: Network): Drawing {
  const alongDays = layout === "onset";
  const undated = alongDays && nodes.some((node) => node.x < 0);
  const left = EDGE + (undated ? LEFT : 0);
  const across = alongDays ? DAY : ROW;
  const top = alongDays ? AXIS + ROW : EDGE;
  const spots = new Map(
    nodes.map((node) => [node.id, { node, x: node.x < 0 ? EDGE : left + node.x * across, y: top + node.y * ROW }]),
  );
  const days = alongDays && first ? daysFrom(first, Math.max(0, Math.ceil(width))) : [];
  return {
    spots,
    days: days.map((day, at) => ({ day, x: left + at * DAY })),
    width: left + width * across + NAME,
    height: top + height * ROW + EDGE,
  };
}

const DAY_MS = 86_400_000;

function daysFrom(first: string, count: number): string[] {
  const last = new Date(Date.parse(`${first}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
  return daysBetween(first, last);
}

/** A link's line: down from the infector, then across, where generations or days run to the right; else straight. */
export function path(from: Spot, to: Spot, straight: boolean): string {
  if (straight) return `M${from.x},${from.y}L${to.x},${to.y}`;
  if (from.y === to.y) return `M${from.x},${from.y}H${to.x}`;
  const turn = Math.sign(to.y - from.y) * Math.min(8, Math.abs(to.y - from.y));
  if (from.x === to.x) return `M${from.x},${from.y}C${from.x - 18},${from.y + turn} ${from.x - 18},${to.y - turn} ${to.x},${to.y}`;
  const bend = Math.sign(to.x - from.x) * Math.min(8, Math.abs(to.x - from.x));
  return `M${from.x},${from.y}V${to.y - turn}Q${from.x},${to.y} ${from.x + bend},${to.y}H${to.x}`;
}

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Whom an arrow key leads to: left the infector, right the first infectee, up and down the case nearest in the list. */
export function neighbour(network: Network, id: string, key: Arrow): string {
  const at = network.nodes.findIndex((node) => node.id === id);
  const listed = (step: number): string => network.nodes[at + step]?.id ?? id;
  if (key === "ArrowUp") return listed(-1);
  if (key === "ArrowDown") return listed(1);
  const counted = network.links.filter((link) => link.counted);
  if (key === "ArrowLeft") return counted.find((link) => link.to === id)?.from ?? id;
  const infectees = new Set(counted.filter((link) => link.from === id).map((link) => link.to));
  return network.nodes.find((node) => infectees.has(node.id))?.id ?? id;
}

/** A case's line: those it descends from and those that descend from it, along counted links, with the links. */
export function lineOf(links: readonly NetworkLink[], id: string): { cases: Set<string>; links: Set<NetworkLink> } {
  const cases = new Set([id]);
  const lit = new Set<NetworkLink>();
  const up = new Map(links.filter((link) => link.counted).map((link) => [link.to, link]));
  for (let link = up.get(id); link && !lit.has(link); link = up.get(link.from)) {
    lit.add(link);
    cases.add(link.from);
  }
  const below = new Map<string, NetworkLink[]>();
  for (const link of up.values()) below.set(link.from, [...(below.get(link.from) ?? []), link]);
  const stack = [id];
  while (stack.length > 0) {
    for (const link of below.get(stack.pop() as string) ?? []) {
      if (lit.has(link)) continue;
      lit.add(link);
      cases.add(link.to);
      stack.push(link.to);
    }
  }
  return { cases, links: lit };
}
