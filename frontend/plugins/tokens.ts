import type { Plugin } from "vite";
import { stylesheet } from "../src/tokens/stylesheet.ts";

const NAME = "fangxian:tokens.css";
const RESOLVED = "/@fangxian/tokens.css";

/** Serves the design tokens, which are written once in TypeScript, as a stylesheet. */
export function tokens(): Plugin {
  return {
    name: "fangxian-tokens",
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    load: (id) => (id === RESOLVED ? stylesheet() : undefined),
  };
}
