/** Points that would cover each other on the screen become one marker. */
export interface Placed<T> {
  item: T;
  x: number;
  y: number;
}

export interface Cluster<T> {
  x: number;
  y: number;
  items: T[];
}

/** Joins points nearer than `reach` pixels to the first point of a group; order in, order out. */
export function cluster<T>(points: readonly Placed<T>[], reach: number): Cluster<T>[] {
  const groups: { anchor: Placed<T>; members: Placed<T>[] }[] = [];
  for (const point of points) {
    const near = groups.find(({ anchor }) => Math.hypot(anchor.x - point.x, anchor.y - point.y) < reach);
    if (near) near.members.push(point);
    else groups.push({ anchor: point, members: [point] });
  }
  return groups.map(({ members }) => ({
    x: members.reduce((sum, p) => sum + p.x, 0) / members.length,
    y: members.reduce((sum, p) => sum + p.y, 0) / members.length,
    items: members.map((p) => p.item),
  }));
}
