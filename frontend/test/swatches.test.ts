import { expect, test } from "vitest";
import charts from "../src/styles/charts.css?raw";
import swatches from "../src/styles/swatches.css?raw";
import { ROUTES, STRIPED, routeToken, sortRoutes, zoneStyle } from "../src/lib/vocabulary.ts";

test("every route has a swatch in the legend's stylesheet", () => {
  for (const route of ROUTES) expect(swatches).toContain(`.fill-${routeToken(route)}`);
});

test("the legend stripes exactly the fills that the charts stripe", () => {
  const rule = /((?:\.fill-[\w-]+,?\s*)+)\{\s*background: repeating/.exec(swatches)?.[1] ?? "";
  expect(new Set([...rule.matchAll(/\.fill-([\w-]+)/g)].map((m) => m[1]))).toEqual(STRIPED);
});

test("every severity of zone has a shape of its own, on the map and in the legend", () => {
  const styles = ["high", "medium", "precaution", "low"].map(zoneStyle);
  expect(new Set(styles.map((s) => s.shape)).size).toBe(4);
  for (const { shape } of styles.filter((s) => s.shape !== "rect")) expect(charts).toContain(`.zone-${shape}`);
});

test("a zone's level is known with or without its ending, and a strange one is not taken for low", () => {
  expect(zoneStyle("medium_risk")).toEqual(zoneStyle("medium"));
  expect(zoneStyle("lockdown_zone")).toEqual(zoneStyle("lockdown"));
  expect(zoneStyle("purple").token).toBe("zone-yellow");
});

test("routes are sorted once each", () => {
  expect(sortRoutes(["drone", "fever_clinic", "contact", "contact", "boat"])).toEqual(["contact", "fever_clinic", "boat", "drone"]);
});
