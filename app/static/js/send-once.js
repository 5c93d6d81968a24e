const ENOUGH = 10_000;

/** A second tap on a button that is already sending does nothing; coming back to the page makes it work again. */
export function sendOnce(page) {
  page.addEventListener("submit", ({ target: form, defaultPrevented }) => {
    if (defaultPrevented || form.method !== "post") return;
    // After the browser has read the form: a disabled button would not send its own name and value.
    setTimeout(() => mark(form, true));
    setTimeout(() => mark(form, false), ENOUGH);
  });
  addEventListener("pageshow", () => {
    for (const form of page.forms) mark(form, false);
  });
}

function mark(form, sending) {
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = sending;
  form.setAttribute("aria-busy", String(sending));
}
