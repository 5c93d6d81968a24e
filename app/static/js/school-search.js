const WAIT = 150;
let made = 0;

/** Suggestions under a field that asks for a school, and the school that goes with a mail address. Any text stays allowed. */
export function schoolSearch(page) {
  for (const box of page.querySelectorAll("[data-school-search]")) {
    const input = box.querySelector("input");
    if (!input.list) new Suggestions(box, input);
    const email = page.getElementById(box.dataset.email ?? "");
    if (email && input) tellSchool(box, input, email);
  }
}

async function ask(box, name, value, signal) {
  try {
    const answer = await fetch(`${box.dataset.schoolSearch}?${new URLSearchParams({ [name]: value })}`, { signal });
    return answer.ok ? (await answer.json()).schools : null;
  } catch {
    return null; // no connection, or typed on: the field takes any text
  }
}

/** Fill in the school when the domain of the address tells one only. The address itself is not sent. */
function tellSchool(box, input, email) {
  let filledIn = "";
  const note = box.appendChild(Object.assign(document.createElement("p"), { className: "field-hint school-told" }));
  note.setAttribute("role", "status");
  input.addEventListener("input", () => note.replaceChildren());
  email.addEventListener("change", async () => {
    const domain = email.value.trim().split("@")[1];
    if (!domain || (input.value && input.value !== filledIn)) return;
    const [school] = (await ask(box, "email", `@${domain}`)) ?? [];
    if (!school || (input.value && input.value !== filledIn)) return;
    input.value = filledIn = school.name;
    note.textContent = box.dataset.told;
  });
}

class Suggestions {
  constructor(box, input) {
    this.box = box;
    this.input = input;
    this.list = document.createElement("ul");
    this.status = document.createElement("p");
    this.list.id = `school-options-${++made}`;
    this.list.className = "school-options";
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
      const schools = await ask(this.box, "q", typed, this.asked.signal);
      if (schools && document.activeElement === this.input && typed === this.input.value.trim()) this.show(schools);
    }, WAIT);
  }

  show(schools) {
    this.list.replaceChildren(...schools.map(({ name, city }, index) => option(`${this.list.id}-${index}`, name, city)));
    this.list.hidden = !schools.length;
    this.input.setAttribute("aria-expanded", String(schools.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = schools.length ? `${schools.length} ${this.box.dataset.found}` : this.box.dataset.none;
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
    this.input.value = chosen.dataset.name;
    this.close();
    this.input.focus();
  }
}

function option(id, name, city) {
  const item = Object.assign(document.createElement("li"), { id, className: "school-option" });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.name = name;
  item.append(name);
  if (city) item.append(Object.assign(document.createElement("span"), { className: "school-place", textContent: city }));
  return item;
}
