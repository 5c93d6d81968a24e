// Carrying an event to another day, by mouse or by keyboard, opens the page that says what stands in the way; nothing is moved
// by carrying alone.
export function dragOnWall(wall) {
  const status = document.querySelector("[data-wall-status]");
  let held = null;

  const eventUnder = (target) => target.closest?.(".wall-event");
  const dayUnder = (target) => target.closest?.("td[id]");
  const dayOf = (cell) => cell.id.replace("day-", "");
  const clear = () => {
    for (const cell of wall.querySelectorAll(".wall-over, .wall-held")) cell.classList.remove("wall-over", "wall-held");
  };
  const look = (link, cell) => {
    const address = new URL(link.href);
    address.searchParams.set("on", dayOf(cell));
    location.assign(address);
  };
  const mark = (cell) => {
    for (const other of wall.querySelectorAll(".wall-over")) other.classList.remove("wall-over");
    cell?.classList.add("wall-over");
  };
  const release = () => {
    held = null;
    clear();
  };

  wall.addEventListener("dragstart", (event) => {
    held = eventUnder(event.target);
    if (held) event.dataTransfer.setData("text/uri-list", held.href);
  });
  wall.addEventListener("dragover", (event) => {
    if (held && dayUnder(event.target)) event.preventDefault();
  });
  wall.addEventListener("dragenter", (event) => {
    if (held) mark(dayUnder(event.target));
  });
  wall.addEventListener("dragend", release);
  wall.addEventListener("drop", (event) => {
    const cell = dayUnder(event.target);
    if (!held || !cell) return;
    event.preventDefault();
    look(held, cell);
  });

  // Enter or space picks an event up; the focus walks from day to day, so that a screen reader says where it is.
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const walk = (cell, days) => {
    const day = new Date(`${dayOf(cell)}T12:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    const next = document.getElementById(`day-${day.toISOString().slice(0, 10)}`);
    if (!next) return;
    mark(next);
    next.querySelector("a").focus();
  };
  const pickUp = (link) => {
    held = link;
    link.classList.add("wall-held");
    status.textContent = wall.dataset.held;
    walk(dayUnder(link), 0);
  };
  const putBack = () => {
    const link = held;
    release();
    status.textContent = wall.dataset.dropped;
    link.focus();
  };
  wall.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const isPress = event.key === "Enter" || event.key === " ";
    const cell = dayUnder(event.target);
    if (!held && !(isPress && eventUnder(event.target))) return;
    if (!held) pickUp(eventUnder(event.target));
    else if (steps[event.key]) walk(cell, steps[event.key]);
    else if (isPress) look(held, cell);
    else if (event.key === "Escape") putBack();
    else return;
    event.preventDefault();
  });
  wall.addEventListener("focusout", (event) => {
    if (held?.matches(".wall-held") && !wall.contains(event.relatedTarget)) release();
  });
}
