/** The station page: works with no server and no network; the device is the record until the server has committed. */
import "fangxian:tokens.css";
import "./styles/scale.css";
import "./styles/base.css";
import "./styles/station.css";
import { languageOf } from "./lib/i18n.ts";
import { App } from "./station/app.ts";
import { alone, installed } from "./station/session.ts";
import { button, fill } from "./station/view/parts.ts";
import { w } from "./station/words.ts";
import { h } from "./lib/dom.ts";

async function begin(root: HTMLElement): Promise<void> {
  document.documentElement.lang = languageOf(navigator.language);
  if (!(await alone())) {
    fill(root, h("main", { class: "st-main" }, h("p", {}, w("elsewhere_open")), button(w("try_again"), () => location.reload(), "is-main")));
    return;
  }
  await installed();
  await new App(root).start();
}

const root = document.getElementById("station");
if (root) {
  begin(root).catch((error: unknown) => {
    console.error(error);
    fill(root, h("main", { class: "st-main" }, h("p", {}, w("broken")), h("p", {}, String(error))));
  });
}
