/** Asks a URL again and again, cheaply: an unchanged answer is a 304 without a body. */

export interface Poll<T> {
  url: string;
  /** Milliseconds between two questions while the server answers. */
  every: number;
  /** True when the page already shows this answer: the first one need not be news. */
  isKnown: (body: T) => boolean;
  onChange: (body: T) => void;
  /** Called when the connection is lost, and with `null` when it is back. */
  onTrouble: (since: Date | null) => void;
}

const LONGEST_WAIT_MS = 60_000;

/** Milliseconds to wait after so many failures in a row: doubling, with a ceiling. */
export const backOff = (every: number, failures: number): number =>
  Math.min(every * 2 ** failures, LONGEST_WAIT_MS);

/** Starts polling; the returned function stops it. Nothing is asked while the page is hidden. */
export function poll<T>({ url, every, isKnown, onChange, onTrouble }: Poll<T>): () => void {
  let etag: string | null = null;
  let failures = 0;
  let lostSince: Date | null = null;
  let stopped = false;
  let timer = 0;

  async function ask(): Promise<void> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (etag) headers["If-None-Match"] = etag;
    const answer = await fetch(url, { headers, cache: "no-store" });
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    etag = answer.headers.get("ETag");
    const body = (await answer.json()) as T;
    if (!stopped && !isKnown(body)) onChange(body);
  }

  async function turn(): Promise<void> {
    if (!document.hidden) {
      try {
        await ask();
        failures = 0;
        if (lostSince) onTrouble((lostSince = null));
      } catch {
        failures += 1;
        if (!lostSince) onTrouble((lostSince = new Date()));
      }
    }
    if (!stopped) timer = window.setTimeout(() => void turn(), backOff(every, failures));
  }

  void turn();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
  };
}
