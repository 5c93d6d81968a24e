import { decode, prepare } from "./decoder.js";

const CAMERA = { video: { facingMode: "environment", width: { ideal: 640 }, height: { ideal: 480 } }, audio: false };
const LONGEST_SIDE = 800; // pixels; more makes old phones slow and finds no more codes
const PAUSE = 60; // milliseconds between two looks
const IGNORED = 4000; // milliseconds after a code was last in view

/** The camera, and the codes that appear before it. */
export class Scanner {
  #video;
  #onCode;
  #onEnd;
  #stream = null;
  #canvas = document.createElement("canvas");
  #lastSeen = new Map();

  constructor(video, { onCode, onEnd }) {
    this.#video = video;
    this.#onCode = onCode;
    this.#onEnd = onEnd;
    prepare();
  }

  /** Why there can be no camera on this page at all, or null. */
  static get obstacle() {
    if (!isSecureContext) return "insecure";
    return navigator.mediaDevices?.getUserMedia ? null : "missing";
  }

  /** Whether the camera may be used without asking again. */
  static async isAllowed() {
    try {
      return (await navigator.permissions.query({ name: "camera" })).state === "granted";
    } catch {
      return false;
    }
  }

  /** Show what the camera sees and look for codes in it. Throws what the browser throws. */
  async start() {
    this.stop();
    const stream = await navigator.mediaDevices.getUserMedia(CAMERA);
    this.#stream = stream;
    stream.getVideoTracks()[0].addEventListener("ended", () => this.#ended(stream));
    this.#video.srcObject = stream;
    await this.#video.play();
    this.#watch(stream);
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }

  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  async light(on) {
    await this.#track.applyConstraints({ advanced: [{ torch: on }] });
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  #ended(stream) {
    if (this.#stream !== stream) return; // stopped by ourselves
    this.stop();
    this.#onEnd();
  }

  async #watch(stream) {
    while (this.#stream === stream) {
      await this.#nextFrame();
      const picture = this.#picture();
      const code = picture && (await decode(picture));
      if (code && this.#stream === stream) this.#saw(code, performance.now());
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  #nextFrame() {
    const video = this.#video;
    return new Promise((resolve) => {
      if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
      else requestAnimationFrame(resolve);
    });
  }

  #picture() {
    const { videoWidth, videoHeight } = this.#video;
    if (!videoWidth) return null;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
    const canvas = this.#canvas;
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    paper.drawImage(this.#video, 0, 0, canvas.width, canvas.height);
    return paper.getImageData(0, 0, canvas.width, canvas.height);
  }

  // A ticket that stays in view counts once; shown again after a while it is a new scan.
  #saw(code, now) {
    for (const [known, seen] of this.#lastSeen) if (now - seen > IGNORED) this.#lastSeen.delete(known);
    const isNew = !this.#lastSeen.has(code);
    this.#lastSeen.set(code, now);
    if (isNew) this.#onCode(code);
  }
}
