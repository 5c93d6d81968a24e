"""What the page of the timetable sends, read and held to the same rules as the plain form of a workshop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.forms import Count, Form, Line
from app.events.timetable_saving import Edit, Fault, NotSaved

MOST_EDITS = 2_000
LONGEST_KEY = 20
TYPED = ("title", "room", "leader", "seats")
NUMBERS = {"round": "round_id", "until": "until_round_id", "zone": "zone_id"}


class Malformed(ValueError):
    """This was not sent by our page."""


@dataclass(frozen=True)
class Sent:
    """The version that was looked at, and what was done to it."""

    stood: int
    edits: Sequence[Edit]


class EditForm(Form):
    """What one types about a workshop. One form reads them all: making one takes longer than reading."""

    title = Line("")
    room = Line("", most=60, required=False)
    leader = Line("", required=False)
    seats = Count("", least=1)

    def facts(self, said: Mapping[str, str]) -> dict[str, Any]:
        """What was said, as typed values; a field that nothing was said of is left out."""
        self.process(MultiDict(said))
        return {name: self[name].data for name in said}

    def faults(self, names: Iterable[str]) -> dict[str, str]:
        """What is wrong with these fields, of what was read last."""
        return {name: str(self[name].errors[0]) for name in names if not self[name].validate(self)}


def read(body: object) -> Sent:
    """The edits in a body of JSON. Raises Malformed for what our page never sends, NotSaved for what somebody typed."""
    if not isinstance(body, dict) or not _is_number(body.get("version")):
        raise Malformed("version")
    raw = body.get("workshops")
    if not isinstance(raw, list) or len(raw) > MOST_EDITS:
        raise Malformed("workshops")
    edits, faults = [], []
    form = EditForm(formdata=None)
    for each in raw:
        edit, found = _edit(each, form)
        edits.append(edit)
        faults += found
    ids = [edit.id for edit in edits if edit.id is not None]
    if len(set(ids)) < len(ids):
        raise Malformed("id")
    if faults:
        raise NotSaved(_("Nothing has been saved yet: something is wrong with the workshops that are marked."), faults)
    return Sent(body["version"], edits)


def _edit(raw: object, form: EditForm) -> tuple[Edit, list[Fault]]:
    if not isinstance(raw, dict) or not isinstance(raw.get("key"), str) or len(raw["key"]) > LONGEST_KEY:
        raise Malformed("key")
    numbers = _numbers(raw)
    facts = form.facts({name: _text(raw[name]) for name in TYPED if name in raw})
    faults = [Fault(raw["key"], text, name) for name, text in form.faults(facts).items()]
    facts |= {column: numbers[name] for name, column in NUMBERS.items() if name in numbers}
    return Edit(raw["key"], numbers.get("id"), facts, like=numbers.get("like"), is_removed=raw.get("removed") is True), faults


def _numbers(raw: Mapping[str, Any]) -> dict[str, int | None]:
    numbers = {name: raw[name] for name in ("id", "like", *NUMBERS) if name in raw}
    if any(value is not None and not _is_number(value) for value in numbers.values()):
        raise Malformed("number")
    return numbers


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object) -> str:
    """A number is as good as its digits."""
    if _is_number(value) or isinstance(value, str):
        return str(value)
    raise Malformed("text")
