"""The registration form: who one is, and one card per workshop in every round."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from secrets import token_urlsafe
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

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
        chosen = (self[f"session-{number}"].data or "").removesuffix(WAITS)
        return [self._card(session, chosen) for session in self.event.offered_rounds[number - 1].sessions]

    def choices(self) -> list[Choice]:
        """What was chosen, looked up inside this event only. Raises DomainError for a value that is no card."""
        return [self._choice(number, round_.sessions) for number, round_ in enumerate(self.event.offered_rounds, start=1)]

    def _card(self, session: Session, chosen: str) -> Card:
        is_held, value = session.id in self.held, str(session.id)
        is_full = session.seats_left <= 0 and not is_held
        return Card(value + WAITS if is_full else value, session, is_full, self.waiting.get(session.id, 0), checked=value == chosen, is_held=is_held)

    def _choice(self, number: int, sessions: Sequence[Session]) -> Choice:
        name = f"session-{number}"
        value = str(self[name].data)
        session = next((session for session in sessions if str(session.id) == value.removesuffix(WAITS)), None)
        if session is None:
            raise DomainError(_("This workshop is no longer in the programme. Choose another one."), field=name)
        return Choice(session, may_wait=value.endswith(WAITS), field=name)


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
    """A form of class `base` with a required choice for every round of the event."""
    form = _with_rounds(base, len(event.offered_rounds))(data=data)  # type: ignore[arg-type]
    form.event = event
    for number, round_ in enumerate(event.offered_rounds, start=1):
        field = form[f"session-{number}"]
        field.label.text = round_.title
    return form


@cache
def _with_rounds(base: type[ChoiceForm], rounds: int) -> type[Any]:
    """The class of forms with that many rounds; making a class takes as long as the rest of a form."""
    needed = InputRequired(_("Choose a workshop."))
    fields = {f"session-{number}": RadioField(validators=[needed], validate_choice=False) for number in range(1, rounds + 1)}
    return type(base.__name__, (base,), fields)
