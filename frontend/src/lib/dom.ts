type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

const SVG = "http://www.w3.org/2000/svg";

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child) element.append(child);
  }
  return element;
}

/** An HTML element. Text is always text: nothing here parses markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Reads the JSON that the server wrote into `<script type="application/json" id=…>`. */
export function readJson<T>(id: string, root: Document = document): T | null {
  const text = root.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

/** Pixels of one rem: on a kiosk wall the root size scales with the screen, and charts with it. */
export function rem(count = 1): number {
  return count * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** The present value of a colour token. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
