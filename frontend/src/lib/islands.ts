/** Finds `[data-island=name]` elements and brings each to life once, loading its code on demand. */

export type Island = (root: HTMLElement) => void;
export type Loader = () => Promise<{ default: Island }>;

const LIVE = "islandLive";

export function awaken(loaders: Readonly<Record<string, Loader>>, root: ParentNode = document): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-island]")) {
    const load = loaders[place.dataset.island ?? ""];
    if (!load || place.dataset[LIVE]) continue;
    place.dataset[LIVE] = "yes";
    load()
      .then((module) => module.default(place))
      .catch((error: unknown) => {
        // The server's table stays on the page; the reason goes to the console.
        place.classList.add("is-broken");
        console.error(`island ${place.dataset.island}:`, error);
      });
  }
}
