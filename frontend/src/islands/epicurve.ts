import { PLAIN, base, chart } from "../lib/charts.ts";
import type { Chart } from "../lib/charts.ts";
import { BLOCKS_UP_TO, curveModel } from "../lib/curve.ts";
import type { Basis, CurveModel, Stack } from "../lib/curve.ts";
import { h, rem, token } from "../lib/dom.ts";
import { number } from "../lib/format.ts";
import { label, t } from "../lib/i18n.ts";
import { choice, legend, panel, tip } from "../lib/panel.ts";
import { follow } from "../lib/store.ts";
import { dayOf, shortDay, shortMoment } from "../lib/time.ts";
import { STRIPED } from "../lib/vocabulary.ts";
import type { Situation } from "../types.ts";

/** Epidemic curve: one bar a day, by class or by discovery route, by onset or by report. */
export default function epicurve(root: HTMLElement): void {
  const { chart: host, tools } = panel(root);
  const zone = root.dataset.zone ?? "Asia/Shanghai";
  const canvas = h("div", { class: "chart-canvas" });
  const foot = h("div", { class: "chart-foot" });
  host.append(canvas, foot);
  let basis: Basis = "onset";
  let stack: Stack = "class";
  let situation: Situation | null = null;

  const { redraw } = chart(canvas, (instance) => {
    if (!situation) return;
    const { curve, events, as_of } = situation;
    const model = curveModel(curve[basis], events, stack, zone, dayOf(as_of, zone, { closing: true }));
    const total = model.totals.reduce((sum, n) => sum + n, 0);
    root.classList.toggle("is-empty", total === 0);
    canvas.setAttribute("role", "img"); // a picture only once it has a name
    canvas.setAttribute("aria-label", t(`curve.summary_${basis}`, { total, days: model.days.length }));
    describe(foot, model, stack, basis === "onset" ? (curve.onset_missing ?? 0) : 0);
    instance.setOption(option(model, stack, zone), { notMerge: true });
  });

  tools.prepend(
    choice(t("curve.basis"), [["onset", t("curve.onset")], ["report", t("curve.report")]], basis, (chosen) => {
      basis = chosen;
      redraw();
    }),
    choice(t("curve.stack"), [["class", t("curve.class")], ["route", t("curve.route")]], stack, (chosen) => {
      stack = chosen;
      redraw();
    }),
  );
  follow((next) => {
    // Where most onsets are unknown, the days of report say more; the reader can still switch.
    const { onset, report, onset_missing = 0 } = next.curve;
    const known = onset.reduce((sum, day) => sum + day.confirmed + day.asymptomatic, 0);
    if (situation === null && onset_missing > known && report.length > 0) root.querySelector<HTMLElement>("[data-value=report]")?.click();
    situation = next;
    redraw();
  });
}

function describe(foot: HTMLElement, model: CurveModel, stack: Stack, missing: number): void {
  foot.replaceChildren();
  const entries = model.series.map((one) => [`fill-${one.token}`, label(stack, one.code)] as const);
  const marked: ReadonlyArray<readonly [string, string]> = model.events.size > 0 ? [["mark-event", t("curve.event")]] : [];
  if (model.days.length > 0) foot.append(legend([...entries, ...marked]));
  else foot.append(h("p", { class: "empty-note" }, t("curve.empty")));
  if (missing > 0) foot.append(h("p", { class: "note" }, t("curve.onset_missing", { n: missing })));
}

function option(model: CurveModel, stack: Stack, zone: string): Parameters<Chart["setOption"]>[0] {
  const shared = base();
  const highest = Math.max(1, ...model.totals);
  const blocks = highest <= BLOCKS_UP_TO;
  const ground = token("ground");
  const axis = { fontSize: rem(0.75), color: token("ink-muted") };
  return {
    ...shared,
    grid: { left: rem(2), right: rem(0.5), top: rem(1.25), bottom: rem(1.75) },
    xAxis: {
      type: "category",
      data: model.days,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("rule-strong") } },
      axisLabel: { ...axis, hideOverlap: true, formatter: shortDay },
    },
    yAxis: [
      {
        type: "value",
        minInterval: 1,
        max: highest <= 4 ? 4 : null,
        ...(blocks ? { interval: 1 } : {}),
        axisLabel: { ...axis, formatter: (n: number) => (blocks && highest > 8 && n % 2 ? "" : number(n)) },
        // In a small outbreak lines of ground are cut through the bars, so that each case is a block.
        ...(blocks ? { z: 5, zlevel: 0 } : {}),
        splitLine: { lineStyle: { color: blocks ? ground : token("rule"), width: blocks ? 2 : 1 } },
      },
      { type: "value", min: 0, max: 1, show: false },
    ],
    tooltip: {
      ...(shared.tooltip as object),
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: token("rule"), opacity: 0.4 } },
      formatter: (parameters: unknown) => dayTip(parameters, model, stack, zone),
    },
    series: [
      ...model.series.map((one) => ({
        name: one.code,
        type: "bar" as const,
        stack: "cases",
        data: one.values,
        barCategoryGap: model.days.length > 45 ? "8%" : "16%",
        barMaxWidth: rem(2.25),
        itemStyle: {
          color: token(one.token),
          decal: STRIPED.has(one.token) ? stripes(ground) : PLAIN,
        },
      })),
      {
        name: "events",
        type: "scatter" as const,
        yAxisIndex: 1,
        data: [...model.events.keys()].map((day) => [day, 1]),
        symbol: "triangle",
        symbolRotate: 180,
        symbolSize: rem(0.6),
        symbolOffset: [0, -rem(0.5)],
        clip: false,
        itemStyle: { color: token("ink"), decal: PLAIN },
      },
    ],
  } as Parameters<Chart["setOption"]>[0];
}

const stripes = (color: string): object => ({
  color,
  symbol: "rect",
  dashArrayX: [1, 0],
  dashArrayY: [rem(0.16), rem(0.22)],
  rotation: -Math.PI / 4,
});

function dayTip(parameters: unknown, model: CurveModel, stack: Stack, zone: string): HTMLElement {
  const [first] = parameters as { dataIndex: number; name: string }[];
  const day = first?.name ?? "";
  const index = model.days.indexOf(day);
  const rows: [string, string][] = model.series
    .map((one): [string, string] => [label(stack, one.code), number(one.values[index] ?? 0)])
    .filter(([, value]) => value !== "0");
  for (const event of model.events.get(day) ?? []) rows.push([shortMoment(event.at, zone), event.title]);
  return tip(`${day} · ${number(model.totals[index] ?? 0)}`, rows);
}
