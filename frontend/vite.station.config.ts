import { defineConfig } from "vite";
import { icons } from "./plugins/icons.ts";
import { tokens } from "./plugins/tokens.ts";

/** The station page and its worker: built apart from the rest, for the Chromium of 2020. */
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [tokens(), icons()],
  build: {
    outDir: "../src/fangxian/ui/static/ui",
    emptyOutDir: false,
    manifest: "station.json",
    target: ["chrome80", "firefox78", "safari14"],
    cssTarget: ["chrome80", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { station: "src/station.ts", worker: "src/station/worker.ts" } },
  },
});
