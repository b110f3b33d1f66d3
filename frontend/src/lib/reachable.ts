/** Tables wider than their place scroll; whoever has no pointer reaches them by the tab key and moves them by arrows. */
export function reachable(): void {
  for (const place of document.querySelectorAll<HTMLElement>(".table-wrap")) {
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
  }
}
