const MOST = 500; // scans in one request
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds, after each failure in a row

/** Where scans wait. A store on disk has the same three methods. */
export class MemoryStore {
  #scans = new Map();

  async put(scan) {
    this.#scans.set(scan.id, scan);
  }

  /** The waiting scans, earliest first. */
  async all() {
    return [...this.#scans.values()];
  }

  async remove(ids) {
    for (const id of ids) this.#scans.delete(id);
  }
}

/** Sends scans until each has its answer. Ids make it harmless to send one twice, so a doubtful one is sent again. */
export class Queue {
  waiting = 0;
  #store;
  #send;
  #onAnswer;
  #onChange;
  #isSending = false;
  #isClosed = false;
  #failures = 0;
  #timer;

  /** send(scans) gives their answers in the same order or throws; onAnswer(scan, answer); onChange() when `waiting` changed. */
  constructor({ store, send, onAnswer, onChange }) {
    this.#store = store;
    this.#send = send;
    this.#onAnswer = onAnswer;
    this.#onChange = onChange;
  }

  /** Go on with what an earlier visit left in the store. */
  async resume() {
    await this.#count();
    this.flush();
  }

  async add(scan) {
    await this.#store.put(scan);
    this.waiting += 1;
    this.#onChange();
    this.flush();
  }

  /** Send now, without waiting for the end of a pause. */
  async flush() {
    if (this.#isSending || this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#isSending = true;
    const done = await this.#sendAll();
    this.#isSending = false;
    if (!done) this.#later();
    else if (this.waiting) this.flush(); // added while the last answer was being kept
  }

  /** Never send again: the station has been closed. */
  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #sendAll() {
    try {
      for (let batch = await this.#next(); batch.length; batch = await this.#next()) await this.#sendBatch(batch);
      this.#failures = 0;
      return true;
    } catch {
      this.#failures += 1;
      return false;
    }
  }

  async #next() {
    return (await this.#store.all()).slice(0, MOST);
  }

  async #sendBatch(batch) {
    const answers = await this.#send(batch);
    await this.#store.remove(batch.map(({ id }) => id));
    await this.#count();
    for (const [place, scan] of batch.entries()) this.#onAnswer(scan, answers[place]);
  }

  async #count() {
    this.waiting = (await this.#store.all()).length;
    this.#onChange();
  }

  #later() {
    if (this.#isClosed) return;
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length) - 1];
    this.#timer = setTimeout(() => this.flush(), pause * 1000 * (0.8 + 0.4 * Math.random()));
  }
}
