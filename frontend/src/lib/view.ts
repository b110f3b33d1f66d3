/** Which part of a drawing a window shows: screen = world × k + (x, y). */

export interface View {
  k: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const NEAREST = 6;

/** The whole drawing in the middle of the window, no nearer than `largest`. */
export function fit(drawing: Size, window: Size, largest = 1.5): View {
  const k = Math.min(window.width / Math.max(1, drawing.width), window.height / Math.max(1, drawing.height), largest);
  return { k, x: (window.width - drawing.width * k) / 2, y: (window.height - drawing.height * k) / 2 };
}

/** Nearer or farther, with the point under (px, py) staying where it is; never farther than a quarter of the whole. */
export function zoomed(view: View, factor: number, px: number, py: number, whole: View): View {
  const k = Math.min(Math.max(view.k * factor, whole.k / 4), Math.max(NEAREST, whole.k));
  return { k, x: px - ((px - view.x) / view.k) * k, y: py - ((py - view.y) / view.k) * k };
}

/** Moved by as many pixels, with a piece of the drawing left in the window. */
export function moved(view: View, dx: number, dy: number, drawing: Size, window: Size): View {
  const margin = 40;
  const within = (at: number, drawn: number, room: number): number => Math.min(Math.max(at, margin - drawn), room - margin);
  return {
    k: view.k,
    x: within(view.x + dx, drawing.width * view.k, window.width),
    y: within(view.y + dy, drawing.height * view.k, window.height),
  };
}

/** The smallest move that brings a point of the drawing into the window. */
export function showing(view: View, x: number, y: number, window: Size): View {
  const margin = 30;
  const inside = (at: number, room: number): number => Math.min(Math.max(at, margin), room - margin) - at;
  return {
    k: view.k,
    x: view.x + inside(x * view.k + view.x, window.width),
    y: view.y + inside(y * view.k + view.y, window.height),
  };
}
