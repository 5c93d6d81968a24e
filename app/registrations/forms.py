"""The registration form: who one is, and one card per workshop in every round."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from secrets import token_urlsafe
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

from app.core.errors import DomainError
from app.core.forms import REQUIRED, Form, Line, MailAddress, readable
from app.events.models import Event, Round, Session
from app.people.labels import ROLE_LABELS
from app.registrations.operations import Choice
from app.registrations.queries import waiting_by_session

WAITS = "-wait"  # the value of a card that was full when it was shown: choosing it accepts the waiting list
ROLES = [SelectChoice("", _("Choose")), *(SelectChoice(role.value, label) for role, label in ROLE_LABELS.items())]


@dataclass(frozen=True)
class Card:
    """One workshop as it can be chosen."""

    value: str
    session: Session
    is_full: bool
    waiting: int
    checked: bool
    is_held: bool
    begins: Round | None = None  # the earlier round in which it begins, when it goes on in this one
    fills: Sequence[str] = ()  # the fields of the later rounds that it goes on in

    @property
    def seats_left(self) -> int:
        """Seats that nobody has."""
        return self.session.seats_left


class ChoiceForm(Form):
    """One choice per round; `programme_form` adds a field `session-1`, `session-2`, ... for each."""

    event: Event
    held: Collection[int] = ()  # ids of sessions in which the person has a seat already

    @cached_property
    def waiting(self) -> Mapping[int, int]:
        """How many wait for each session, by its id; asked for only when the cards are shown."""
        return waiting_by_session(self.event)

    @property
    def rounds(self) -> list[Round]:
        """The rounds this form asks about: one may have been added since it was made."""
        return [round_ for number, round_ in enumerate(self.event.offered_rounds, start=1) if f"session-{number}" in self]

    def cards(self, number: int) -> list[Card]:
        """The workshops of a round, counted from 1, with the seats they have now."""
        round_, chosen = self.event.offered_rounds[number - 1], self._picked(number).removesuffix(WAITS)
        going_on = [session for session in self.event.running_in(round_) if session.round is not round_]
        return [self._card(session, round_, chosen) for session in [*round_.sessions, *going_on]]

    def choices(self) -> list[Choice]:
        """What was chosen, looked up inside this event only; what goes on counts where it begins. Raises DomainError for what can't be."""
        chosen: list[Choice] = []
        for number, round_ in enumerate(self.event.offered_rounds, start=1):
            choice = self._choice(number, self.event.running_in(round_)) if self._picked(number) else None
            if choice is not None and choice.session.round_id == round_.id:
                chosen.append(choice)
            elif choice is not None and choice.session not in [other.session for other in chosen]:
                facts = {"workshop": choice.session.title, "round": choice.session.round.title}
                raise DomainError(_("%(workshop)s begins in %(round)s. Choose it there, or another one here.", **facts), field=choice.field)
        return chosen

    @property
    def filled(self) -> set[str]:
        """The fields of rounds in which a workshop goes on that was chosen in an earlier one."""
        found: set[str] = set()
        for number, round_ in enumerate(self.event.offered_rounds, start=1):
            value = self._picked(number).removesuffix(WAITS)
            found.update(field for session in round_.sessions if str(session.id) == value for field in self._fills(session))
        return found

    def _fills(self, session: Session) -> list[str]:
        later = {round_.id for round_ in session.runs_in} - {session.round_id}
        return [f"session-{number}" for number, round_ in enumerate(self.event.offered_rounds, start=1) if round_.id in later]

    def _picked(self, number: int) -> str:
        """The value of the card that was chosen. A form that was sent without one has none, whatever was held before."""
        field = self[f"session-{number}"]
        sent = field.data if field.raw_data is None else "".join(field.raw_data[:1])
        return str(sent or "")

    def _card(self, session: Session, round_: Round, chosen: str) -> Card:
        is_held, value = session.id in self.held, str(session.id)
        is_full = session.seats_left <= 0 and not is_held
        begins = session.round if session.round_id != round_.id else None
        return Card(
            value=value + WAITS if is_full else value,
            session=session,
            is_full=is_full,
            waiting=self.waiting.get(session.id, 0),
            checked=value == chosen,
            is_held=is_held,
            begins=begins,
            fills=[] if begins else self._fills(session),
        )

    def _choice(self, number: int, sessions: Sequence[Session]) -> Choice:
        name, value = f"session-{number}", self._picked(number)
        session = next((session for session in sessions if str(session.id) == value.removesuffix(WAITS)), None)
        if session is None:
            raise DomainError(_("This workshop is no longer in the programme. Choose another one."), field=name)
        return Choice(session, may_wait=value.endswith(WAITS), field=name)


def _chosen_or_filled(form: ChoiceForm, field: Any) -> None:
    """Something in every round, unless a workshop of an earlier round goes on in it."""
    if not any(field.raw_data or ()) and field.name not in form.filled:
        raise StopValidation(_("Choose a workshop."))


class RegisterForm(ChoiceForm):
    """Everything that is asked of somebody who has not signed in."""

    email = MailAddress(_("Work mail address"))
    name = Line(_("Your name"))
    school = Line(_("School or organisation"))
    role = SelectField(_("Role"), choices=ROLES)
    form_key = HiddenField(default=lambda: token_urlsafe(16), validators=[readable, Length(max=64)])

    def validate_role(self, field: Any) -> None:
        """One of the roles."""
        InputRequired(REQUIRED)(self, field)


class SignedInForm(ChoiceForm):
    """The choices only: who is signed in need not tell again."""

    form_key = HiddenField(default=lambda: token_urlsafe(16), validators=[readable, Length(max=64)])


def programme_form(base: type[ChoiceForm], event: Event, **data: Any) -> Any:
    """A form of class `base` with a choice for every round of the event."""
    form = _with_rounds(base, len(event.offered_rounds))(data=data)  # type: ignore[arg-type]
    form.event = event
    for number, round_ in enumerate(event.offered_rounds, start=1):
        field = form[f"session-{number}"]
        field.label.text = round_.title
    return form


@cache
def _with_rounds(base: type[ChoiceForm], rounds: int) -> type[Any]:
    """The class of forms with that many rounds; making a class takes as long as the rest of a form."""
    fields = {f"session-{number}": RadioField(validators=[_chosen_or_filled], validate_choice=False) for number in range(1, rounds + 1)}
    return type(base.__name__, (base,), fields)
