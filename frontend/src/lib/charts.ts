import { BarChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GeoComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { calm, rem, token } from "./dom.ts";

echarts.use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GeoComponent,
  GridComponent,
  LabelLayout,
  ScatterChart,
  TooltipComponent,
]);

export type Chart = echarts.ECharts;
type Option = Parameters<Chart["setOption"]>[0];

const FONT = '"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif';

/** No pattern. */
export const PLAIN = { symbol: "none" } as const;

/** What every chart shares: our type, calm motion, patterns, and a tooltip that is made of elements. */
export function base(): Option {
  return {
    animation: !calm(),
    animationDuration: 300,
    animationDurationUpdate: 300,
    textStyle: { fontFamily: FONT, fontSize: rem(0.8125), color: token("ink-muted") },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    tooltip: {
      className: "chart-tip",
      backgroundColor: token("surface"),
      borderColor: token("rule-strong"),
      borderWidth: 1,
      padding: [rem(0.5), rem(0.75)],
      textStyle: { color: token("ink"), fontSize: rem(0.8125), fontFamily: FONT },
      extraCssText: "box-shadow:none;border-radius:0",
      confine: true,
      transitionDuration: 0,
    },
  };
}

/**
 * A chart in `host` that is drawn again when its size, the colour scheme or the medium changes.
 * `draw` must set the whole option.
 */
export function chart(host: HTMLElement, draw: (chart: Chart) => void): { chart: Chart; redraw: () => void } {
  const instance = echarts.init(host, null, { renderer: "canvas" });
  const redraw = (): void => draw(instance);
  new ResizeObserver(() => {
    if (host.clientWidth === 0) return;
    instance.resize();
    redraw();
  }).observe(host);
  document.addEventListener("fangxian:theme", redraw);
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", redraw);
  }
  return { chart: instance, redraw };
}

export const registerMap = echarts.registerMap;
