/** The page: who sits here, three views, what the staff must know at any moment. */
import { h } from "../lib/dom.ts";
import { languageOf } from "../lib/i18n.ts";
import { Crew } from "./crew.ts";
import { Database } from "./database.ts";
import { counts } from "./machine.ts";
import { readScan } from "./scan.ts";
import { keep, room, scarce } from "./storage.ts";
import type { Room } from "./storage.ts";
import { NOTABLE_MS } from "./time.ts";
import { list } from "./view/list.ts";
import { more, readCodes } from "./view/more.ts";
import { button, field, fill } from "./view/parts.ts";
import { openScanner } from "./view/scanner.ts";
import { work } from "./view/work.ts";
import type { Work } from "./view/work.ts";
import { w, wordFor } from "./words.ts";

type View = "work" | "list" | "more";

const VIEWS: readonly View[] = ["work", "list", "more"];
const ROOM_MS = 30_000;
/** When the network is back, thousands of devices hear of it at once. */
const SPREAD_MS = 5000;

export class App {
  private readonly root: HTMLElement;
  private crew!: Crew;
  private view: View = "work";
  private room: Room | null = null;
  private drawing = 0;
  private desk: Work | null = null;
  private spoken = "";
  private readonly top = h("header", { class: "st-top" });
  private readonly notices = h("div", { class: "st-notices", role: "alert" });
  private readonly main = h("main", { class: "st-main", id: "main" });
  private readonly tabs = h("nav", { class: "st-tabs" });

  constructor(root: HTMLElement) {
    this.root = root;
  }

  async start(): Promise<void> {
    this.crew = await Crew.gather(await Database.open(), () => this.soon());
    this.dress();
    fill(this.root, this.top, this.notices, this.main, this.tabs);
    const key = readScan(location.hash);
    if (key.is === "sign-in") {
      history.replaceState(null, "", location.pathname); // a key must not stay in the history
      await this.signIn(key.key);
    }
    this.show("work");
    this.listen();
    void keep();
    void this.measure();
  }

  private listen(): void {
    window.addEventListener("online", () => window.setTimeout(() => this.crew.hurry(), Math.random() * SPREAD_MS));
    window.addEventListener("offline", () => this.soon());
    window.addEventListener("hashchange", () => location.reload()); // a sign-in link, opened in the page that is open
    window.setInterval(() => void this.measure(), ROOM_MS);
    document.addEventListener("keydown", (event) => {
      // A scanner types wherever the cursor is; with none, into the line.
      const at = document.activeElement;
      const free = !at || at === document.body || (at instanceof HTMLButtonElement && event.key.length === 1 && event.key !== " ");
      if (free && event.key.length === 1 && this.view === "work" && !document.querySelector(".st-cover")) this.desk?.focus();
    });
  }

  private async measure(): Promise<void> {
    this.room = await room().catch(() => null);
    this.soon();
  }

  /** Draws once a frame at most, however fast a scanner types; a page in the background too. */
  private soon(): void {
    if (!this.drawing) this.drawing = window.setTimeout(() => this.draw(), 30);
  }

  private dress(): void {
    const { language, theme } = this.crew.settings;
    const root = document.documentElement;
    root.lang = language || languageOf(navigator.language);
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.title = w("title");
  }

  private show(view: View): void {
    this.view = view;
    this.desk = null;
    this.main.dataset.mark = "";
    fill(this.main);
    this.draw();
  }

  private draw(): void {
    clearTimeout(this.drawing);
    this.drawing = 0;
    const before = this.spoken;
    this.dress();
    this.spoken = document.documentElement.lang;
    const sits = this.crew.here;
    if (before !== this.spoken) this.desk = null;
    this.drawTop();
    this.drawNotices();
    this.drawTabs();
    if (!sits) return this.drawSignIn();
    if (this.view === "list") return list(this.main, sits.keeper, sits.seat.serial);
    if (this.view === "more") {
      // Somebody may be typing there: drawn when it is opened, and when the language changes.
      if (!this.main.querySelector(".st-facts") || before !== this.spoken) more(this.main, this.crew, this.room, () => this.show("work"));
      return undefined;
    }
    if (this.desk) return this.desk.refresh();
    const { seat, keeper } = sits;
    this.desk = work(this.crew, keeper, seat.groups, seat.serial, { signIn: (key) => void this.signIn(key), frame: () => readCodes(this.crew) });
    fill(this.main, this.desk.root);
    this.desk.focus();
    return undefined;
  }

  private drawTop(): void {
    const sits = this.crew.here;
    if (!sits) {
      this.top.dataset.mark = "";
      return fill(this.top, h("h1", {}, w("title")));
    }
    const of = counts(sits.keeper.desk);
    const { trouble, busy } = sits.courier;
    const state = trouble ? wordFor("trouble", trouble) : busy ? w("sending") : of.waiting ? w("gathering") : w(of.refused ? "some_refused" : "all_stored");
    const mark = [this.spoken, sits.seat.name, sits.seat.round, this.crew.settings.staff, state, of.waiting, of.stored, of.refused].join();
    if (this.top.dataset.mark === mark) return undefined;
    this.top.dataset.mark = mark;
    const send = button(state, () => sits.courier.hurry(), `st-net is-${trouble ? "trouble" : "well"}`);
    send.title = w("send_now");
    const figure = (name: "waiting" | "stored" | "refused"): HTMLElement =>
      h("div", { class: `st-figure is-${name}${of[name] ? "" : " is-none"}` }, h("strong", { "data-count": name }, String(of[name])), h("small", {}, w(`count.${name}`)));
    const staff = this.crew.settings.staff ? ` · ${this.crew.settings.staff}` : "";
    return fill(
      this.top,
      sits.seat.watermark && h("p", { class: "st-mark" }, sits.seat.watermark),
      h("div", { class: "st-name" }, h("h1", {}, sits.seat.name), h("small", {}, `${w("round", { n: sits.seat.round })}${staff}`)),
      send,
      h("div", { class: "st-figures", role: "group" }, figure("waiting"), figure("stored"), figure("refused")),
    );
  }

  private drawNotices(): void {
    const said: string[] = [];
    const { here, elsewhere, settings } = this.crew;
    if (!window.isSecureContext || !("serviceWorker" in navigator)) said.push(w("notice.insecure"));
    if (this.room && scarce(this.room)) said.push(w("notice.room"));
    if (here && here.seat.until < this.crew.now()) said.push(w("notice.until"));
    if (here && !settings.staff) said.push(w("notice.staff"));
    if (Math.abs(settings.offset) > NOTABLE_MS) said.push(w("notice.clock", { n: Math.round(Math.abs(settings.offset) / 60_000) }));
    for (const desk of elsewhere) said.push(w("notice.elsewhere", { name: desk.seat.name, n: counts(desk.keeper.desk).waiting + counts(desk.keeper.desk).refused }));
    // An alert that is written anew is read out anew.
    if (this.notices.textContent !== said.join("")) fill(this.notices, ...said.map((text) => h("p", {}, text)));
  }

  private drawTabs(): void {
    this.tabs.hidden = !this.crew.here;
    const named = this.tabs.getAttribute("aria-label") === w("tabs") && this.tabs.dataset.view === this.view;
    if (named) return;
    this.tabs.setAttribute("aria-label", w("tabs"));
    this.tabs.dataset.view = this.view;
    const tab = (view: View): HTMLButtonElement => {
      const made = button(w(`tab.${view}`), () => this.show(view));
      if (view === this.view) made.setAttribute("aria-current", "page");
      return made;
    };
    fill(this.tabs, ...VIEWS.map(tab));
  }

  private drawSignIn(): void {
    if (this.main.querySelector(".st-sign-in")) return;
    const key = h("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    const enter = (text: string): string | null => {
      const scan = readScan(text);
      if (scan.is !== "sign-in") return this.refuse(w("sign_in.no_key"));
      void this.signIn(scan.key);
      return null;
    };
    const form = h("form", { class: "st-sign-in" }, h("p", {}, w("sign_in.how")), button(w("sign_in.scan"), () => openScanner(w("sign_in"), enter), "is-main"),
      field(w("sign_in.link"), key), h("button", { type: "submit", class: "st-button" }, w("sign_in")), h("p", { class: "st-says", role: "status" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      enter(key.value);
    });
    fill(this.main, form);
  }

  private refuse(text: string): string {
    const says = this.main.querySelector(".st-says");
    if (says) says.textContent = text;
    return text;
  }

  private async signIn(key: string): Promise<void> {
    const reply = await this.crew.signIn(key).catch(() => ({ status: 0, body: null }));
    this.show("work");
    if (reply) this.refuse(w(reply.status === 401 ? "sign_in.refused" : "sign_in.failed"));
    else this.crew.hurry();
  }
}
