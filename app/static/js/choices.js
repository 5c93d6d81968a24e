/** A workshop that goes on fills the rounds after it: there, what can't be chosen any more is out of reach at once, and why. */
export function fillRounds(page) {
  for (const form of new Set([...page.querySelectorAll("[data-fills]")].map((card) => card.form))) {
    const rounds = [...form.querySelectorAll("fieldset.choices")].map((fieldset) => new FilledRound(fieldset));
    const look = () => {
      const chosen = [...form.querySelectorAll("[data-fills]:checked")];
      for (const round of rounds) round.fill(chosen.find((card) => card.dataset.fills.split(" ").includes(round.name)));
    };
    form.addEventListener("change", look);
    look();
  }
}

class FilledRound {
  constructor(fieldset) {
    this.name = fieldset.id;
    this.cards = [...fieldset.querySelectorAll("[type=radio]")];
    this.note = Object.assign(document.createElement("p"), { className: "choice-note choices-filled" });
    this.note.setAttribute("role", "status");
    fieldset.querySelector("legend").after(this.note);
  }

  /** By a card of an earlier round, or by none: then what was chosen here before comes back. */
  fill(card) {
    const chosen = this.cards.find((mine) => mine.checked && !("goesOn" in mine.dataset));
    if (card) this.before = chosen ?? this.before;
    for (const mine of this.cards) {
      const goesOn = "goesOn" in mine.dataset;
      const isSame = goesOn && mine.value === card?.value;
      mine.disabled = card ? !isSame : goesOn;
      mine.checked = card ? isSame : mine.checked && !goesOn;
    }
    if (!card && !chosen && this.before) this.before.checked = true;
    if (!card) this.before = undefined;
    this.note.textContent = card?.dataset.filled ?? "";
  }
}
