const PATIENCE = 8000; // milliseconds

/** The door API. `trouble` is what last went wrong: "offline", "unavailable", or null. */
export class Api {
  trouble = null;
  #token;
  #urls;
  #onTrouble;
  #onClosed;

  constructor({ token, urls, onTrouble, onClosed }) {
    this.#token = token;
    this.#urls = urls;
    this.#onTrouble = onTrouble;
    this.#onClosed = onClosed;
  }

  /** The answers to scans, in the same order. */
  async send(scans) {
    const { results } = await this.#ask(this.#urls.scans, { method: "POST", body: JSON.stringify({ scans }) });
    if (results?.length !== scans.length) throw this.#failed("unavailable");
    return results;
  }

  /** { present, expected } */
  async counts() {
    return (await this.#ask(this.#urls.door)).counts;
  }

  /** The device itself says that it has no network. */
  lost() {
    this.#say("offline");
  }

  async #ask(url, request = {}) {
    const { status, text } = await this.#fetch(url, request);
    if (status === 401) this.#onClosed();
    if (status !== 200) throw this.#failed("unavailable");
    const answer = this.#parse(text);
    this.#say(null);
    return answer;
  }

  async #fetch(url, request) {
    const headers = { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" };
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const response = await fetch(url, { ...request, headers, cache: "no-store", credentials: "omit", signal: patience.signal });
      return { status: response.status, text: await response.text() };
    } catch {
      throw this.#failed("offline");
    } finally {
      clearTimeout(timer);
    }
  }

  #parse(text) {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#failed("unavailable"); // the sign-in page of a hotel's network, instead of ours
    }
  }

  #failed(trouble) {
    this.#say(trouble);
    return new Error(trouble);
  }

  #say(trouble) {
    this.trouble = trouble;
    this.#onTrouble();
  }
}
