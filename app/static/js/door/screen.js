import { part, timeOfDay, withValues } from "./page.js";
import { play } from "./sounds.js";

const SHOWN = 4000; // milliseconds
const UNDOABLE = 30_000;
const LOOKS = {
  checked_in: "good",
  already_checked_in: "again",
  waiting_list: "again",
  undone: "undone",
  checked_out: "undone",
  kept: "kept",
  waiting: "kept",
};

/** The whole screen as one answer, and the way back from it. */
export class Screen {
  #words;
  #field = part("answer");
  #undo = part("undo");
  #timer;
  #undoTimer;
  #onUndo = null;

  constructor(words) {
    this.#words = words;
    this.#field.addEventListener("click", () => this.clear());
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.clear());
    part("undo-button").addEventListener("click", () => this.#undoNow());
  }

  /** Show what came of a scan, for four seconds. */
  show({ outcome, checked_in_at: since, registration }) {
    const { word, advice } = this.#words.outcomes[outcome] ?? this.#words.outcomes.invalid;
    const look = LOOKS[outcome] ?? "stop";
    const lines = {
      word: withValues(word, { time: timeOfDay(since) }),
      name: registration?.name,
      school: registration?.school,
      where: registration?.where,
      advice,
    };
    this.#fill(look, lines);
    play(look);
    this.#say(look === "stop" ? "alert" : "status", Object.values(lines).filter(Boolean).join(". "));
    this.#timer = setTimeout(() => this.clear(), SHOWN);
  }

  /** The answer takes a moment. */
  wait() {
    this.#fill("kept", { word: this.#words.outcomes.waiting.word });
  }

  clear() {
    clearTimeout(this.#timer);
    this.#field.hidden = true;
    document.body.removeAttribute("data-look");
  }

  /** A way back, for thirty seconds. */
  offerUndo({ registration }, onUndo) {
    clearTimeout(this.#undoTimer);
    this.#onUndo = onUndo;
    part("undo-name").textContent = withValues(this.#words.undo, { name: registration.name });
    this.#undo.hidden = false;
    this.#undoTimer = setTimeout(() => this.#endUndo(), UNDOABLE);
  }

  /** Nothing can be scanned here any more. */
  close(waiting) {
    this.clear();
    this.#endUndo();
    part("closed-waiting").hidden = waiting === 0;
    part("closed-waiting").textContent = withValues(this.#words.closed[waiting === 1 ? "one" : "many"], { number: waiting });
    part("open").hidden = true;
    part("closed").hidden = false;
    part("closed").focus();
  }

  #fill(look, lines) {
    clearTimeout(this.#timer);
    for (const name of ["word", "name", "school", "where", "advice"]) {
      const line = part(name);
      line.textContent = lines[name] ?? "";
      line.hidden = !lines[name];
    }
    part("word").style.setProperty("--longest", longest(lines.word));
    for (const icon of this.#field.querySelectorAll("[data-look-icon]")) icon.toggleAttribute("hidden", icon.dataset.lookIcon !== look);
    this.#field.hidden = false;
    document.body.dataset.look = look;
  }

  #undoNow() {
    const undo = this.#onUndo;
    this.#endUndo();
    undo?.();
  }

  #endUndo() {
    clearTimeout(this.#undoTimer);
    this.#onUndo = null;
    this.#undo.hidden = true;
  }

  // Emptied first, so that a screen reader says the same words for the next person again.
  #say(region, text) {
    part("status").textContent = part("alert").textContent = "";
    setTimeout(() => {
      part(region).textContent = text;
    }, 50);
  }
}

// The giant word is as large as its longest part leaves room for.
function longest(text) {
  return Math.max(8, ...text.split(" ").map(({ length }) => length));
}
