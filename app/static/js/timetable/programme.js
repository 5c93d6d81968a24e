// What is in a timetable, and what was done to it since it was last saved. Knows nothing of the page.
// A workshop: {key, id, round, until, zone, room, title, leader, seats, taken, like}. Workshops are never changed, only replaced.

export const FIELDS = ["title", "leader", "seats", "room", "zone", "round", "until"];
const MOST_STEPS = 100;

export const roomKey = (name) => name.trim().toLowerCase();

export class Programme {
  /** rows: [{id, title, day}] of rounds with workshops, in order. lanes: [{key, title, seats}]. hasZones: what lanes are. */
  constructor({ rows, lanes, hasZones, workshops, version }) {
    Object.assign(this, { rows, lanes, hasZones, version });
    this.base = new Map(workshops.map((each) => [each.key, each]));
    this.now = new Map(this.base);
    this.notes = new Map(); // what others changed, by key
    this.faults = new Map(); // what the server refused, by key
    this.steps = [];
    this.made = 0;
  }

  get workshops() {
    return [...this.now.values()];
  }

  laneOf({ zone, room }) {
    return this.hasZones ? String(zone ?? "") : roomKey(room);
  }

  lane(key) {
    return this.lanes.find((each) => each.key === key);
  }

  row(id) {
    return this.rows.findIndex((each) => each.id === id);
  }

  /** The rows in which a workshop runs, by index. */
  span({ round, until }) {
    const first = this.row(round);
    return [first, until ? Math.max(first, this.row(until)) : first];
  }

  /** Workshops that begin in a cell, and those that go on there. */
  cell(round, lane) {
    const index = this.row(round);
    const here = this.workshops.filter((each) => this.laneOf(each) === lane);
    const goesOn = (each) => this.span(each)[0] < index && index <= this.span(each)[1];
    return { own: here.filter((each) => each.round === round), goingOn: here.filter(goesOn) };
  }

  /** Everything at once for drawing: Map of "round lane" to {own, goingOn}. */
  cells() {
    const found = new Map();
    const at = (round, lane) => {
      const name = `${round} ${lane}`;
      if (!found.has(name)) found.set(name, { own: [], goingOn: [] });
      return found.get(name);
    };
    for (const each of this.now.values()) {
      const lane = this.laneOf(each);
      const [first, last] = this.span(each);
      at(each.round, lane).own.push(each);
      for (let index = first + 1; index <= last; index++) at(this.rows[index].id, lane).goingOn.push(each);
    }
    return found;
  }

  // Steps: each replaces `now` by a new Map, so that undoing is going back to the one before.

  step(change) {
    this.steps.push(this.now);
    if (this.steps.length > MOST_STEPS) this.steps.shift();
    this.now = new Map(this.now);
    return change(this.now);
  }

  /** Take back the last step; what was kept from before the page was opened, all at once. Tells whether there was anything. */
  undo() {
    const before = this.steps.pop() ?? (this.changes().length ? new Map(this.base) : null);
    if (before) this.now = before;
    return Boolean(before);
  }

  newKey() {
    do this.made += 1;
    while (this.now.has(`n${this.made}`));
    return `n${this.made}`;
  }

  add(facts) {
    const key = this.newKey();
    const blank = { id: null, until: null, zone: null, room: "", leader: "", taken: 0, like: null };
    this.step((now) => now.set(key, { ...blank, ...facts, key }));
    return key;
  }

  change(key, facts) {
    this.faults.delete(key);
    this.step((now) => now.set(key, { ...now.get(key), ...facts }));
  }

  remove(key) {
    this.faults.delete(key);
    this.step((now) => now.delete(key));
  }

  inLane(lane) {
    if (this.hasZones) return { zone: lane ? Number(lane) : null };
    return { room: lane ? this.lane(lane).title : "" };
  }

  move(key, round, lane) {
    const workshop = this.now.get(key);
    this.change(key, { round, until: this.shifted(workshop, round), ...this.inLane(lane) });
  }

  copy(key, round, lane) {
    return this.add(this.copyOf(this.now.get(key), round, lane));
  }

  copyOf(workshop, round, lane) {
    const like = workshop.id ?? workshop.like;
    return { ...workshop, id: null, taken: 0, like, round, until: this.shifted(workshop, round), ...this.inLane(lane) };
  }

  /** Until when it runs once it begins in another round: as long as it did, but not into the next day. */
  shifted(workshop, round) {
    const [first, last] = this.span(workshop);
    const begins = this.row(round);
    let ends = begins;
    while (ends - begins < last - first && this.rows[ends + 1]?.day === this.rows[begins].day) ends += 1;
    return ends > begins ? this.rows[ends].id : null;
  }

  /** Let it run until a row; tells whether that is possible. */
  stretch(key, index) {
    const workshop = this.now.get(key);
    const [first, last] = this.span(workshop);
    if (index < first || index === last || this.rows[index]?.day !== this.rows[first].day) return false;
    this.change(key, { until: index > first ? this.rows[index].id : null });
    return true;
  }

  /** Copy these workshops wherever `places` says, but not beside one of the same title; gives how many were added. */
  fill(workshops, places) {
    const there = new Set(this.workshops.map((each) => `${each.round} ${this.laneOf(each)} ${each.title}`));
    const wanted = workshops.flatMap((each) => places(each).map(([round, lane]) => [each, round, lane]));
    const missing = wanted.filter(([each, round, lane]) => !there.has(`${round} ${lane} ${each.title}`));
    if (!missing.length) return 0;
    this.step((now) => {
      for (const [each, round, lane] of missing) {
        const key = this.newKey();
        now.set(key, { ...this.copyOf(each, round, lane), key });
      }
    });
    return missing.length;
  }

  // What there is to save.

  changes() {
    const found = [];
    for (const [key, was] of this.base) {
      const now = this.now.get(key);
      if (!now) found.push({ key, was, now: null });
      else if (now !== was && FIELDS.some((name) => now[name] !== was[name])) found.push({ key, was, now });
    }
    for (const [key, now] of this.now) if (!this.base.has(key)) found.push({ key, was: null, now });
    return found;
  }

  /** What there is to save, and on top of which workshops: enough to go on after the page was left. */
  unsaved() {
    return { changes: this.changes(), known: [...this.base.keys()] };
  }

  /** The same, as the server reads it: of a workshop that it knows only what has changed. */
  toSend() {
    const workshops = this.changes().map(({ key, was, now }) => {
      if (!now) return { key, id: was.id, removed: true };
      const names = was ? FIELDS.filter((name) => now[name] !== was[name]) : [...FIELDS, "like"];
      return { key, ...(was && { id: was.id }), ...Object.fromEntries(names.map((name) => [name, now[name]])) };
    });
    return { version: this.version, workshops };
  }

  /** Everything is saved: what the server has now is what we have. */
  saved({ version, workshops }) {
    this.version = version;
    this.base = new Map(workshops.map((each) => [each.key, each]));
    this.now = new Map(this.base);
    this.steps = [];
    this.notes.clear();
    this.faults.clear();
  }

  /** Put changes on top of what the server has now; where both changed something, `notes` says what is there. */
  rebase({ changes, known }, fresh, words) {
    const others = fresh.workshops.filter(({ key }) => !known.includes(key));
    const isSaved = (now) => others.some((each) => FIELDS.every((name) => each[name] === now[name])); // the answer did not reach us
    this.saved(fresh);
    for (const { key, was, now } of changes) {
      if (now && this.row(now.round) < 0) continue; // the round is gone, and what was in it
      if (!was && isSaved(now)) continue;
      const theirs = this.base.get(key);
      if (!was) this.addAgain(now);
      else if (!theirs && now) this.notes.set(this.addAgain({ ...now, id: null, like: null, taken: 0 }), words.gone);
      else if (theirs) this.merge({ key, was, now, theirs }, words);
    }
  }

  addAgain(workshop) {
    const isFree = workshop.key.startsWith("n") && !this.now.has(workshop.key);
    const key = isFree ? workshop.key : this.newKey();
    this.now.set(key, { ...workshop, key });
    return key;
  }

  merge({ key, was, now, theirs }, words) {
    const differing = FIELDS.filter((name) => theirs[name] !== was[name]);
    if (!now) {
      if (differing.length) this.notes.set(key, words.kept);
      else this.now.delete(key);
      return;
    }
    const mine = FIELDS.filter((name) => now[name] !== was[name]);
    this.now.set(key, { ...theirs, ...Object.fromEntries(mine.map((name) => [name, now[name]])) });
    const told = differing.map((name) => this.told(name, theirs[name], words)).join(", ");
    if (told) this.notes.set(key, words.elsewhere.replace("{what}", told));
  }

  /** One field as one reads it: seats 8. */
  told(name, value, words) {
    const titles = { zone: () => this.lane(String(value))?.title, round: () => this.rows[this.row(value)]?.title, until: () => this.rows[this.row(value)]?.title };
    return `${words[name]} ${(titles[name] ? titles[name]() : value) || words.unknown}`;
  }

  /** What to look at, by key, as far as one can see it here: a leader or a room twice at once, a room that is too small. */
  warnings(words) {
    const found = new Map();
    const warn = (key, text) => found.set(key, [...(found.get(key) ?? []), text]);
    const seats = new Map(this.hasZones ? [] : this.lanes.map((lane) => [lane.key, lane.seats]));
    const together = new Map();
    for (const each of this.now.values()) {
      const room = seats.get(roomKey(each.room));
      if (room && each.seats > room) warn(each.key, words.tooSmall.replace("{seats}", room));
      const [first, last] = this.span(each);
      for (let index = first; index <= last; index++) {
        for (const what of ["leader", "room"]) {
          if (!each[what].trim()) continue;
          const at = `${index} ${what} ${roomKey(each[what])}`;
          together.set(at, [...(together.get(at) ?? []), each]);
        }
      }
    }
    const told = new Set();
    for (const [at, workshops] of together) {
      if (workshops.length < 2) continue;
      const name = workshops[0][at.split(" ")[1]];
      for (const { key } of workshops) {
        if (told.has(`${key} ${name}`)) continue;
        told.add(`${key} ${name}`);
        warn(key, words.twice.replace("{name}", name));
      }
    }
    return found;
  }
}
