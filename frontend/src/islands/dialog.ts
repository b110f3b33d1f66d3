/**
 * The dialog in which the acts of a page open: htmx puts a form into it, and it shows itself. Cancel, Escape and a
 * click beside it close it again. Without script the same links lead to the form's own page.
 */
export default function dialog(root: HTMLElement): void {
  if (!(root instanceof HTMLDialogElement)) return;
  root.addEventListener("htmx:afterSwap", () => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) menu.open = false;
    if (!root.open) root.showModal();
    root.querySelector<HTMLElement>("[aria-invalid=true], select, textarea, button")?.focus();
  });
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target !== root && !target.closest("[data-close]")) return;
    event.preventDefault();
    root.close();
  });
  root.addEventListener("close", () => root.replaceChildren());
}
