const clock = new Intl.DateTimeFormat("nl-NL", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Amsterdam" });

/** The element of the page with this role in it. */
export function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

/** The texts of the page, in its language. */
export function words() {
  return JSON.parse(part("words").textContent);
}

/** A text with its {names} filled in. */
export function withValues(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** 14.32 in Amsterdam, of an ISO time; empty for none. */
export function timeOfDay(iso) {
  return iso ? clock.format(new Date(iso)).replace(":", ".") : "";
}
