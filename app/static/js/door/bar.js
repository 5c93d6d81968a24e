import { part, timeOfDay, withValues } from "./page.js";

/** How many are in, what still waits to be sent, and what was refused afterwards. */
export class Bar {
  #words;

  constructor(words) {
    this.#words = words;
    part("late-seen").addEventListener("click", () => this.#forgetLate());
  }

  count({ present, expected }) {
    part("present").textContent = present;
    part("expected").textContent = withValues(this.#words.expected, { expected });
  }

  /** Says the truth about the network and the scans that wait. */
  tell({ trouble, waiting }) {
    const line = part("network");
    line.hidden = !trouble && !waiting;
    line.toggleAttribute("data-trouble", Boolean(trouble));
    const said = this.#words.network[trouble ?? "sending"];
    part("network-text").textContent = line.hidden ? "" : withValues(said[["none", "one"][waiting] ?? "many"], { number: waiting });
  }

  /** A scan that had to wait was refused; the person is inside by now. */
  addLate({ at }, { outcome, registration }) {
    const item = document.createElement("li");
    const { word } = this.#words.outcomes[outcome];
    item.textContent = [timeOfDay(at), registration?.name, word].filter(Boolean).join(" · ");
    part("late-list").append(item);
    part("late").hidden = false;
  }

  #forgetLate() {
    part("late-list").replaceChildren();
    part("late").hidden = true;
  }
}
