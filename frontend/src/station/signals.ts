/** What hand and ear are told, so that eyes stay with the person: done, tube full, wrong. */
export type Signal = "done" | "full" | "wrong";

const TONES: Readonly<Record<Signal, readonly number[]>> = { done: [1320], full: [880, 1180, 1560], wrong: [220, 180] };
const BUZZ: Readonly<Record<Signal, number[]>> = { done: [40], full: [60, 60, 60, 60, 60], wrong: [300] };
const TONE_S = 0.11;

let audio: AudioContext | null = null;

export function signal(kind: Signal, mute: boolean): void {
  // Browsers count a vibration before the first touch as an intrusion and say so in the console.
  if (touched && navigator.vibrate) navigator.vibrate(BUZZ[kind]);
  if (mute || !touched) return;
  audio = audio || new AudioContext();
  void audio.resume();
  TONES[kind].forEach((pitch, place) => beep(audio as AudioContext, pitch, place * TONE_S));
}

let touched = false;
if (typeof document !== "undefined") {
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => (touched = true), { once: true });
}

function beep(context: AudioContext, pitch: number, after: number): void {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  const start = context.currentTime + after;
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.25, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + TONE_S);
}
