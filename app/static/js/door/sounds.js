// [hertz, seconds] one after another; each kind differs in number and direction, not only in pitch.
const TUNES = {
  good: [[880, 0.09], [1320, 0.16]],
  again: [[660, 0.12], [0, 0.06], [660, 0.12]],
  stop: [[220, 0.5]],
  undone: [[880, 0.1], [587, 0.16]],
  kept: [[587, 0.07]],
};
const BUZZES = { good: [80], again: [80, 80, 80], stop: [400], undone: [40, 60, 40], kept: [40] };

let context = null;

/** Browsers allow sound only after a first touch: call this from one. */
export function unlock() {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  context ??= new Context();
  if (context.state === "suspended") context.resume().catch(() => {});
}

/** Let the volunteer hear and feel what became of a scan without looking. */
export function play(kind) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZES[kind]);
  if (context?.state !== "running") return;
  let at = context.currentTime;
  for (const [pitch, length] of TUNES[kind]) {
    if (pitch) sound(pitch, at, length);
    at += length;
  }
}

function sound(pitch, at, length) {
  const tone = new OscillatorNode(context, { type: "triangle", frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.5, at + 0.01);
  volume.gain.linearRampToValueAtTime(0, at + length);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
}
