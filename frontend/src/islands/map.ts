import { PLAIN, base, chart, registerMap } from "../lib/charts.ts";
import type { Chart } from "../lib/charts.ts";
import type { Bin } from "../lib/bins.ts";
import { binLabel, binOf, binsFor } from "../lib/bins.ts";
import { cluster } from "../lib/cluster.ts";
import type { Cluster } from "../lib/cluster.ts";
import { h, rem, token } from "../lib/dom.ts";
import { number } from "../lib/format.ts";
import { label, t } from "../lib/i18n.ts";
import { placeLabels } from "../lib/labels.ts";
import { legend, panel, tip } from "../lib/panel.ts";
import { follow } from "../lib/store.ts";
import { shortMoment } from "../lib/time.ts";
import { zoneStyle } from "../lib/vocabulary.ts";
import type { AreaCollection, District, Situation, Zone } from "../types.ts";

interface View {
  areas: AreaCollection;
  bins: readonly Bin[];
  districts: ReadonlyMap<string, District>;
  zones: readonly Zone[];
  zone: string;
  zoom: number;
  center: [number, number] | null;
}

const ZOOM_STEP = 1.6;
const LONGEST_ZOOM = 60;

/** Choropleth of cases by area with the zones in force on top. A click opens the area's page. */
export default function map(root: HTMLElement): void {
  const { chart: host, tools, showTable } = panel(root);
  const canvas = h("div", { class: "chart-canvas" });
  const foot = h("div", { class: "chart-foot" });
  host.append(canvas, foot);
  const url = root.dataset.geojson;
  if (!url) throw new Error("the map needs data-geojson");
  const page = root.dataset.areaUrl ?? "";
  let situation: Situation | null = null;
  let largest = 0;
  const view: View = {
    areas: { type: "FeatureCollection", features: [] },
    bins: [],
    districts: new Map(),
    zones: [],
    zone: root.dataset.zone ?? "Asia/Shanghai",
    zoom: 1,
    center: null,
  };

  const { chart: instance, redraw } = chart(canvas, (surface) => {
    if (!situation || view.areas.features.length === 0) return;
    view.districts = new Map(situation.districts.map((d) => [d.code, d]));
    view.zones = zonesInForce(situation);
    // The classes never become finer again, so that the same red means the same count on every day.
    largest = Math.max(largest, ...situation.districts.map((d) => d.cases));
    view.bins = binsFor(largest);
    canvas.setAttribute("role", "img"); // a picture only once it has a name
    canvas.setAttribute("aria-label", summary(situation));
    foot.replaceChildren(key(view), approval(view.areas));
    surface.setOption(option(view), { notMerge: true });
    // Markers are grouped, and names make room for them, by distance on the screen: the map must lie there first.
    const groups = place(surface, view.zones);
    surface.setOption({ series: [names(surface, view, groups), markers(view, groups)] });
  });

  instance.on("click", (event) => {
    const { componentType, name, data } = event as unknown as { componentType: string; name: string; data?: unknown };
    if (componentType === "geo") {
      const area = view.areas.features.find((f) => f.properties.code === name);
      if (area && page) location.assign(page.replace("{code}", area.properties.code));
      return;
    }
    const group = (data as { group?: Cluster<Zone> } | undefined)?.group;
    if (group && group.items.length > 1) focus(group.items);
  });
  const redrawAt = (zoom: number, center: [number, number] | null): void => {
    view.zoom = Math.min(Math.max(zoom, 1), LONGEST_ZOOM);
    view.center = view.zoom === 1 ? null : center;
    redraw();
  };
  const focus = (zones: readonly Zone[]): void => {
    const box = bounds(zones);
    if (box) redrawAt(view.zoom * 8, box);
  };
  const middle = (): [number, number] | null =>
    instance.convertFromPixel({ geoIndex: 0 }, [canvas.clientWidth / 2, canvas.clientHeight / 2]) as [number, number];

  const button = (text: string, name: string, act: () => void): HTMLButtonElement => {
    const made = h("button", { type: "button", class: "tool tool-square", "aria-label": name, title: name }, text);
    made.addEventListener("click", act);
    return made;
  };
  tools.prepend(
    button("+", t("map.zoom_in"), () => redrawAt(view.zoom * ZOOM_STEP, middle())),
    button("−", t("map.zoom_out"), () => redrawAt(view.zoom / ZOOM_STEP, middle())),
    button("⤢", t("map.zoom_reset"), () => redrawAt(1, null)),
  );

  void load(url).then(
    (areas) => {
      view.areas = areas;
      registerMap("areas", { geoJSON: named(areas) as never, specialAreas: {} });
      redraw();
    },
    () => {
      foot.replaceChildren(h("p", { class: "empty-note" }, t("map.no_boundaries")));
      root.classList.add("is-empty");
      showTable();
    },
  );
  follow((next) => {
    situation = next;
    redraw();
  }, root.dataset.script);
}

/** Degrees of longitude are shorter than those of latitude by the cosine of the latitude. */
function aspect(areas: AreaCollection): number {
  let south = 90;
  let north = -90;
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number" && typeof part[1] === "number") {
      south = Math.min(south, part[1]);
      north = Math.max(north, part[1]);
    } else part.forEach(visit);
  };
  for (const { geometry } of areas.features) visit((geometry as { coordinates?: unknown } | null)?.coordinates);
  return north < south ? 1 : Math.cos((((south + north) / 2) * Math.PI) / 180);
}

const RETRY_MS = [2000, 8000, 30_000];

/** The boundaries; a broken connection is tried again, a clear refusal is not. */
async function load(url: string, tries = 0): Promise<AreaCollection> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  const wait = RETRY_MS[tries];
  if ((!answer || answer.status >= 500) && wait) {
    await new Promise((done) => setTimeout(done, wait));
    return load(url, tries + 1);
  }
  if (!answer) throw new Error("no connection");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()) as AreaCollection;
}

/** ECharts finds regions by name; two districts may share a name, codes are unique. */
const named = (areas: AreaCollection): unknown => ({
  ...areas,
  features: areas.features.map((f) => ({ ...f, properties: { ...f.properties, name: f.properties.code } })),
});

function option(view: View): Parameters<Chart["setOption"]>[0] {
  const shared = base();
  const called = new Map(view.areas.features.map((f) => [f.properties.code, f.properties.name]));
  return {
    ...shared,
    geo: {
      map: "areas",
      zoom: view.zoom,
      ...(view.center ? { center: view.center } : {}),
      roam: false,
      preserveAspect: "contain",
      aspectScale: aspect(view.areas),
      top: rem(0.5),
      bottom: rem(0.5),
      left: rem(0.5),
      right: rem(0.5),
      itemStyle: { areaColor: token("map-none"), borderColor: token("map-border"), borderWidth: 1 },
      label: { show: false },
      emphasis: {
        itemStyle: { areaColor: "inherit", borderColor: token("ink"), borderWidth: 2 },
        label: { show: false },
      },
      tooltip: {
        ...(shared.tooltip as object),
        show: true,
        formatter: ({ name }: { name: string }) => areaTip(called.get(name) ?? name, view.districts.get(name)),
      },
      regions: view.areas.features.map(({ properties: { code } }) => region(code, view)),
    },
    tooltip: { ...(shared.tooltip as object), trigger: "item" },
    series: [],
  } as Parameters<Chart["setOption"]>[0];
}

function region(code: string, view: View): object {
  const district = view.districts.get(code);
  if (!district) return { name: code, itemStyle: { areaColor: token("map-none") } };
  const { step } = binOf(district.cases, view.bins);
  return {
    name: code,
    itemStyle: { areaColor: token(`ramp-${step}`) },
    emphasis: { itemStyle: { areaColor: token(`ramp-${step}`) } },
  };
}

/** Names of the areas, with the count where there is one, beside the markers and not under them. */
function names(surface: Chart, view: View, groups: readonly Cluster<Zone>[]): object {
  const font = `${rem(0.75)}px sans-serif`;
  const pen = document.createElement("canvas").getContext("2d");
  if (pen) pen.font = font;
  const placed = view.areas.features.flatMap(({ properties: { code, name, centroid } }) => {
    const at = centroid ?? middleOf(surface, code);
    const pixel = at && surface.convertToPixel({ geoIndex: 0 }, at);
    if (!at || !Array.isArray(pixel)) return [];
    const cases = view.districts.get(code)?.cases ?? 0;
    const text = cases > 0 ? `${name} ${number(cases)}` : name;
    const width = (pen?.measureText(text).width ?? rem(4)) * (cases > 0 ? 1.08 : 1) + rem(0.3);
    return [{ at, text, cases, x: pixel[0] as number, y: pixel[1] as number, width, height: rem(1), priority: cases }];
  });
  const obstacles = groups.map(({ x, y, items }) =>
    items.length > 1 ? { x: x + rem(1.2), y, width: rem(4.4), height: rem(1.5) } : { x, y, width: rem(1.5), height: rem(1.5) },
  );
  const shifts = placeLabels(placed, obstacles);
  return {
    type: "scatter",
    coordinateSystem: "geo",
    silent: true,
    symbolSize: 0,
    z: 4,
    data: placed.flatMap(({ at, text, cases }, index) => {
      const shift = shifts[index];
      if (!shift) return [];
      const label = {
        show: true,
        formatter: text,
        position: "inside",
        offset: shift,
        color: cases > 0 ? token("ink") : token("map-label"),
        fontSize: rem(0.75),
        fontWeight: cases > 0 ? 700 : 400,
        // A plate of ground keeps a name legible on any red; a rim is enough elsewhere.
        ...(cases > 0
          ? { backgroundColor: `${token("ground")}cc`, padding: [rem(0.1), rem(0.25)] }
          : { textBorderColor: token("ground"), textBorderWidth: 2 }),
      };
      return [{ value: at, label }];
    }),
  };
}

/** The middle that ECharts finds for an area whose data brings none. */
function middleOf(surface: Chart, code: string): [number, number] | null {
  const model = (surface as unknown as { getModel: () => { getComponent: (name: string, at: number) => unknown } }).getModel();
  const geo = model.getComponent("geo", 0) as { coordinateSystem?: { getRegion: (name: string) => { getCenter: () => number[] } | undefined } } | undefined;
  const center = geo?.coordinateSystem?.getRegion(code)?.getCenter();
  return center ? [center[0] as number, center[1] as number] : null;
}

const LETTER_KEYS = { sealed: 1, controlled: 1, prevention: 1, high: 1, medium: 1, low: 1 } as const;

function zoneLetter(level: string): string {
  const name = level.replace(/_(risk|zone|area)$/, "");
  return name in LETTER_KEYS ? t(`zone_letter.${name as keyof typeof LETTER_KEYS}`) : "";
}

function place(surface: Chart, zones: readonly Zone[]): Cluster<Zone>[] {
  const points = zones
    .filter((z) => z.lon !== null && z.lat !== null)
    .sort((a, b) => zoneStyle(a.level).rank - zoneStyle(b.level).rank)
    .flatMap((item) => {
      const pixel = surface.convertToPixel({ geoIndex: 0 }, [item.lon as number, item.lat as number]);
      return Array.isArray(pixel) ? [{ item, x: pixel[0] as number, y: pixel[1] as number }] : [];
    });
  return cluster(points, rem(1.9));
}

function markers(view: View, groups: readonly Cluster<Zone>[]): object {
  return {
    type: "scatter",
    coordinateSystem: "geo",
    z: 5,
    labelLayout: { hideOverlap: false },
    tooltip: { formatter: ({ data }: { data: { group: Cluster<Zone> } }) => zoneTip(data.group, view.zone) },
    data: groups.map((group) => {
      // The group wears the mark of its most severe zone, which stands first.
      const worst = group.items[0] as Zone;
      const style = zoneStyle(worst.level);
      const letter = zoneLetter(worst.level);
      const lon = group.items.reduce((sum, z) => sum + (z.lon as number), 0) / group.items.length;
      const lat = group.items.reduce((sum, z) => sum + (z.lat as number), 0) / group.items.length;
      return {
        name: worst.name,
        group,
        value: [lon, lat],
        symbol: style.shape,
        symbolSize: rem(style.shape === "diamond" || style.shape === "triangle" ? 2 : 1.6),
        itemStyle: { color: token(style.token), borderColor: token("ground"), borderWidth: 1.5, decal: PLAIN },
        label: {
          show: true,
          formatter: group.items.length > 1 ? `${letter}×${group.items.length}` : letter,
          position: group.items.length > 1 ? "right" : "inside",
          color: group.items.length > 1 ? token("ink") : token(`on-${style.token}`),
          fontSize: rem(0.8125),
          fontWeight: 700,
          offset: style.shape === "triangle" && group.items.length === 1 ? [0, rem(0.2)] : [0, 0],
          ...(group.items.length > 1
            ? { backgroundColor: token("surface"), padding: [rem(0.15), rem(0.3)], borderColor: token(style.token), borderWidth: 1 }
            : {}),
        },
      };
    }),
  };
}

function bounds(zones: readonly Zone[]): [number, number] | null {
  const located = zones.filter((z) => z.lon !== null && z.lat !== null);
  if (located.length === 0) return null;
  const mean = (pick: (z: Zone) => number): number => located.reduce((sum, z) => sum + pick(z), 0) / located.length;
  return [mean((z) => z.lon as number), mean((z) => z.lat as number)];
}

function areaTip(name: string, district: District | undefined): HTMLElement {
  if (!district) return tip(name, [[t("map.no_data"), ""]]);
  return tip(name, [
    [t("map.cases"), number(district.cases)],
    [t("map.new"), number(district.new)],
    [t("map.asymptomatic"), number(district.asymptomatic)],
    [t("map.quarantine"), number(district.contacts_in_quarantine)],
  ]);
}

function zoneTip({ items }: Cluster<Zone>, zone: string): HTMLElement {
  const heading = items.length > 1 ? t("map.zones", { n: items.length }) : (items[0] as Zone).name;
  return tip(
    heading,
    items.slice(0, 8).map((z) => [
      items.length > 1 ? z.name : label("zone", z.level),
      `${shortMoment(z.from, zone)} → ${z.to ? shortMoment(z.to, zone) : ""}`,
    ]),
  );
}

function key(view: View): HTMLElement {
  const levels = [...new Set(view.zones.map((z) => z.level))].sort((a, b) => zoneStyle(a).rank - zoneStyle(b).rank);
  return legend([
    ...view.bins.map((b) => [`ramp-${b.step}`, binLabel(b, number)] as const),
    ...levels.map((level) => [`zone-${zoneStyle(level).shape} fill-${zoneStyle(level).token}`, label("zone", level)] as const),
  ]);
}

const approval = (areas: AreaCollection): HTMLElement =>
  h("p", { class: "note map-approval" }, areas.map_approval ? t("map.approval", { number: areas.map_approval }) : t("map.no_approval"));

/** The situation also tells of zones that were lifted; the map shows those that hold. */
function zonesInForce({ zones, as_of }: Situation): Zone[] {
  const at = Date.parse(as_of);
  return zones.filter((z) => Date.parse(z.from) <= at && (z.to === null || Date.parse(z.to) > at));
}

function summary(situation: Situation): string {
  const { districts } = situation;
  const touched = districts.filter((d) => d.cases > 0);
  const total = touched.reduce((sum, d) => sum + d.cases, 0);
  return t("map.summary", { total, districts: touched.length, zones: zonesInForce(situation).length });
}
