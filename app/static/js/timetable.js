// Building a programme in its timetable: by mouse, keyboard and touch. Nothing is saved before one says so.
import { personSearch } from "./person-search.js";
import { Drawing, read, received } from "./timetable/drawing.js";
import { Programme, roomKey } from "./timetable/programme.js";

const MOST_CHECKS = 12;
const EDGE = 8; // pixels of a workshop's lower edge that stretch it
const WIDE = "(min-width: 48rem)";

export function buildTimetable(page) {
  const box = page.querySelector("[data-timetable]");
  if (box?.querySelector("table")) new Builder(box).start();
}

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

class Builder {
  constructor(box) {
    this.box = box;
    this.table = box.querySelector("table");
    this.words = JSON.parse(box.querySelector("[data-words]").textContent);
    const hasZones = box.dataset.shape === "zones";
    this.programme = new Programme({ ...read(this.table, hasZones), hasZones, version: Number(box.dataset.version) });
    this.drawing = new Drawing(this.table, this.programme, this.words, box.querySelector("[data-icon]"));
    this.at = null; // where one is: {round, lane, key}, without key at the place to add
    this.carried = null; // what is being moved or copied: {key, isCopy} or {lane}
    this.editor = null;
    this.seats = "";
    this.kept = `timetable:${box.dataset.timetable}`;
  }

  start() {
    for (const part of this.box.querySelectorAll("[data-scripted]")) part.hidden = false;
    this.listen();
    this.offerLanes();
    this.restore();
    this.redraw();
    const first = this.table.querySelector("tr[data-round] td a");
    if (first) first.tabIndex = 0;
  }

  find(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  listen() {
    const { box, table } = this;
    table.addEventListener("pointerdown", (event) => this.pressed(event));
    table.addEventListener("click", (event) => this.clicked(event));
    table.addEventListener("focusin", (event) => this.focused(event));
    table.addEventListener("keydown", (event) => this.typed(event));
    table.addEventListener("submit", (event) => this.submitted(event));
    table.addEventListener("change", ({ target }) => this.proposeSeats(target));
    for (const name of ["dragstart", "dragover", "dragleave", "drop", "dragend"]) table.addEventListener(name, (event) => this[name](event));
    box.addEventListener("click", ({ target }) => this.act(target.closest("[data-do]")));
    box.addEventListener("keydown", (event) => this.anywhere(event));
    this.find("lane-chooser").addEventListener("change", ({ target }) => this.showLane(target.value));
    addEventListener("beforeunload", (event) => {
      if (!this.isLeaving && this.programme.changes().length) event.preventDefault();
    });
  }

  // Saying and showing

  say(words, values = {}) {
    this.find("said").textContent = fill(words, values);
  }

  titleOf(key) {
    return this.programme.now.get(key)?.title ?? "";
  }

  placeOf({ round, lane }) {
    const { programme } = this;
    return { round: programme.rows[programme.row(round)].title, lane: programme.lane(lane)?.title || this.words.unknown };
  }

  /** Draw what has changed, keep what is to be kept, and go where one was. */
  redraw({ focus = false } = {}) {
    this.editor = null;
    this.drawing.draw(new Set(this.carried?.key && !this.carried.isCopy ? [this.carried.key] : []));
    this.keep();
    this.showBar();
    const item = this.itemAt(this.at);
    this.rove(item);
    if (focus) item?.focus();
  }

  showBar() {
    const { programme } = this;
    const number = programme.changes().length;
    const title = this.titleOf(this.at?.key);
    const isCarrying = Boolean(this.carried);
    this.find("for-carried").hidden = !isCarrying;
    this.find("for-chosen").hidden = isCarrying || !title;
    this.find("chosen").hidden = !isCarrying && !title;
    this.find("chosen").textContent = isCarrying ? this.carryingWords() : title;
    this.find("for-changes").hidden = !number;
    this.find("number").textContent = number === 1 ? this.words.oneChange : fill(this.words.changes, { number });
    this.find("bar").hidden = !(number || title || isCarrying);
    for (const card of this.table.querySelectorAll(".is-chosen")) card.classList.remove("is-chosen");
    if (title) this.cardOf(this.at.key)?.classList.add("is-chosen");
  }

  carryingWords() {
    const { carried, words, programme } = this;
    if (carried.lane !== undefined) return fill(words.carryingColumn, { title: programme.lane(carried.lane).title || words.unknown });
    return fill(carried.isCopy ? words.copying : words.carrying, { title: this.titleOf(carried.key) });
  }

  showChecks(checks) {
    const item = ({ round, text }) => {
      const made = document.createElement("li");
      made.className = "warning warning-warn";
      made.append(this.find("icon").content.cloneNode(true), round ? `${round}: ${text}` : text);
      return made;
    };
    const more = checks.length - MOST_CHECKS;
    const items = checks.slice(0, MOST_CHECKS).map(item);
    if (more > 0) items.push(item({ text: fill(this.words.moreChecks, { number: more }) }));
    this.find("checks").replaceChildren(...items);
    this.find("checked").hidden = !checks.length;
    this.find("checks-number").textContent = checks.length;
  }

  // Going from cell to cell: one stop for the tab key, arrows inside

  cardOf(key) {
    return this.table.querySelector(`li[data-id="${CSS.escape(key)}"]`);
  }

  items(td) {
    return [...td.querySelectorAll("a")];
  }

  itemAt(at) {
    if (!at) return null;
    const td = this.drawing.td(at.round, at.lane);
    if (!td) return null;
    return (at.key && td.querySelector(`li[data-id="${CSS.escape(at.key)}"] > a`)) || this.items(td).at(-1);
  }

  /** The tab key leads here from now on. */
  rove(item) {
    if (!item) return;
    for (const other of this.table.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    item.tabIndex = 0;
  }

  focused({ target }) {
    if (target.closest("form")) return;
    const cell = this.drawing.cellOf(target);
    const at = cell && { round: cell.round, lane: cell.lane, key: target.closest("li")?.dataset.id };
    if (this.editor) {
      if (!this.closeEditor()) return;
      this.at = at;
      this.redraw({ focus: true });
      return;
    }
    this.rove(target);
    this.at = at;
    if (cell && !matchMedia(WIDE).matches) this.showLane(cell.lane, { quietly: true });
    this.showBar();
  }

  go(rows, lanes) {
    const { programme } = this;
    const row = programme.row(this.at.round) + rows;
    const lane = programme.lanes.findIndex((each) => each.key === this.at.lane) + lanes;
    if (lane < 0) return this.drawing.rows.get(this.at.round).cells[0].querySelector("button").focus();
    if (row < 0) return this.table.tHead.rows[0].cells[lane + 1].querySelector("button")?.focus();
    if (!programme.rows[row] || !programme.lanes[lane]) return null;
    const from = this.items(this.drawing.td(this.at.round, this.at.lane)).indexOf(this.itemAt(this.at));
    if (!matchMedia(WIDE).matches) this.showLane(programme.lanes[lane].key, { quietly: true });
    const items = this.items(this.drawing.td(programme.rows[row].id, programme.lanes[lane].key));
    const place = rows > 0 ? 0 : rows < 0 ? items.length - 1 : Math.min(from, items.length - 1);
    return items[place].focus();
  }

  goDown(step) {
    const items = this.items(this.drawing.td(this.at.round, this.at.lane));
    const next = items[items.indexOf(this.itemAt(this.at)) + step];
    if (next) next.focus();
    else this.go(step, 0);
  }

  /** From what heads a column or a row into the table, or to the next one. */
  goFromHead(item, key) {
    const cell = item.closest("th");
    if (cell.closest("thead")) this.goFromColumn(cell, key);
    else this.goFromRow(item, cell, key);
  }

  goFromColumn(head, key) {
    const first = this.programme.rows[0].id;
    if (key === "ArrowDown") this.items(this.drawing.td(first, head.dataset.lane))[0].focus();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) head.parentElement.cells[head.cellIndex + step]?.querySelector("button")?.focus();
  }

  goFromRow(item, head, key) {
    const { programme } = this;
    const round = Number(head.parentElement.dataset.round);
    const items = [...head.querySelectorAll("a, button")];
    const beside = items[items.indexOf(item) + ({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? Number.NaN)];
    const next = programme.rows[programme.row(round) + ({ ArrowUp: -1, ArrowDown: 1 }[key] ?? Number.NaN)];
    if (beside) beside.focus();
    else if (key === "ArrowRight") this.items(this.drawing.td(round, programme.lanes[0].key))[0].focus();
    else if (next) this.drawing.rows.get(next.id).cells[0].querySelector(item.tagName).focus();
  }

  // Keyboard

  anywhere(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const name = { s: "save", z: "undo" }[event.key.toLowerCase()];
    if (!name || (name === "undo" && event.target.closest("form"))) return;
    event.preventDefault();
    this.run(name);
  }

  typed(event) {
    const { target, key } = event;
    if (target.closest("form")) {
      if (key === "Escape" && !event.defaultPrevented) this.escape(event);
      return;
    }
    const isControl = event.ctrlKey || event.metaKey;
    const head = target.closest("th :is(a, button)");
    if (head && key.startsWith("Arrow")) {
      event.preventDefault();
      this.goFromHead(head, key);
      return;
    }
    if (key === "Escape") this.escape(event);
    if (!this.at || head) return;
    const name = isControl ? this.withControl(key) : this.without(key, event.shiftKey);
    if (!name) return;
    event.preventDefault();
    name();
  }

  withControl(key) {
    const { programme } = this;
    return {
      x: () => this.run("move"),
      c: () => this.run("copy"),
      v: () => this.carried && this.putAt(this.at),
      Home: () => this.moveTo(programme.rows[0].id, programme.lanes[0].key),
      End: () => this.moveTo(programme.rows.at(-1).id, programme.lanes.at(-1).key),
    }[key.length === 1 ? key.toLowerCase() : key];
  }

  without(key, isShifted) {
    const { programme } = this;
    if (isShifted) return { ArrowDown: () => this.run("longer"), ArrowUp: () => this.run("shorter") }[key];
    return {
      ArrowDown: () => this.goDown(1),
      ArrowUp: () => this.goDown(-1),
      ArrowLeft: () => this.go(0, -1),
      ArrowRight: () => this.go(0, 1),
      Home: () => this.moveTo(this.at.round, programme.lanes[0].key),
      End: () => this.moveTo(this.at.round, programme.lanes.at(-1).key),
      Enter: () => this.chosen(this.at),
      " ": () => this.chosen(this.at),
      F2: () => this.run("edit"),
      Delete: () => this.run("remove"),
      Backspace: () => this.run("remove"),
    }[key];
  }

  moveTo(round, lane) {
    this.itemAt({ round, lane, key: this.programme.cell(round, lane).own[0]?.key })?.focus();
  }

  escape(event) {
    event.preventDefault();
    if (this.editor) this.redraw({ focus: true });
    else if (this.carried) this.run("put-down");
  }

  // Mouse and touch

  pressed(event) {
    const card = event.target.closest("li[data-id]");
    this.wasChosen = Boolean(card) && card.dataset.id === this.at?.key && this.table.contains(document.activeElement);
    if (!card || event.pointerType !== "mouse" || event.button || card.querySelector("form")) return;
    if (event.clientY < card.getBoundingClientRect().bottom - EDGE) return;
    event.preventDefault();
    this.stretch(card);
  }

  /** Follow the mouse from the lower edge of a workshop until it is let go. */
  stretch(card) {
    const key = card.dataset.id;
    const following = new AbortController();
    const rowUnder = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY)?.closest?.("tr[data-round]");
    card.draggable = false;
    this.table.classList.add("is-stretching");
    const over = (row) => {
      for (const each of this.drawing.rows.values()) each.classList.toggle("is-over", each === row);
    };
    addEventListener("pointermove", (event) => over(rowUnder(event)), { signal: following.signal });
    addEventListener(
      "pointerup",
      (event) => {
        following.abort();
        over(null);
        this.table.classList.remove("is-stretching");
        const row = rowUnder(event);
        this.stretched = true; // the click that follows is no click
        setTimeout(() => (this.stretched = false));
        if (row) this.stretchTo(key, this.programme.row(Number(row.dataset.round)));
        else this.redraw();
      },
      { signal: following.signal },
    );
  }

  clicked(event) {
    const { target } = event;
    if (target.closest("form, button")) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.button;
    const cell = this.drawing.cellOf(target);
    if (!cell || !isPlain) return;
    event.preventDefault();
    if (this.stretched) return;
    const key = target.closest("li[data-id]")?.dataset.id;
    const link = target.closest("a");
    if (this.carried) this.putAt(cell);
    else if (key && this.wasChosen) this.run("edit");
    else if (key) this.cardOf(key).querySelector("a").focus();
    else if (link) this.edit({ round: cell.round, lane: cell.lane });
  }

  dragstart(event) {
    const card = event.target.closest?.("li[data-id]");
    if (!card) return;
    this.dragged = card.dataset.id;
    event.dataTransfer.setData("text/plain", this.titleOf(this.dragged));
    event.dataTransfer.effectAllowed = "copyMove";
  }

  dragover(event) {
    const cell = this.dragged && this.drawing.cellOf(event.target);
    if (!cell) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = event.ctrlKey || event.altKey ? "copy" : "move";
    this.over(cell.td);
  }

  dragleave(event) {
    if (!this.table.contains(event.relatedTarget)) this.over(null);
  }

  drop(event) {
    const cell = this.dragged && this.drawing.cellOf(event.target);
    if (!cell) return;
    event.preventDefault();
    this.place(this.dragged, cell, event.ctrlKey || event.altKey);
    this.dragend();
  }

  dragend() {
    this.dragged = null;
    this.over(null);
  }

  over(td) {
    for (const each of this.table.querySelectorAll("td.is-over")) if (each !== td) each.classList.remove("is-over");
    td?.classList.add("is-over");
  }

  // What one does

  act(button) {
    if (!button || button.disabled) return;
    const { round, lane } = button.dataset;
    if (button.closest("th") && !this.closeEditor()) return;
    this.run(button.dataset.do, { round: Number(round), lane });
  }

  run(name, where = {}) {
    const doing = {
      edit: () => this.edit(this.at),
      move: () => this.carry({ key: this.at?.key, isCopy: false }),
      copy: () => this.carry({ key: this.at?.key, isCopy: true }),
      "put-down": () => this.putDown(),
      longer: () => this.stretchBy(1),
      shorter: () => this.stretchBy(-1),
      fill: () => this.fillFrom([this.programme.now.get(this.at?.key)]),
      "fill-row": () => this.fillFrom(this.programme.workshops.filter((each) => each.round === where.round)),
      "fill-column": () => (this.carried ? this.putAt({ lane: where.lane }) : this.carry({ lane: where.lane })),
      remove: () => this.remove(),
      cancel: () => this.redraw({ focus: true }),
      undo: () => this.undo(),
      save: () => this.save(),
      "previous-lane": () => this.turnLane(-1),
      "next-lane": () => this.turnLane(1),
    }[name];
    doing?.();
  }

  /** Enter or a second click: put down what is carried, else change what is there, else add. */
  chosen(at) {
    if (this.carried) this.putAt(at);
    else this.edit(at);
  }

  carry(carried) {
    if (carried.lane === undefined && !this.programme.now.has(carried.key)) return;
    if (!this.closeEditor()) return;
    this.carried = carried;
    this.redraw({ focus: carried.lane === undefined });
    this.say(this.carryingWords());
  }

  putDown() {
    this.carried = null;
    this.redraw({ focus: true });
    this.say(this.words.putDown);
  }

  putAt(cell) {
    const { key, isCopy, lane } = this.carried;
    if (lane !== undefined) {
      this.carried = null;
      this.at = cell.round ? { round: cell.round, lane: cell.lane } : this.at;
      if (cell.lane !== lane) this.fillColumn(lane, cell.lane);
      else this.redraw();
    } else if (cell.round) {
      if (!isCopy) this.carried = null;
      this.place(key, cell, isCopy);
    }
  }

  place(key, { round, lane }, isCopy) {
    const { programme } = this;
    const before = programme.now.get(key);
    if (!before) return;
    if (isCopy) this.at = { round, lane, key: programme.copy(key, round, lane) };
    else {
      this.at = { round, lane, key };
      if (before.round !== round || programme.laneOf(before) !== lane) programme.move(key, round, lane);
    }
    this.redraw({ focus: true });
    this.say(isCopy ? this.words.copied : this.words.moved, { title: before.title, ...this.placeOf({ round, lane }) });
  }

  stretchBy(step) {
    const workshop = this.programme.now.get(this.at?.key);
    if (workshop) this.stretchTo(workshop.key, this.programme.span(workshop)[1] + step);
  }

  stretchTo(key, index) {
    const done = this.programme.stretch(key, index);
    this.redraw({ focus: true });
    if (done) this.say(this.words.stretched, { title: this.titleOf(key), round: this.programme.rows[index].title });
  }

  fillFrom(workshops) {
    const { programme } = this;
    const rows = (each) => programme.rows.filter(({ id }) => id !== each.round).map(({ id }) => [id, programme.laneOf(each)]);
    this.filled(programme.fill(workshops.filter(Boolean), rows));
  }

  fillColumn(from, to) {
    const { programme } = this;
    const workshops = programme.workshops.filter((each) => programme.laneOf(each) === from);
    this.filled(programme.fill(workshops, (each) => [[each.round, to]]));
  }

  filled(number) {
    this.redraw({ focus: Boolean(this.at?.key) });
    this.say(number ? this.words.filled : this.words.nothingToFill, { number });
  }

  remove() {
    const { programme, at } = this;
    const workshop = programme.now.get(at?.key);
    if (!workshop) return;
    if (workshop.id && this.box.dataset.draft === undefined) {
      programme.faults.set(workshop.key, this.words.onlyDraft);
      this.redraw({ focus: true });
      this.say(this.words.onlyDraft);
      return;
    }
    programme.remove(workshop.key);
    this.at = { round: at.round, lane: at.lane };
    this.redraw({ focus: true });
    this.say(this.words.removed, { title: workshop.title });
  }

  undo() {
    if (this.editor) {
      this.redraw({ focus: true });
      return;
    }
    if (!this.programme.undo()) return;
    if (this.carried?.key && !this.programme.now.has(this.carried.key)) this.carried = null;
    this.redraw({ focus: true });
    this.say(this.words.undone);
  }

  // Changing in place

  edit(at) {
    if (!at || !this.closeEditor()) return;
    const { programme } = this;
    const workshop = programme.now.get(at.key);
    const form = this.find("editor").content.firstElementChild.cloneNode(true);
    const lane = programme.lane(at.lane);
    const room = programme.hasZones ? "" : lane.title;
    const facts = workshop ?? { title: "", leader: "", room, seats: lane.seats ?? this.seats };
    for (const name of ["title", "leader", "room", "seats"]) form.elements[name].value = facts[name];
    form.dataset.proposed = workshop ? "" : String(facts.seats);
    this.editor = { form, at, key: workshop?.key };
    this.at = at;
    const item = document.createElement("li");
    item.append(form);
    const td = this.drawing.td(at.round, at.lane);
    this.drawing.drawn.delete(td);
    if (workshop) this.cardOf(workshop.key).replaceWith(item);
    else {
      if (!td.querySelector("ul")) td.prepend(document.createElement("ul"));
      td.querySelector("ul").append(item);
    }
    personSearch(form);
    form.elements.title.focus();
    form.elements.title.select();
    form.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** A room has so many seats: propose them, unless somebody typed another number. */
  proposeSeats(input) {
    if (input.name !== "room") return;
    const { form } = this.editor;
    const seats = this.programme.lane(roomKey(input.value))?.seats;
    if (!seats || this.programme.hasZones || form.elements.seats.value !== form.dataset.proposed) return;
    form.elements.seats.value = form.dataset.proposed = String(seats);
  }

  submitted(event) {
    event.preventDefault();
    this.apply();
    this.redraw({ focus: true });
  }

  /** Take over what was typed; without a title it is left. False, and the field is shown, when something is wrong with it. */
  closeEditor() {
    if (!this.editor) return true;
    const { form } = this.editor;
    if (form.elements.title.value.trim() && !form.reportValidity()) return false;
    this.apply();
    this.redraw();
    return true;
  }

  apply() {
    const { form, at, key } = this.editor;
    const { programme } = this;
    const facts = { seats: Number(form.elements.seats.value) };
    for (const name of ["title", "leader", "room"]) facts[name] = form.elements[name].value.normalize("NFC").trim();
    this.editor = null;
    if (!facts.title) return;
    if (!programme.hasZones) facts.room = this.roomFor(facts.room);
    this.seats = String(facts.seats);
    const before = programme.now.get(key);
    if (!before) {
      const made = programme.add({ ...(programme.hasZones && programme.inLane(at.lane)), ...facts, round: at.round });
      this.at = { round: at.round, lane: programme.laneOf(programme.now.get(made)), key: made };
      this.say(this.words.added, { title: facts.title, ...this.placeOf(this.at) });
    } else if (Object.entries(facts).some(([name, value]) => before[name] !== value)) {
      programme.change(key, facts);
      this.at = { round: at.round, lane: programme.laneOf(programme.now.get(key)), key };
      this.say(this.words.changed, { title: facts.title });
    }
  }

  /** A room by the name it has here already; one that is new gets a column. */
  roomFor(name) {
    const key = roomKey(name);
    const lane = this.programme.lane(key);
    if (lane) return lane.title;
    this.drawing.addLane({ key, title: name, seats: null });
    this.offerLanes();
    return name;
  }

  // One lane at a time, where there is no room for more

  offerLanes() {
    const { lanes } = this.programme;
    this.find("lanes").hidden = false;
    const heads = [...this.table.querySelectorAll("thead [data-lane] > span")].map((head) => head.textContent);
    this.find("lane-chooser").replaceChildren(...lanes.map(({ key }, index) => new Option(heads[index], key)));
    this.box.querySelector("#timetable-rooms").replaceChildren(
      ...(this.programme.hasZones ? [...new Set(this.programme.workshops.map(({ room }) => room))] : lanes.map(({ title }) => title))
        .filter(Boolean)
        .map((title) => Object.assign(document.createElement("option"), { value: title })),
    );
    this.showLane(this.lane ?? lanes[0].key);
  }

  showLane(key, { quietly = false } = {}) {
    if (quietly && this.lane === key) return;
    this.lane = key;
    this.find("lane-chooser").value = key;
    this.drawing.showLane(key);
  }

  turnLane(step) {
    const { lanes } = this.programme;
    const now = lanes.findIndex(({ key }) => key === this.lane);
    this.showLane(lanes[(now + step + lanes.length) % lanes.length].key);
  }

  // Keeping, and saving

  keep(told = []) {
    const unsaved = this.programme.unsaved();
    try {
      if (unsaved.changes.length) sessionStorage.setItem(this.kept, JSON.stringify({ ...unsaved, told }));
      else sessionStorage.removeItem(this.kept);
    } catch {
      // a browser that keeps nothing still warns before one leaves
    }
  }

  /** What was not saved before the page was left, or opened anew. */
  restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.kept));
    } catch {
      return;
    }
    if (!kept?.changes?.length) return;
    const { programme } = this;
    this.rebase(kept, { version: programme.version, workshops: [...programme.base.values()] });
    this.tell(this.words.restored, kept.told);
  }

  rebase(unsaved, fresh) {
    this.carried = null;
    this.programme.rebase(unsaved, fresh, this.words);
    this.addLanes();
  }

  addLanes() {
    if (!this.programme.hasZones) for (const { room } of this.programme.workshops) this.roomFor(room);
  }

  async save() {
    const { programme, words } = this;
    if (this.isSaving || !this.closeEditor() || !programme.changes().length) return;
    this.isSaving = true;
    this.find("for-changes").querySelector("[data-do=save]").disabled = true;
    this.say(words.saving);
    try {
      await this.send();
    } finally {
      this.isSaving = false;
      this.find("for-changes").querySelector("[data-do=save]").disabled = false;
    }
  }

  async send() {
    const { programme, words } = this;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.box.dataset.token };
    let answer = null;
    let body = null;
    try {
      answer = await fetch(this.box.dataset.address, { method: "POST", headers, body: JSON.stringify(programme.toSend()) });
      body = await answer.json().catch(() => null);
    } catch {
      return this.tell(words.noConnection);
    }
    const known = { 200: () => this.saved(body), 409: () => this.outdated(body), 422: () => this.refused(body) }[answer.status];
    if (known && body) return known();
    return this.tell(body?.reason ?? ([400, 401, 403].includes(answer.status) ? words.signedOut : words.failed));
  }

  saved({ version, workshops, checks }) {
    this.programme.saved({ version, workshops: received(workshops) });
    if (this.at?.key && !this.programme.now.has(this.at.key)) this.at = { ...this.at, key: undefined };
    this.addLanes();
    this.tell("");
    this.showChecks(checks);
    this.redraw({ focus: Boolean(this.at) && this.box.contains(document.activeElement) });
    this.say(this.words.saved);
  }

  /** Somebody else saved first: her work comes in, ours stays on top of it, and what differs is said where it is. */
  outdated({ version, workshops, checks, rounds, deeds, reason }) {
    const { programme } = this;
    const told = deeds.map(({ who, at, lines }) => `${who}, ${at}: ${lines.join("; ")}`);
    const isSameTable = rounds.join() === programme.rows.map(({ id }) => id).join() && workshops.every(({ zone }) => !zone || programme.lane(String(zone)));
    if (!isSameTable) {
      this.keep(told);
      this.isLeaving = true;
      location.reload();
      return;
    }
    this.rebase(programme.unsaved(), { version, workshops: received(workshops) });
    this.showChecks(checks);
    this.redraw();
    this.tell(programme.changes().length ? `${reason} ${this.words.saveAgain}` : reason, told);
  }

  refused({ reason, faults }) {
    const { programme } = this;
    programme.faults = new Map(faults.map(({ key, text }) => [key, text]));
    const hidden = faults.filter(({ key }) => !programme.now.has(key)).map(({ key, text }) => `${programme.base.get(key)?.title}: ${text}`);
    const first = programme.now.get(faults[0]?.key);
    if (first) this.at = { round: first.round, lane: programme.laneOf(first), key: first.key };
    this.tell(reason, hidden);
    this.redraw({ focus: Boolean(first) });
  }

  /** Something to read above the table, and to hear. */
  tell(words, lines = []) {
    const box = this.find("meanwhile");
    box.hidden = !words;
    const list = document.createElement("ul");
    list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    const text = Object.assign(document.createElement("p"), { textContent: words });
    const inner = document.createElement("div");
    inner.append(text, ...(lines.length ? [list] : []));
    box.replaceChildren(...(words ? [this.find("icon").content.cloneNode(true), inner] : []));
    if (words) box.scrollIntoView({ block: "nearest" });
  }
}
