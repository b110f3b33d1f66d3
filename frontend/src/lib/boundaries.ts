import type { AreaCollection } from "../types.ts";
import { h } from "./dom.ts";
import { t } from "./i18n.ts";

/** Fetch the boundaries that an island names, hand them over, and say beneath it where they come from or that there are none. */
export async function boundaries(root: HTMLElement, foot: HTMLElement, found: (areas: AreaCollection) => void): Promise<void> {
  const url = root.dataset.geojson;
  if (!url) return;
  const note = (text: string): void => foot.append(h("p", { class: "note map-approval" }, text));
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return note(t("map.no_boundaries"));
    const areas = (await answer.json()) as AreaCollection;
    note(areas.map_approval ? t("map.approval", { number: areas.map_approval }) : t("map.no_approval"));
    found(areas);
  } catch {
    note(t("map.no_boundaries"));
  }
}
