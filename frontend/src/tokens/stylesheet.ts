import { dark, light, print } from "./palette.ts";
import type { Palette } from "./palette.ts";

const declarations = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}:${value};`)
    .join("");

/** The palettes as custom properties: light by default, dark by the system or by choice, ink on paper. */
export function stylesheet(): string {
  return [
    `:root{color-scheme:light;${declarations(light)}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme]){color-scheme:dark;${declarations(dark)}}}`,
    `:root[data-theme="dark"]{color-scheme:dark;${declarations(dark)}}`,
    `@media print{:root,:root:not([data-theme]),:root[data-theme]{color-scheme:light;${declarations(print)}}}`,
  ].join("\n");
}
