/**
 * The colours, once. Every colour below has one meaning and no other:
 *
 * - `case-*`  carmine: infection. The map ramp is the same hue.
 * - `zone-*`  signal red, orange, yellow, green: restrictions on places (封控 管控 防范; 高 中 低).
 * - `task-*`  blue → amber → red: a clock that runs; green: discharged; grey: lapsed.
 * - `route-*` how an infection was found: blues for people already under control, greens for planned
 *   testing, warm hues for what came up in the community by itself.
 *
 * A colour never speaks alone: charts add a pattern or a shape, chips add a word.
 * `*-ink` is text on the plain ground; the plain name is a fill.
 */
export const light = {
  "ground": "#f6f5f1",
  "surface": "#ffffff",
  "surface-sunk": "#eeece6",
  "rule": "#d9d6cd",
  "rule-strong": "#1c2733",
  "control-border": "#7d8791",
  "ink": "#1a2530",
  "ink-muted": "#4d5a66",
  "ink-faint": "#5c6771",
  "link": "#1a5a96",
  "accent": "#1a5a96",
  "on-accent": "#ffffff",
  "focus": "#1a5a96",
  "drill": "#7a2e8e",
  "sample": "#0f6b62",
  "on-mark": "#ffffff",

  "case-confirmed": "#b3174b",
  "case-confirmed-ink": "#a01444",
  "case-asymptomatic": "#dd7396",
  "case-asymptomatic-ink": "#a5345e",
  "case-suspect": "#7c6aa8",
  "case-suspect-ink": "#5f4e8c",
  "case-excluded": "#9aa2a9",
  "case-excluded-ink": "#5a646d",

  "zone-red": "#c8201d",
  "zone-red-ink": "#ae1a17",
  "on-zone-red": "#ffffff",
  "zone-orange": "#e8730c",
  "zone-orange-ink": "#9c4a00",
  "on-zone-orange": "#1a0f00",
  "zone-yellow": "#f3c614",
  "zone-yellow-ink": "#735a00",
  "on-zone-yellow": "#1f1900",
  "zone-green": "#347d46",
  "zone-green-ink": "#22693a",
  "on-zone-green": "#ffffff",

  "task-open": "#3f7cb8",
  "task-open-ink": "#225e98",
  "task-due-soon": "#d99a08",
  "task-due-soon-ink": "#7a5600",
  "task-overdue": "#cc2320",
  "task-overdue-ink": "#b01b18",
  "task-discharged": "#4f9a6d",
  "task-discharged-ink": "#1f6b41",
  "task-late": "#9c7a3a",
  "task-late-ink": "#6b501b",
  "task-lapsed": "#a5abb1",
  "task-lapsed-ink": "#5a646d",

  "route-contact": "#1f5f9e",
  "route-companion": "#5590c8",
  "route-arrival": "#6d5bb0",
  "route-mass-test": "#1f7f76",
  "route-key-post": "#4d9a8f",
  "route-goods": "#7d8230",
  "route-fever-clinic": "#b8430f",
  "route-self-report": "#d47a22",
  "route-outside-notice": "#97598f",
  "route-unknown": "#848d95",

  "ramp-0": "#f1efe9",
  "ramp-1": "#fbdfe0",
  "ramp-2": "#f3b3ba",
  "ramp-3": "#e27f91",
  "ramp-4": "#c94a6a",
  "ramp-5": "#a01d48",
  "ramp-6": "#6b0a33",
  "map-border": "#a9a69c",
  "map-label": "#2a3540",
  "map-none": "#e7e5de",
} as const;

export type Token = keyof typeof light;
export type Palette = Readonly<Record<Token, string>>;

export const dark: Palette = {
  "ground": "#0c141d",
  "surface": "#121d29",
  "surface-sunk": "#0a1119",
  "rule": "#263442",
  "rule-strong": "#5d7083",
  "control-border": "#66788a",
  "ink": "#e9eef2",
  "ink-muted": "#a9b8c5",
  "ink-faint": "#8a9aa8",
  "link": "#8fc0f0",
  "accent": "#8fc0f0",
  "on-accent": "#0a1a2a",
  "focus": "#a8d0f7",
  "drill": "#d59be6",
  "sample": "#7fd0c4",
  "on-mark": "#10121a",

  "case-confirmed": "#ea4f80",
  "case-confirmed-ink": "#f57ea3",
  "case-asymptomatic": "#f3b4c6",
  "case-asymptomatic-ink": "#f3b4c6",
  "case-suspect": "#a493d6",
  "case-suspect-ink": "#b9abe3",
  "case-excluded": "#76828d",
  "case-excluded-ink": "#a3afba",

  "zone-red": "#d5332c",
  "zone-red-ink": "#ff8a82",
  "on-zone-red": "#ffffff",
  "zone-orange": "#f08a2c",
  "zone-orange-ink": "#f9a55a",
  "on-zone-orange": "#1a0f00",
  "zone-yellow": "#f5d04a",
  "zone-yellow-ink": "#f5d76a",
  "on-zone-yellow": "#1f1900",
  "zone-green": "#5fb377",
  "zone-green-ink": "#86cf9a",
  "on-zone-green": "#03150a",

  "task-open": "#5b9ad8",
  "task-open-ink": "#8ebdec",
  "task-due-soon": "#e8b23a",
  "task-due-soon-ink": "#f0c766",
  "task-overdue": "#ee5650",
  "task-overdue-ink": "#ff8f88",
  "task-discharged": "#5aa87a",
  "task-discharged-ink": "#86cfa4",
  "task-late": "#b3935a",
  "task-late-ink": "#d3b67f",
  "task-lapsed": "#6c7883",
  "task-lapsed-ink": "#a3afba",

  "route-contact": "#5a9fe0",
  "route-companion": "#a3cdf2",
  "route-arrival": "#a794e6",
  "route-mass-test": "#3fae9f",
  "route-key-post": "#93d6ca",
  "route-goods": "#b5ba5c",
  "route-fever-clinic": "#f07a4a",
  "route-self-report": "#f7b978",
  "route-outside-notice": "#d69acb",
  "route-unknown": "#85929d",

  "ramp-0": "#1a2734",
  "ramp-1": "#45253a",
  "ramp-2": "#6d2b48",
  "ramp-3": "#983557",
  "ramp-4": "#c44569",
  "ramp-5": "#ea6d8a",
  "ramp-6": "#ffb3bf",
  "map-border": "#4a5c6e",
  "map-label": "#dfe7ee",
  "map-none": "#16212c",
};

/** Paper: the light palette on white, with rules dark enough for a laser printer. */
export const print: Palette = {
  ...light,
  "ground": "#ffffff",
  "surface": "#ffffff",
  "surface-sunk": "#f4f4f4",
  "rule": "#b5b5b5",
  "ink": "#000000",
  "ink-muted": "#333333",
  "ink-faint": "#4a4a4a",
  "link": "#000000",
};

/** Text on ground pairs that must reach 4.5:1, and marks that must reach 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export const textPairs: ReadonlyArray<readonly [Token, Token]> = [
  ...(["ink", "ink-muted", "ink-faint", "link"] as const).flatMap((ink) =>
    (["ground", "surface", "surface-sunk"] as const).map((ground) => [ink, ground] as const),
  ),
  ["on-accent", "accent"],
  ["on-mark", "drill"],
  ["on-mark", "sample"],
  ["on-zone-red", "zone-red"],
  ["on-zone-orange", "zone-orange"],
  ["on-zone-yellow", "zone-yellow"],
  ["on-zone-green", "zone-green"],
  ...(Object.keys(light) as Token[])
    .filter((name) => name.endsWith("-ink"))
    .flatMap((ink) => (["ground", "surface"] as const).map((ground) => [ink, ground] as const)),
];

export const markPairs: ReadonlyArray<readonly [Token, Token]> = [
  ["case-confirmed", "surface"],
  ["task-overdue", "surface"],
  ["task-open", "surface"],
  ["task-discharged", "surface"],
  ...(Object.keys(light) as Token[])
    .filter((name) => name.startsWith("route-"))
    .map((name) => [name, "surface"] as const),
  ["focus", "ground"],
  ["control-border", "surface"],
];
