import { part } from "./page.js";

/** Codes typed by hand, pasted, or typed by a hand scanner, which is a keyboard to the browser. */
export function listen(onCode) {
  const form = part("code-form");
  const input = form.elements.code;
  form.hidden = false; // without scripts it would do nothing
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = input.value.trim();
    input.value = "";
    if (!code) return input.focus();
    if (matchMedia("(pointer: coarse)").matches) input.blur(); // the keyboard of a phone covers the camera
    onCode(code);
  });
  document.addEventListener("keydown", (event) => {
    const isCharacter = /^[0-9a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isCharacter && event.target !== input) input.focus(); // and this very key lands in it
  });
}
