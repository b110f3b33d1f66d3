/** Placing names on a map: each near its point, none over a marker, none over another. */

export interface Box {
  /** Middle of the box. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Label extends Box {
  /** Higher ones are placed first; those above zero are shown even where there is no free room. */
  priority: number;
}

const apart = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) * 2 >= a.width + b.width || Math.abs(a.y - b.y) * 2 >= a.height + b.height;

/**
 * Shifts of the labels, in the order given; null for a label that found no room. A label is tried at its
 * point, then below, above, right and left of it.
 */
export function placeLabels(labels: readonly Label[], obstacles: readonly Box[]): ([number, number] | null)[] {
  const taken: Box[] = [...obstacles];
  const shifts: ([number, number] | null)[] = labels.map(() => null);
  const order = labels.map((label, index) => ({ label, index })).sort((a, b) => b.label.priority - a.label.priority);
  for (const { label, index } of order) {
    const free = trials(label).find(([dx, dy]) => {
      const box = { ...label, x: label.x + dx, y: label.y + dy };
      return taken.every((other) => apart(box, other));
    });
    const shift = free ?? (label.priority > 0 ? [0, 0] : null);
    shifts[index] = shift as [number, number] | null;
    if (shift) taken.push({ ...label, x: label.x + (shift[0] as number), y: label.y + (shift[1] as number) });
  }
  return shifts;
}

function trials({ width, height }: Box): [number, number][] {
  const steps: [number, number][] = [[0, 0]];
  for (const reach of [0.7, 1.2, 1.8]) {
    steps.push([0, height * reach], [0, -height * reach], [width * reach * 0.7, 0], [-width * reach * 0.7, 0]);
  }
  return steps;
}
