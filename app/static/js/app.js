import "htmx.org";
import { sendOnce } from "./send-once.js";

sendOnce(document);
document.querySelector("[data-error-summary]")?.focus();

const printButton = document.querySelector("[data-print]");
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => print());
}
