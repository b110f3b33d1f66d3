import type { Chain, ChainLink, ChainNode } from "../types.ts";
import { daysBetween } from "./time.ts";

export interface Dot {
  node: ChainNode;
  /** Day column, 0 for the first; −1 for people of whom neither onset nor report is known. */
  column: number;
  /** Placed by the day of report, for want of an onset. */
  byReport: boolean;
  /** Row, 0 at the top. */
  lane: number;
}

export interface Arc {
  link: ChainLink;
  from: Dot;
  to: Dot;
  /** Both ends fall ill on the wrong days: the exposed one before the source. */
  backwards: boolean;
}

export interface ChainLayout {
  days: string[];
  dots: Dot[];
  arcs: Arc[];
  lanes: number;
}

/** The day that places a person: onset, else first report. */
export const dayOfNode = (node: ChainNode): string | null => (node.onset ?? node.reported)?.slice(0, 10) ?? null;

/**
 * Places people by day of onset (across) and by who exposed whom (down): a person's first named source is
 * the parent, children follow their parent, and each person has a lane. Circles in the data do no harm.
 */
export function layoutChain({ nodes, links }: Chain): ChainLayout {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const known = links.filter((link) => byId.has(link.from) && byId.has(link.to) && link.from !== link.to);
  const onsets = nodes.flatMap((node) => dayOfNode(node) ?? []).sort();
  const days = onsets.length > 0 ? daysBetween(onsets[0] as string, onsets.at(-1) as string) : [];
  const column = new Map(days.map((day, index) => [day, index]));

  const children = new Map<string, string[]>();
  const parented = new Set<string>();
  for (const link of known) {
    if (parented.has(link.to)) continue;
    parented.add(link.to);
    children.set(link.from, [...(children.get(link.from) ?? []), link.to]);
  }
  const order = (a: ChainNode, b: ChainNode): number =>
    (dayOfNode(a) ?? "~").localeCompare(dayOfNode(b) ?? "~") || a.label.localeCompare(b.label);
  const sorted = [...nodes].sort(order);
  const rank = new Map(sorted.map((node, index) => [node.id, index]));

  const dots = new Map<string, Dot>();
  const place = (root: string): void => {
    const stack = [root];
    while (stack.length > 0) {
      const id = stack.pop() as string;
      const node = byId.get(id);
      if (!node || dots.has(id)) continue;
      const day = dayOfNode(node);
      const at = day ? (column.get(day) ?? -1) : -1;
      dots.set(id, { node, column: at, byReport: !node.onset && at >= 0, lane: dots.size });
      const next = [...(children.get(id) ?? [])].sort((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0));
      stack.push(...next);
    }
  };
  for (const node of sorted) if (!parented.has(node.id)) place(node.id);
  for (const node of sorted) place(node.id);

  const arcs = known.map((link) => {
    const from = dots.get(link.from) as Dot;
    const to = dots.get(link.to) as Dot;
    return { link, from, to, backwards: from.column >= 0 && to.column >= 0 && to.column < from.column };
  });
  return { days, dots: [...dots.values()], arcs, lanes: dots.size };
}
