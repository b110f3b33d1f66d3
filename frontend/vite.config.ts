import { defineConfig } from "vitest/config";
import { tokens } from "./plugins/tokens.ts";

export default defineConfig({
  // Relative, so that chunks find each other under whatever STATIC_URL the site uses.
  base: "./",
  publicDir: "public",
  plugins: [tokens()],
  build: {
    outDir: "../src/fangxian/ui/static/ui",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome96", "firefox100", "safari15.4"],
    cssTarget: ["chrome96", "firefox100", "safari15.4"],
    // An inlined asset would be a data: URL, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { app: "src/app.ts", wall: "src/wall.ts" },
      // htmx can evaluate attributes; the page switches that off and its policy forbids it.
      checks: { eval: false },
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    css: true,
    // Tests leave nothing behind (timers, globals and languages are put back), so workers are shared.
    isolate: false,
  },
});
