import { s } from "./dom.ts";

/** A drawing as a file of its own: colours and fonts are written into it, since no stylesheet goes with it. */

const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-family", "font-weight", "opacity", "paint-order"];

/** A copy of an SVG that looks the same without the page's stylesheet. */
export function standalone(svg: SVGSVGElement, width: number, height: number, ground: string): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll<SVGElement>("*");
  for (const [at, element] of [...copy.querySelectorAll<SVGElement>("*")].entries()) {
    const original = originals[at];
    if (!original) continue;
    const shown = getComputedStyle(original);
    if (shown.display === "none") element.dataset.gone = "yes";
    for (const name of KEPT) {
      const value = shown.getPropertyValue(name);
      if (value) element.setAttribute(name, value);
    }
    element.removeAttribute("class");
    element.removeAttribute("tabindex");
  }
  for (const gone of copy.querySelectorAll("[data-gone]")) gone.remove();
  // Addresses of a system behind a sign-in mean nothing in a file that travels.
  for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.removeAttribute("class");
  copy.prepend(s("rect", { width, height, fill: ground }));
  return copy;
}

export const svgText = (svg: SVGSVGElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}`;

export function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const LARGEST_SIDE = 12_000;

/** The SVG as a PNG, twice as fine as the screen where that is not too large. */
export async function png(svg: SVGSVGElement, width: number, height: number): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const scale = Math.min(2, LARGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}
