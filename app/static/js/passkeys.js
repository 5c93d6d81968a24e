const NUMBERS = /^[\d.]+$|^\[/; // no key is made for an address of numbers
const BINARY = ["challenge", "id", "rawId", "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

/** Makes the buttons and forms for passkeys work, where the browser has them; elsewhere they stay hidden. */
export function passkeys(page) {
  if (!window.PublicKeyCredential || NUMBERS.test(location.hostname)) return;
  for (const section of page.querySelectorAll("[data-passkey-only]")) section.hidden = false;
  for (const notice of page.querySelectorAll("[data-passkey-missing]")) notice.hidden = true;
  for (const control of page.querySelectorAll("[data-passkey]")) {
    control.hidden = false;
    control.addEventListener(control.tagName === "FORM" ? "submit" : "click", (event) => {
      event.preventDefault();
      ask(page, control);
    });
  }
}

async function ask(page, control) {
  const { passkey, options, answer, failed, next } = control.dataset;
  const button = control.querySelector("button") ?? control;
  button.disabled = true;
  say(page, "");
  try {
    const publicKey = decoded(await send(control, options, {}));
    const made = await navigator.credentials[passkey === "add" ? "create" : "get"]({ publicKey });
    const name = control.querySelector("[name=name]")?.value;
    const { location: target } = await send(control, answer, { credential: encoded(made), name, next });
    location.assign(target);
  } catch (error) {
    say(page, error.refusal ?? failed);
    button.disabled = false;
  }
}

/** Sends JSON and gives JSON; follows where the server leads when it wants somebody to sign in first. */
async function send(control, address, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": control.dataset.token };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.redirected) location.assign(answer.url);
  if (answer.headers.get("Content-Type") !== "application/json") throw new Error(`${answer.status} from ${address}`);
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("refused"), said);
  return said;
}

function say(page, words) {
  for (const place of page.querySelectorAll("[data-passkey-refusal]")) {
    place.textContent = words;
    place.hidden = !words;
  }
}

// Bytes travel as base64url. Browsers learn to do this themselves, but not all have.

function decoded(options) {
  const keys = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));
  const user = options.user && { ...options.user, id: bytes(options.user.id) };
  const lists = { excludeCredentials: keys(options.excludeCredentials), allowCredentials: keys(options.allowCredentials) };
  const known = Object.fromEntries(Object.entries({ ...lists, user }).filter(([, value]) => value));
  return { ...options, ...known, challenge: bytes(options.challenge) };
}

function encoded({ id, rawId, type, response }) {
  const said = BINARY.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return { id, rawId: text(rawId), type, response: Object.fromEntries(said) };
}

function bytes(encodedText) {
  return Uint8Array.from(atob(encodedText.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
