/** A QR code on a canvas, dark on white whatever the page's colours are. */
import encodeQR from "qr";
import { h } from "../../lib/dom.ts";

const DOT = 8;

export const codeCanvas = (): HTMLCanvasElement => h("canvas", { class: "st-code" });

export function drawCode(canvas: HTMLCanvasElement, text: string): void {
  const code = encodeQR(text, "raw", { ecc: "low", border: 4 });
  canvas.width = canvas.height = code.length * DOT;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  code.forEach((cells, y) => cells.forEach((on, x) => on && pen.fillRect(x * DOT, y * DOT, DOT, DOT)));
}
