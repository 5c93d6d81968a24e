/** A file that is too large is told as soon as it is chosen, not after minutes of sending; without this the server tells. */
export function checkSizes(page) {
  for (const input of page.querySelectorAll("input[type=file][data-largest]")) {
    const told = page.createElement("p");
    told.className = "field-error";
    told.setAttribute("role", "alert");
    told.hidden = true;
    told.id = `${input.id}-too-large`;
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
    input.before(told);
    input.addEventListener("change", () => check(input, told));
    input.form.addEventListener("submit", (event) => {
      if (check(input, told)) return;
      event.preventDefault();
      input.focus();
    });
  }
}

function check(input, told) {
  const fits = [...input.files].every((file) => file.size <= Number(input.dataset.largest));
  told.hidden = fits;
  told.textContent = fits ? "" : input.dataset.tooLarge;
  input.setAttribute("aria-invalid", String(!fits));
  return fits;
}
