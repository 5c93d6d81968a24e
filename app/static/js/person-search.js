import { ask, Suggestions } from "./suggestions.js";

/** Suggestions from the address book under a field that asks for somebody. Any name stays allowed. */
export function personSearch(page) {
  for (const box of page.querySelectorAll("[data-person-search]")) {
    new Suggestions(box, box.querySelector("input"), (typed, signal) => named(box, typed, signal));
  }
}

async function named(box, typed, signal) {
  const found = await ask(box.dataset.personSearch, { q: typed }, signal);
  return found?.people.map(({ value, name, school }) => ({ value, label: name, note: school }));
}
