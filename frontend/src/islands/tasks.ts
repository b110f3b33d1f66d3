/**
 * A list of tasks to choose from: all at once, how many are chosen, and the keys j, k, x and Enter. A button with
 * `data-key` is pressed by its key, for the row under the mark where none is chosen. Without script the boxes and
 * buttons work by themselves.
 */
export default function tasks(root: HTMLElement): void {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-task]")];
  const boxes = [...root.querySelectorAll<HTMLInputElement>("[data-task] input[type=checkbox]")];
  const all = root.querySelector<HTMLInputElement>("[data-choose-all]");
  const place = root.querySelector<HTMLElement>("[data-count]");
  const hint = place?.textContent ?? "";

  const count = (): void => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (place) place.textContent = chosen ? (place.dataset.words ?? "{n}").replace("{n}", String(chosen)) : hint;
    for (const button of root.querySelectorAll<HTMLButtonElement>("[data-bulk] button")) button.disabled = chosen === 0;
    if (!all) return;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };

  all?.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  root.addEventListener("change", count);
  document.addEventListener("keydown", (event) => move(event, root, rows));
  count();
}

const TYPING = "input:not([type=checkbox]), textarea, select, dialog[open], [contenteditable]";

function move(event: KeyboardEvent, root: HTMLElement, rows: readonly HTMLElement[]): void {
  const target = event.target as Element | null;
  if (!root.isConnected || event.ctrlKey || event.metaKey || event.altKey || target?.closest?.(TYPING)) return;
  const here = rows.findIndex((row) => row.classList.contains("is-here"));
  const row = rows[here];
  const button = root.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    press(button, root, row);
  } else if (event.key === "j" || event.key === "k") {
    const next = rows[Math.max(0, Math.min(rows.length - 1, here + (event.key === "j" ? 1 : -1)))];
    row?.classList.remove("is-here");
    next?.classList.add("is-here");
    next?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "x" && row) {
    row.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  } else if (event.key === "Enter" && row && !target?.closest("a, button, summary, input")) {
    row.querySelector<HTMLAnchorElement>("a.row-link")?.click();
  } else {
    return;
  }
  event.preventDefault();
}

function press(button: HTMLElement, root: HTMLElement, row: HTMLElement | undefined): void {
  if (!root.querySelector("[data-task] input:checked")) row?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  button.click();
}
