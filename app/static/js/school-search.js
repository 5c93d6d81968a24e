import { ask, Suggestions } from "./suggestions.js";

/** Suggestions under a field that asks for a school, and the school that goes with a mail address. Any text stays allowed. */
export function schoolSearch(page) {
  for (const box of page.querySelectorAll("[data-school-search]")) {
    const input = box.querySelector("input");
    if (!input.list) new Suggestions(box, input, (typed, signal) => named(box, typed, signal));
    const email = page.getElementById(box.dataset.email ?? "");
    if (email && input) tellSchool(box, input, email);
  }
}

async function named(box, typed, signal) {
  const found = await ask(box.dataset.schoolSearch, { q: typed }, signal);
  return found?.schools.map(({ name, city }) => ({ value: name, label: name, note: city }));
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
    const found = await ask(box.dataset.schoolSearch, { email: `@${domain}` });
    const school = found?.schools[0];
    if (!school || (input.value && input.value !== filledIn)) return;
    input.value = filledIn = school.name;
    note.textContent = box.dataset.told;
  });
}
