import { part } from "./page.js";
import { Scanner } from "./scanner.js";

const PROBLEMS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** The camera on the page: its button, its picture, its light, and in words what is wrong with it. */
export class Viewfinder {
  #words;
  #scanner;

  constructor(words, { onCode }) {
    this.#words = words;
    this.#scanner = new Scanner(part("video"), { onCode, onEnd: () => this.#show("stopped") });
    part("camera-start").addEventListener("click", () => this.#start());
    part("torch").addEventListener("click", ({ currentTarget }) => this.#light(currentTarget));
  }

  /** Begin by itself where the camera was allowed before; else wait for the button, which tells why it asks. */
  async begin() {
    if (Scanner.obstacle) this.#show(Scanner.obstacle);
    else if (await Scanner.isAllowed()) this.#start();
    else this.#show("ask");
  }

  stop() {
    this.#scanner.stop();
  }

  async #start() {
    part("camera-start").disabled = true;
    try {
      await this.#scanner.start();
      this.#show(null);
    } catch (error) {
      this.#scanner.stop();
      this.#show(PROBLEMS[error.name] ?? "broken");
    } finally {
      part("camera-start").disabled = false;
    }
  }

  #show(problem) {
    const note = part("camera-note");
    note.hidden = problem === null;
    part("aim").hidden = problem !== null;
    part("torch").hidden = problem !== null || !this.#scanner.hasTorch;
    if (problem === null) return;
    part("camera-text").textContent = this.#words.camera[problem];
    part("camera-start").hidden = problem === "insecure";
  }

  async #light(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    try {
      await this.#scanner.light(on);
      button.setAttribute("aria-pressed", String(on));
    } catch {
      button.hidden = true;
    }
  }
}
