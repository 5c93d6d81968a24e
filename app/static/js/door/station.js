import { Api } from "./api.js";
import { stayAwake } from "./awake.js";
import { Bar } from "./bar.js";
import { listen } from "./code-form.js";
import { Desk } from "./desk.js";
import { words } from "./page.js";
import { MemoryStore, Queue } from "./queue.js";
import { Screen } from "./screen.js";
import { unlock } from "./sounds.js";
import { Viewfinder } from "./viewfinder.js";

const COUNT_EVERY = 15_000; // milliseconds
const { token, scansUrl, doorUrl } = document.body.dataset;

const texts = words();
const screen = new Screen(texts);
const bar = new Bar(texts);
const api = new Api({ token, urls: { scans: scansUrl, door: doorUrl }, onTrouble, onClosed });
const queue = new Queue({ store: new MemoryStore(), send: (scans) => api.send(scans), onAnswer, onChange: tell });
const desk = new Desk({ queue, screen, bar });
const viewfinder = new Viewfinder(texts, { onCode: (code) => desk.take(code) });

let isClosed = false;
let nextCount;

function onAnswer(scan, answer) {
  desk.answered(scan, answer);
  countIn(200);
}

function onTrouble() {
  tell();
  if (api.trouble) desk.failed();
}

function onClosed() {
  if (isClosed) return;
  isClosed = true;
  clearTimeout(nextCount);
  queue.close();
  desk.close();
  viewfinder.stop();
  screen.close(queue.waiting);
}

function tell() {
  bar.tell({ trouble: api.trouble, waiting: queue.waiting });
}

function countIn(milliseconds) {
  clearTimeout(nextCount);
  if (!isClosed) nextCount = setTimeout(count, milliseconds);
}

async function count() {
  nextCount = undefined;
  if (document.visibilityState === "visible") {
    try {
      bar.count(await api.counts());
      queue.flush();
    } catch {
      // said in the bar already
    }
  }
  if (nextCount === undefined) countIn(COUNT_EVERY); // unless a scan has asked for a sooner one meanwhile
}

listen((code) => desk.take(code, { typed: true }));
addEventListener("pointerdown", unlock);
addEventListener("keydown", unlock);
addEventListener("online", () => {
  queue.flush();
  countIn(0);
});
addEventListener("offline", () => api.lost());
addEventListener("beforeunload", (event) => {
  if (queue.waiting) event.preventDefault();
});
document.addEventListener("visibilitychange", () => countIn(0));
stayAwake();
queue.resume();
viewfinder.begin();
countIn(COUNT_EVERY);
