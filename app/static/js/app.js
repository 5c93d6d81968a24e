import "htmx.org";
import { sendOnce } from "./send-once.js";
import { dragOnWall } from "./wall.js";

sendOnce(document);
document.querySelector("[data-error-summary]")?.focus();

const printButton = document.querySelector("[data-print]");
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => print());
}

const wall = document.querySelector("[data-wall]");
if (wall) dragOnWall(wall);
