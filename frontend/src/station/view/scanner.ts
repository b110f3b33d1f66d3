/** The camera over the whole page: every code it reads is told, until it is closed. */
import { h } from "../../lib/dom.ts";
import { look } from "../camera.ts";
import { w } from "../words.ts";
import { cover, fill } from "./parts.ts";

/** `seen` gives what to say under the picture; null closes the camera. */
export function openScanner(title: string, seen: (text: string) => string | null | Promise<string | null>): void {
  let stop = (): void => undefined;
  let closed = false;
  const { body, close } = cover(title, () => {
    closed = true;
    stop();
  });
  const video = h("video", { playsinline: true, muted: true });
  const line = h("p", { class: "st-says", role: "status" }, w("camera.hint"));
  fill(body, video, line);
  const told = async (text: string): Promise<void> => {
    const said = await seen(text);
    if (said === null) close();
    else line.textContent = said;
  };
  const camera = navigator.mediaDevices as MediaDevices | undefined;
  if (!camera) {
    line.textContent = w("camera.none");
    return;
  }
  look(video, (text) => void told(text)).then(
    (made) => {
      stop = made;
      if (closed) stop();
    },
    () => (line.textContent = w("camera.none")),
  );
}
