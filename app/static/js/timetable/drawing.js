// Draws a programme into the table that the server made, and reads it from there.

const ADD = "+";
const BETWEEN = " · ";

/** What the server wrote in the table: rows, lanes and workshops. */
export function read(table, hasZones) {
  const lanes = [...table.querySelectorAll("thead [data-lane]")].map((head) => ({
    key: head.dataset.lane,
    title: head.dataset.lane && head.querySelector("span").textContent,
    seats: Number(head.dataset.seats) || null,
  }));
  const bodies = [...table.tBodies];
  const rows = [...table.querySelectorAll("tr[data-round]")].map((row) => ({
    id: Number(row.dataset.round),
    title: row.cells[0].querySelector("a").textContent,
    day: bodies.indexOf(row.parentElement),
  }));
  const workshops = [];
  for (const row of table.querySelectorAll("tr[data-round]")) {
    lanes.forEach((lane, index) => {
      for (const card of row.cells[index + 1].querySelectorAll("[data-id]")) workshops.push(workshopOf(card, row, hasZones ? lane.key : ""));
    });
  }
  return { rows, lanes, workshops };
}

function workshopOf(card, row, zone) {
  const { id, seats, taken, room, until } = card.dataset;
  return {
    key: id,
    id: Number(id),
    round: Number(row.dataset.round),
    until: Number(until) || null,
    zone: zone ? Number(zone) : null,
    room: room ?? "",
    title: card.querySelector("b").textContent,
    leader: card.querySelector("small").textContent.split(BETWEEN).slice(0, -1).join(BETWEEN), // the last part are the seats
    seats: Number(seats),
    taken: Number(taken) || 0,
    like: null,
  };
}

/** Workshops as the server sends them. */
export const received = (workshops) => workshops.map((each) => ({ ...each, key: String(each.id), like: null }));

export class Drawing {
  constructor(table, programme, words, icon) {
    Object.assign(this, { table, programme, words, icon });
    this.drawn = new WeakMap();
    this.rows = new Map([...table.querySelectorAll("tr[data-round]")].map((row) => [Number(row.dataset.round), row]));
    table.setAttribute("role", "grid");
    for (const [id, row] of this.rows) row.cells[0].append(tool("fill-row", this.words.rows, { round: id }));
    for (const head of table.querySelectorAll("thead [data-lane]")) head.append(tool("fill-column", this.words.column, { lane: head.dataset.lane }));
    for (const link of table.querySelectorAll("tr[data-round] th a")) link.tabIndex = -1;
  }

  td(round, lane) {
    return this.rows.get(round)?.cells[this.programme.lanes.findIndex((each) => each.key === lane) + 1];
  }

  /** The cell that something on the page stands in. */
  cellOf(element) {
    const td = element.closest("td, tbody th[scope=row]");
    const row = td?.closest("tr[data-round]");
    if (!row || td.cellIndex < 1) return null;
    return { td, round: Number(row.dataset.round), lane: this.programme.lanes[td.cellIndex - 1].key };
  }

  /** A column for a room that was typed: before the one for what has no room yet. */
  addLane(lane) {
    const place = this.programme.lanes.length - 1;
    this.programme.lanes.splice(place, 0, lane);
    const head = document.createElement("th");
    head.scope = "col";
    head.dataset.lane = lane.key;
    head.append(text("span", lane.title), tool("fill-column", this.words.column, { lane: lane.key }));
    this.table.tHead.rows[0].cells[place].after(head);
    for (const row of this.rows.values()) row.cells[place].after(document.createElement("td"));
    for (const wide of this.table.querySelectorAll("tbody [colspan]")) wide.colSpan += 1;
  }

  /** Draw what is not drawn like this yet. `carried`: the keys of what is being moved. */
  draw(carried = new Set()) {
    const { programme } = this;
    const cells = programme.cells();
    const warnings = programme.warnings(this.words);
    this.unsaved = new Set(programme.changes().map(({ key }) => key));
    for (const row of programme.rows) {
      for (const lane of programme.lanes) {
        const cell = cells.get(`${row.id} ${lane.key}`) ?? { own: [], goingOn: [] };
        const cards = cell.own.map((each) => this.facts(each, warnings, carried));
        this.drawCell(this.td(row.id, lane.key), { row, lane, cards, goingOn: cell.goingOn.map((each) => each.title) });
      }
    }
  }

  facts(workshop, warnings, carried) {
    const { programme } = this;
    const { key } = workshop;
    return {
      workshop,
      isNew: this.unsaved.has(key),
      isCarried: carried.has(key),
      told: [programme.faults.get(key), programme.notes.get(key), ...(warnings.get(key) ?? [])].filter(Boolean),
      isFaulty: programme.faults.has(key),
      until: workshop.until ? programme.rows[programme.row(workshop.until)]?.title : "",
    };
  }

  drawCell(td, cell) {
    const face = JSON.stringify([cell.cards, cell.goingOn]);
    if (this.drawn.get(td) === face) return;
    this.drawn.set(td, face);
    const list = document.createElement("ul");
    for (const title of cell.goingOn) list.append(this.goingOn(title));
    for (const card of cell.cards) list.append(this.card(card));
    const add = text("a", ADD, { href: this.addressOf(cell), "aria-label": `${this.words.addHere}: ${cell.row.title}, ${cell.lane.title || this.words.unknown}` });
    td.replaceChildren(...(list.children.length ? [list] : []), button(add));
  }

  addressOf({ row, lane }) {
    return `rounds/${row.id}/sessions/add?${new URLSearchParams(this.programme.hasZones ? { zone: lane.key } : { room: lane.title })}`;
  }

  goingOn(title) {
    const item = text("li", `${title} `);
    item.className = "goes-on";
    item.append(text("small", this.words.goesOn));
    return item;
  }

  card({ workshop, isNew, isCarried, isFaulty, told, until }) {
    const item = document.createElement("li");
    item.dataset.id = workshop.key;
    item.draggable = true;
    item.classList.toggle("is-new", isNew);
    item.classList.toggle("is-carried", isCarried);
    item.classList.toggle("is-faulty", isFaulty);
    const link = button(document.createElement("a"));
    if (workshop.id) link.href = `sessions/${workshop.id}/edit`;
    link.draggable = false;
    const taken = workshop.taken ? ` (${workshop.taken} ${this.words.taken})` : "";
    const facts = [workshop.leader, `${workshop.seats} ${this.words.seats}${taken}`, this.programme.hasZones ? workshop.room : "", until && `→ ${until}`];
    link.append(text("b", workshop.title), " ", text("small", facts.filter(Boolean).join(BETWEEN)));
    if (isNew) link.append(" ", text("small", this.words.unsaved, { class: "visually-hidden" }));
    for (const each of told) link.append(" ", this.warning(each));
    item.append(link);
    return item;
  }

  warning(words) {
    const note = text("small", "", { class: "timetable-note" });
    note.append(this.icon.content.cloneNode(true), words);
    return note;
  }

  /** Show one lane at a time where there is no room for more. */
  showLane(key) {
    const index = this.programme.lanes.findIndex((each) => each.key === key) + 1;
    for (const row of [this.table.tHead.rows[0], ...this.rows.values()]) {
      for (const cell of row.cells) cell.classList.toggle("is-away", cell.cellIndex > 0 && cell.cellIndex !== index);
    }
  }
}

function text(tag, words, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = words;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** A link that does something here; where it leads is for who opens it in another tab. */
function button(link) {
  link.setAttribute("role", "button");
  link.tabIndex = -1;
  return link;
}

function tool(name, words, data) {
  const made = text("button", words, { type: "button", tabindex: "-1", class: "timetable-tool" });
  Object.assign(made.dataset, { do: name, ...data });
  return made;
}
