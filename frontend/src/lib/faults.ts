/**
 * A form that comes back with faults begins at the first of them: whoever works by keys need not look for it. After
 * the load, because the jump to the place that the address names takes the focus away again.
 */
export function beginAtFault(): void {
  addEventListener("load", () => document.querySelector<HTMLElement>("main [aria-invalid=true]")?.focus());
}
