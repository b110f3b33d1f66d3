/** Every page: styles, htmx, header, clocks, and the islands that the page asks for. */
import "fangxian:tokens.css";
import "./styles/app.css";
import clocks from "./islands/clock.ts";
import { askFirst, htmx, signRequests } from "./lib/confirm.ts";
import { beginAtFault } from "./lib/faults.ts";
import type { Loader } from "./lib/islands.ts";
import { awaken } from "./lib/islands.ts";
import { menus } from "./lib/menus.ts";
import { reachable } from "./lib/reachable.ts";

const islands: Readonly<Record<string, Loader>> = {
  theme: () => import("./islands/theme.ts"),
  map: () => import("./islands/map.ts"),
  epicurve: () => import("./islands/epicurve.ts"),
  chain: () => import("./islands/chain.ts"),
  ground: () => import("./islands/ground.ts"),
  route: () => import("./islands/route.ts"),
  network: () => import("./islands/network.ts"),
  replay: () => import("./islands/replay.ts"),
  slider: () => import("./islands/slider.ts"),
  factfeed: () => import("./islands/factfeed.ts"),
  live: () => import("./islands/live.ts"),
  tasks: () => import("./islands/tasks.ts"),
  dialog: () => import("./islands/dialog.ts"),
};

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
signRequests();
askFirst();
menus();
reachable();
beginAtFault();
clocks();
awaken(islands);
document.addEventListener("htmx:load", (event) => {
  const place = event.target;
  if (place instanceof HTMLElement) awaken(islands, place);
  reachable();
});
