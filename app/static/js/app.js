import "htmx.org";
import { fillRounds } from "./choices.js";
import { personSearch } from "./person-search.js";
import { schoolSearch } from "./school-search.js";
import { maps } from "./maps.js";
import { passkeys } from "./passkeys.js";
import { sendOnce } from "./send-once.js";
import { share } from "./share.js";
import { checkSizes } from "./upload.js";
import { buildTimetable } from "./timetable.js";
import { dragOnWall } from "./wall.js";

checkSizes(document);
sendOnce(document);
passkeys(document);
schoolSearch(document);
buildTimetable(document);
personSearch(document);
fillRounds(document);
share(document);
maps(document);
document.querySelector("[data-error-summary]")?.focus();

const printButton = document.querySelector("[data-print]");
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => print());
}

const wall = document.querySelector("[data-wall]");
if (wall) dragOnWall(wall);
