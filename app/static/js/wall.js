// Dragging an event to another day opens the page that says what stands in the way; nothing is moved by dragging alone.
export function dragOnWall(wall) {
  let dragged = null;
  const dayUnder = (event) => event.target.closest?.("[data-day]");
  wall.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-event]");
    if (dragged) event.dataTransfer.setData("text/uri-list", dragged.href);
  });
  wall.addEventListener("dragover", (event) => {
    if (dragged && dayUnder(event)) event.preventDefault();
  });
  wall.addEventListener("dragenter", (event) => {
    for (const cell of wall.querySelectorAll(".wall-over")) cell.classList.remove("wall-over");
    if (dragged) dayUnder(event)?.classList.add("wall-over");
  });
  wall.addEventListener("dragend", () => {
    for (const cell of wall.querySelectorAll(".wall-over")) cell.classList.remove("wall-over");
    dragged = null;
  });
  wall.addEventListener("drop", (event) => {
    const cell = dayUnder(event);
    if (!dragged || !cell) return;
    event.preventDefault();
    const address = new URL(dragged.href);
    address.searchParams.set("on", cell.dataset.day);
    location.assign(address);
  });
}
