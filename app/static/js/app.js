import "htmx.org";
import { schoolSearch } from "./school-search.js";
import { passkeys } from "./passkeys.js";
import { sendOnce } from "./send-once.js";
import { dragOnWall } from "./wall.js";

sendOnce(document);
passkeys(document);
schoolSearch(document);
document.querySelector("[data-error-summary]")?.focus();

const printButton = document.querySelector("[data-print]");
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => print());
}

const wall = document.querySelector("[data-wall]");
if (wall) dragOnWall(wall);
