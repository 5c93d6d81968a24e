import { canBeTicket, newScan, normalise } from "./codes.js";

const HESITATION = 300; // milliseconds; a quicker answer needs no "one moment"
const PATIENCE = 3000; // then the person may walk on, whatever the network does
const FRESH = 8000; // an answer to an older scan no longer belongs to who stands here
const REFUSED = new Set(["waiting_list", "withdrawn", "not_approved", "other_event", "other_day", "unknown", "invalid"]);

/** What happens between a code and its answer: one person at a time. */
export class Desk {
  #queue;
  #screen;
  #bar;
  #current = null;
  #timers = [];

  constructor({ queue, screen, bar }) {
    this.#queue = queue;
    this.#screen = screen;
    this.#bar = bar;
  }

  /** A code from the camera, a hand scanner or fingers. */
  take(text, { typed = false } = {}) {
    const code = normalise(text);
    if (canBeTicket(code)) this.#ask(newScan(code, "check_in"));
    else this.#refuse(typed ? "mistyped" : "foreign");
  }

  /** The queue has the answer to a scan, of just now or of long ago. */
  answered(scan, answer) {
    const isAwaited = this.#current?.id === scan.id && Date.now() - Date.parse(scan.at) < FRESH;
    if (this.#current?.id === scan.id) this.#stopWaiting();
    if (!isAwaited) {
      if (REFUSED.has(answer.outcome)) this.#bar.addLate(scan, answer);
      return;
    }
    this.#screen.show(answer);
    if (answer.outcome === "checked_in") this.#screen.offerUndo(answer, () => this.#ask(newScan(scan.code, "undo")));
  }

  /** The network failed; the scan waits, the person need not. */
  failed() {
    if (this.#timers.length) this.#keep();
  }

  close() {
    this.#stopWaiting();
  }

  #ask(scan) {
    this.#stopWaiting();
    this.#screen.clear();
    this.#current = scan;
    this.#timers = [setTimeout(() => this.#screen.wait(), HESITATION), setTimeout(() => this.#keep(), PATIENCE)];
    this.#queue.add(scan);
  }

  #refuse(outcome) {
    this.#stopWaiting();
    this.#screen.show({ outcome });
  }

  #keep() {
    this.#stopTimers();
    this.#screen.show({ outcome: "kept" });
  }

  #stopWaiting() {
    this.#current = null;
    this.#stopTimers();
  }

  #stopTimers() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
