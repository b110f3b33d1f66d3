import { h } from "./dom.ts";
import { t } from "./i18n.ts";

export interface Panel {
  /** Where the island draws. */
  chart: HTMLElement;
  tools: HTMLElement;
  /** Shows the table instead, where there is nothing to draw with. */
  showTable: () => void;
}

/**
 * Turns a server-rendered panel (heading, tools, table) into a drawing with the table one click away.
 * Without this script the table is what the reader sees.
 */
export function panel(root: HTMLElement): Panel {
  const chart = root.querySelector<HTMLElement>("[data-chart]");
  const table = root.querySelector<HTMLElement>("[data-table]");
  const tools = root.querySelector<HTMLElement>("[data-tools]");
  if (!chart || !tools) throw new Error("an island needs [data-chart] and [data-tools]");
  const button = h("button", { type: "button", class: "tool", "aria-pressed": "false" }, t("panel.table"));
  const show = (tabular: boolean): void => {
    if (table) table.hidden = !tabular;
    chart.hidden = tabular;
    button.setAttribute("aria-pressed", String(tabular));
  };
  show(false);
  if (table) {
    button.addEventListener("click", () => show(Boolean(table.hidden)));
    tools.append(button);
  }
  return { chart, tools, showTable: () => show(true) };
}

/** A row of buttons of which one is chosen. */
export function choice<T extends string>(
  name: string,
  options: ReadonlyArray<readonly [T, string]>,
  chosen: T,
  onChoose: (value: T) => void,
): HTMLElement {
  const group = h("div", { class: "choice", role: "group", "aria-label": name });
  for (const [value, text] of options) {
    const button = h("button", { type: "button", class: "tool", "data-value": value, "aria-pressed": String(value === chosen) }, text);
    button.addEventListener("click", () => {
      for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
      onChoose(value);
    });
    group.append(button);
  }
  return group;
}

/** A legend of swatches whose colour and pattern come from the stylesheet. */
export function legend(entries: ReadonlyArray<readonly [className: string, text: string]>): HTMLElement {
  return h(
    "ul",
    { class: "legend" },
    ...entries.map(([name, text]) => h("li", {}, h("i", { class: `swatch ${name}`, "aria-hidden": "true" }), text)),
  );
}

/** A few lines for a chart's tooltip: a heading, then name and value pairs. */
export function tip(heading: string, rows: ReadonlyArray<readonly [string, string]>): HTMLElement {
  return h(
    "div",
    {},
    h("strong", {}, heading),
    h("dl", {}, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  );
}
