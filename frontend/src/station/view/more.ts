/** Hand-over, export, settings, and how the device stands. */
import { h } from "../../lib/dom.ts";
import { save } from "../../lib/saveas.ts";
import type { Crew } from "../crew.ts";
import { counts, openTube } from "../machine.ts";
import { Collector, frames } from "../parcel.ts";
import type { Room } from "../storage.ts";
import { NOTABLE_MS } from "../time.ts";
import { w } from "../words.ts";
import { codeCanvas, drawCode } from "./code.ts";
import { ask, button, check, clockTime, cover, field, fill, megabytes, select } from "./parts.ts";
import { openScanner } from "./scanner.ts";

/** How long each code stays on the screen. */
const FRAME_MS = 300;

export function more(root: HTMLElement, crew: Crew, room: Room | null, left: () => void): void {
  const desk = crew.here;
  if (!desk) return;
  const of = counts(desk.keeper.desk);
  const says = h("p", { class: "st-says", role: "status" });
  const leave = async (): Promise<void> => {
    if (!(await ask(w("sign_out.sure", { name: desk.seat.name })))) return;
    if (await crew.signOut()) left();
    else says.textContent = w("sign_out.owing");
  };
  fill(
    root,
    h("h2", {}, w("hand_over")),
    handOver(crew),
    h("h2", {}, w("export")),
    h("p", {}, w("export.why", { n: of.waiting })),
    h("div", { class: "st-stack" }, button(w("export.file"), () => void toFile(crew)), button(w("export.codes"), () => void toCodes(crew)), button(w("export.read"), () => readCodes(crew))),
    h("h2", {}, w("settings")),
    settings(crew),
    h("h2", {}, w("device")),
    facts(crew, room),
    says,
    h("div", { class: "st-stack" }, button(w("sign_out"), () => void leave(), "is-danger")),
  );
}

function handOver(crew: Crew): HTMLElement {
  const staff = h("input", { type: "text", value: crew.settings.staff, maxlength: 60, autocomplete: "off" });
  const says = h("p", { class: "st-says", role: "status" });
  const take = async (): Promise<void> => {
    const desk = crew.here;
    if (!desk || !staff.value.trim()) return;
    const of = counts(desk.keeper.desk);
    const tube = openTube(desk.keeper.desk);
    const inUse = tube ? w("hand_over.tube", { code: tube.code, n: tube.people }) : w("hand_over.no_tube");
    const question = w("hand_over.sure", { name: staff.value.trim(), waiting: of.waiting, refused: of.refused, tube: inUse });
    if (!(await ask(question))) return;
    await crew.set({ staff: staff.value.trim() });
    says.textContent = w("hand_over.done", { name: staff.value.trim() });
  };
  return h("div", { class: "st-stack" }, field(w("staff"), staff), button(w("hand_over.take"), () => void take()), says);
}

async function toFile(crew: Crew): Promise<void> {
  const desk = crew.here;
  if (desk) save(`fangxian-${desk.seat.serial}-${desk.seat.name}-${clockTime(crew.now()).replace(":", "")}.fxo`, new Blob([await crew.outbox(desk)]));
}

/** The outbox as codes that follow each other on the screen until another device has read them all. */
async function toCodes(crew: Crew): Promise<void> {
  const desk = crew.here;
  if (!desk) return;
  const texts = frames(await crew.outbox(desk));
  const canvas = codeCanvas();
  const line = h("p", { class: "st-says" });
  let place = 0;
  const draw = (): void => {
    drawCode(canvas, texts[place] as string);
    line.textContent = w("codes.place", { n: place + 1, of: texts.length });
    place = (place + 1) % texts.length;
  };
  draw();
  const timer = window.setInterval(draw, FRAME_MS);
  const { body } = cover(w("export.codes"), () => clearInterval(timer));
  fill(body, canvas, line, h("p", {}, w("codes.how")));
}

export function readCodes(crew: Crew): void {
  const collector = new Collector();
  openScanner(w("export.read"), async (text) => {
    collector.add(text);
    const whole = collector.whole();
    if (!whole) return collector.of ? w("codes.have", { n: collector.have, of: collector.of }) : w("codes.other");
    const reply = await crew.relay(whole).catch(() => null);
    if (reply?.status !== 200) return w("codes.failed");
    const said = reply.body as { accepted: number; duplicates: number; refused: number };
    return w("codes.done", { n: said.accepted, known: said.duplicates, refused: said.refused });
  });
}

function settings(crew: Crew): HTMLElement {
  const { language, theme, mute, quick } = crew.settings;
  const languages = select([{ value: "", label: w("as_device") }, { value: "zh-Hans", label: "中文" }, { value: "en", label: "English" }], language);
  const themes = select([{ value: "", label: w("as_device") }, { value: "light", label: w("theme.light") }, { value: "dark", label: w("theme.dark") }], theme);
  languages.addEventListener("change", () => void crew.set({ language: languages.value as typeof language }));
  themes.addEventListener("change", () => void crew.set({ theme: themes.value as typeof theme }));
  return h("div", { class: "st-stack" }, field(w("language"), languages), field(w("theme"), themes),
    check(w("sound"), !mute, (on) => void crew.set({ mute: !on })), check(w("quick"), quick, (on) => void crew.set({ quick: on })));
}

function facts(crew: Crew, room: Room | null): HTMLElement {
  const desk = crew.here;
  const minutes = Math.round(Math.abs(crew.settings.offset) / 60_000);
  const off = Math.abs(crew.settings.offset) > NOTABLE_MS ? w(crew.settings.offset > 0 ? "clock.slow" : "clock.fast", { n: minutes }) : w("clock.right");
  const rows: [string, string][] = [
    [w("seat.until"), desk ? new Date(desk.seat.until).toLocaleString(document.documentElement.lang) : ""],
    [w("clock"), off],
    [w("room"), room?.quota ? w("room.used", { used: megabytes(room.used), quota: megabytes(room.quota) }) : w("unknown")],
    [w("room.kept"), w(room?.kept ? "yes" : "room.not_kept")],
  ];
  return h("dl", { class: "st-facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}
