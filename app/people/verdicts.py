"""What is said of a row in a file of people, and what can be decided about it."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.people.columns import COLUMNS, Facts, Reason
from app.people.labels import ROLE_LABELS
from app.people.models import Role


class Verdict(enum.StrEnum):
    """What a row turns out to be."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


class Decision(enum.StrEnum):
    """What an organiser wants with a doubtful row."""

    NEW = "new"
    UPDATE = "update"
    SKIP = "skip"


VERDICT_LABELS = {
    Verdict.NEW: _("New"),
    Verdict.SAME: _("Same"),
    Verdict.CHANGED: _("Changed"),
    Verdict.DOUBTFUL: _("Doubtful"),
    Verdict.WRONG: _("Wrong"),
}
# Each code with what it is about, in order: %(a)s, then %(b)s, then %(c)s.
REASONS = {
    "no-name": _("There is no name. (Of merged cells only the first one counts.)"),
    "no-name-but": _("“%(a)s” is no name: it looks like a date, a number or an error of the spreadsheet."),
    "no-address": _("There is no mail address."),
    "bad-address": _("“%(a)s” is no mail address."),
    "unreadable": _("%(a)s: this holds characters we can't read."),
    "too-long": _("%(a)s: this is too long."),
    "no-word": _("%(a)s: this holds no letter or digit."),
    "unknown-role": _("We don't know the role “%(a)s”."),
    "unknown-language": _("We don't know the language “%(a)s”; it is nl or en."),
    "twice": _("This address is in row %(a)s already."),
    "gone": _("This address was taken out of use."),
    "same-name": _("Somebody of this name is at this school already, with the address %(a)s."),
    "same-name-in-file": _("Row %(a)s has the same name and school, with another address."),
    "other-name": _("This address belongs to %(a)s."),
    "similar-school": _("We don't know the school “%(a)s”. Is it %(b)s?"),
    "new-school": _("The school “%(a)s” is new, and will be proposed."),
    "changes": _("%(a)s: %(b)s → %(c)s"),
}
ABOUT_COLUMN = ("unreadable", "too-long", "no-word", "changes")
DECISION_LABELS = {
    "same-name": {Decision.NEW: _("Add as a second person"), Decision.UPDATE: _("It is the same person: take over")},
    "same-name-in-file": {Decision.NEW: _("Add as a second person")},
    "other-name": {Decision.UPDATE: _("It is the same person: take over")},
    "similar-school": {Decision.NEW: _("It is a new school"), Decision.UPDATE: _("Yes, that school")},
}


@dataclass(frozen=True)
class Judged:
    """A row with its verdict. `person_id` is who it is about, when known."""

    number: int
    facts: Facts
    verdict: Verdict
    reasons: list[Reason]
    person_id: int | None = None


def sentence(reason: Sequence[str]) -> str:
    """A reason in words."""
    code, *about = reason
    if code in ABOUT_COLUMN:
        column, *texts = about
        about = [str(COLUMNS[column]), *(_shown(column, text) for text in texts)]
    return str(REASONS[code]) % dict(zip("abc", about, strict=False))


def _shown(column: str, text: str) -> str:
    if column == "role" and text:
        return str(ROLE_LABELS[Role(text)])
    return text or gettext("nothing")


def choices(reasons: Sequence[Sequence[str]]) -> list[tuple[Decision, str]]:
    """What can be decided about a doubtful row, the first doubt deciding which words are used."""
    labels = next((DECISION_LABELS[reason[0]] for reason in reasons if reason[0] in DECISION_LABELS), {})
    return [*((decision, str(label)) for decision, label in labels.items()), (Decision.SKIP, gettext("Leave out"))]
