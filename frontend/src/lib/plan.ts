import type { AreaCollection } from "../types.ts";

/** A plan of boundaries and points: longitude and latitude to pixels, without base tiles. */

export type Point = readonly [lon: number, lat: number];

export interface Plan {
  /** Pixels of a point. */
  at: (lon: number, lat: number) => [number, number];
  /** SVG path of each area. */
  outlines: { code: string; name: string; d: string }[];
}

/** Least stretch of the ground that a plan shows, in degrees: about 5 km. */
const LEAST = 0.05;

const rings = (geometry: unknown): Point[][] => {
  const { type, coordinates } = geometry as { type: string; coordinates: unknown };
  if (type === "Polygon") return coordinates as Point[][];
  return type === "MultiPolygon" ? (coordinates as Point[][][]).flat() : [];
};

/**
 * The ground around some points, as large as the window allows. A degree of longitude is drawn shorter than one of
 * latitude by the cosine of the latitude, so that distances look alike in both directions.
 */
export function plan(areas: AreaCollection | null, points: readonly Point[], width: number, height: number): Plan {
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const middle: Point = [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
  const squeeze = Math.cos((middle[1] * Math.PI) / 180);
  const wide = Math.max(LEAST, (Math.max(...lons) - Math.min(...lons)) * 1.35) * squeeze;
  const tall = Math.max(LEAST, (Math.max(...lats) - Math.min(...lats)) * 1.35);
  const k = Math.min(width / wide, height / tall);
  const at = (lon: number, lat: number): [number, number] => [
    Math.round((width / 2 + (lon - middle[0]) * squeeze * k) * 10) / 10,
    Math.round((height / 2 - (lat - middle[1]) * k) * 10) / 10,
  ];
  const outlines = (areas?.features ?? []).map(({ properties: { code, name }, geometry }) => ({
    code,
    name,
    d: rings(geometry)
      .map((ring) => `M${ring.map(([lon, lat]) => at(lon, lat).join(",")).join("L")}Z`)
      .join(""),
  }));
  return { at, outlines };
}

/** Stops that stand at the same point, under one mark: `1, 3`. */
export function together<T extends { n: number; lon: number; lat: number }>(stops: readonly T[]): T[][] {
  const held = new Map<string, T[]>();
  for (const stop of stops) {
    const key = `${stop.lon},${stop.lat}`;
    held.set(key, [...(held.get(key) ?? []), stop]);
  }
  return [...held.values()];
}
