const WAIT = 150;
let made = 0;

/** Ask an address for what was typed; null when there is no answer, as any text will do. */
export async function ask(address, asked, signal) {
  try {
    const answer = await fetch(`${address}?${new URLSearchParams(asked)}`, { signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // no connection, or typed on
  }
}

/**
 * Suggestions under a text field, as a combobox. Any text stays allowed.
 * `find(typed, signal)` gives what is suggested, [{ value, label, note }], or null; the box says in words how many there are.
 */
export class Suggestions {
  constructor(box, input, find) {
    this.box = box;
    this.input = input;
    this.find = find;
    this.list = document.createElement("ul");
    this.status = document.createElement("p");
    this.list.id = `suggestions-${++made}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", box.querySelector("label").textContent.trim());
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    input.after(this.list, this.status);
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.search());
    input.addEventListener("keydown", (event) => this.steer(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the field focused
    this.list.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
  }

  search() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const typed = this.input.value.trim();
    if (!typed) return this.close();
    this.timer = setTimeout(async () => {
      this.asked = new AbortController();
      const found = await this.find(typed, this.asked.signal);
      if (found && document.activeElement === this.input && typed === this.input.value.trim()) this.show(found);
    }, WAIT);
  }

  show(found) {
    this.list.replaceChildren(...found.map((one, index) => option(`${this.list.id}-${index}`, one)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = found.length ? `${found.length} ${this.box.dataset.found}` : this.box.dataset.none;
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  steer(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.search();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.current) {
      event.preventDefault();
      this.choose(this.current);
    }
  }

  get current() {
    return this.list.hidden ? null : this.list.querySelector("[aria-selected=true]");
  }

  move(step) {
    const options = [...this.list.children];
    const now = options.indexOf(this.current);
    const next = options[now < 0 && step < 0 ? options.length - 1 : (now + step + options.length) % options.length];
    this.current?.setAttribute("aria-selected", "false");
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", next.id);
  }

  choose(chosen) {
    if (!chosen) return;
    this.input.value = chosen.dataset.value;
    this.close();
    this.input.focus();
  }
}

function option(id, { value, label, note }) {
  const item = Object.assign(document.createElement("li"), { id, className: "suggestion" });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.value = value;
  item.append(label);
  if (note) item.append(Object.assign(document.createElement("span"), { className: "suggestion-note", textContent: note }));
  return item;
}
