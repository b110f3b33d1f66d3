import { following } from "./ruler.ts";

/** Where a ruler stands, and how it moves: by choice or by itself, one question to the server at a time. */

export interface Playing {
  /** How many stops there are. */
  count: number;
  /** The stop shown at first. */
  index: number;
  /** Milliseconds between two stops while it plays. */
  every: () => number;
  /** Draws the ruler at a stop. */
  show: (index: number) => void;
  /** Brings the page to a stop. */
  load: (index: number) => Promise<void>;
  onPlay: (playing: boolean) => void;
  onBusy: (busy: boolean) => void;
  /** The page could not be brought there; the ruler goes back to what the page shows. */
  onFailure: () => void;
}

export interface Player {
  index: () => number;
  /** Stops playing and goes to a stop. */
  choose: (next: number) => void;
  /** Plays on, or pauses. */
  toggle: () => void;
}

export function player({ count, index, every, show, load, onPlay, onBusy, onFailure }: Playing): Player {
  let reached = index;
  let playing = false;
  let busy = false;

  async function go(): Promise<void> {
    if (busy) return;
    busy = true;
    onBusy(true);
    const target = index;
    try {
      await load(target);
      reached = target;
    } catch {
      // The ruler must not point at a moment that the page does not show.
      set(false);
      index = reached;
      show(index);
      onFailure();
    }
    busy = false;
    onBusy(false);
    if (reached !== index) await go();
  }

  function move(next: number): void {
    index = Math.min(Math.max(next, 0), count - 1);
    show(index);
    void go();
  }

  function set(on: boolean): void {
    playing = on;
    onPlay(on);
  }

  function tick(): void {
    if (!playing) return;
    // A slow answer delays the next step; steps never pile up.
    if (!busy) {
      const next = following(index, count);
      if (next === null) return set(false);
      move(next);
    }
    window.setTimeout(tick, every());
  }

  return {
    index: () => index,
    choose(next) {
      set(false);
      move(next);
    },
    toggle() {
      if (playing) return set(false);
      set(true);
      move(following(index, count) ?? 0);
      window.setTimeout(tick, every());
    },
  };
}
