/** Reads codes with the camera: by the browser's own reader where it has one, else by one that is loaded then. */

/** Gives the text of a code in the picture, or null. */
type Reader = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(video: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const FORMATS = ["qr_code", "code_128", "code_39", "data_matrix", "pdf417"];
const PAUSE_MS = 120;
/** The same code again so soon is the same look at it. */
const AGAIN_MS = 2500;
const WIDTH = 640;

async function own(): Promise<Reader | null> {
  const found = (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const supported = found ? await found.getSupportedFormats().catch(() => []) : [];
  const formats = FORMATS.filter((name) => supported.indexOf(name) >= 0);
  if (!found || formats.indexOf("qr_code") < 0) return null;
  const detector = new found({ formats });
  return async (video) => {
    const codes = await detector.detect(video);
    return codes[0] ? codes[0].rawValue : null;
  };
}

async function loaded(): Promise<Reader> {
  const { decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  return async (video) => {
    canvas.width = WIDTH;
    canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth) || WIDTH;
    const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null; // no code in this picture
    }
  };
}

/** Looks through the camera until stopped, and tells each code once. Rejects where there is no camera or no leave. */
export async function look(video: HTMLVideoElement, seen: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  const reader = (await own()) || (await loaded());
  video.srcObject = stream;
  video.muted = true;
  await video.play();
  let [last, lastAt, timer, stopped] = ["", 0, 0, false];
  const turn = async (): Promise<void> => {
    const text = video.readyState >= 2 ? await reader(video).catch(() => null) : null;
    if (stopped) return;
    if (text && (text !== last || Date.now() - lastAt > AGAIN_MS)) seen(text);
    if (text) [last, lastAt] = [text, Date.now()];
    timer = window.setTimeout(() => void turn(), PAUSE_MS);
  };
  void turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
  };
}
