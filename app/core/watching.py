"""Two at one form: whoever saves second is shown what has changed meanwhile, instead of writing over it.

A watched form carries a fingerprint of every value that it was made of. When it comes back, the view first holds the
row, makes the form anew of what is there now, and asks whether it `is_overtaken` before anything is written: all in one
transaction, so that nothing changes in between. A page without fingerprints, from before there were any, goes through.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import BooleanField, Field, FieldList, FileField, FormField, HiddenField, SubmitField
from wtforms.fields.choices import SelectFieldBase

from app.core.templating import moment, on

MADE_OF = "made_of"
LENGTH = 12  # of a fingerprint: nobody has anything to gain from forging one
NOT_WATCHED = (FieldList, FileField, FormField, HiddenField, SubmitField)
Author = Callable[[str, str], str]


def is_sent() -> bool:
    """Whether this request brings a form back, so that what it is about has to be held."""
    return request.method == "POST"


def nobody_known(_field: str, _value: str) -> str:
    """For things about which no log is kept."""
    return ""


class Watched:
    """What a form needs to see that it was overtaken. `author` tells who gave a field its value, by the field's name and the value as text."""

    _fields: Mapping[str, Field]
    form_errors: list[str]
    is_watched = is_late = False

    def watched(self) -> Self:
        """Have it carry what it is made of."""
        self.is_watched = True
        return self

    def is_overtaken(self, author: Author = nobody_known) -> bool:
        """Whether somebody changed, since it was shown, what it is made of. It then says so at the fields; what was not touched is as it is now.

        Sent once more it goes through: by then it has been shown.
        """
        before = _read(request.form.get(MADE_OF, ""))
        changed = [field for field in self._compared() if field.name in before and _is_news(field, before[field.name])]
        for field in changed:
            _say(field, before[field.name], author)
        if changed:
            self.is_late = True
            self.form_errors = [*self.form_errors, _("Somebody else has changed this meanwhile. Look at it below, and save once more.")]
        return bool(changed)

    def fingerprints(self) -> Markup:
        """The hidden field: as it came in, until what has changed has been shown."""
        if not self.is_watched:
            return Markup()
        sent = None if self.is_late else request.form.get(MADE_OF)
        made_of = " ".join(f"{field.name}:{_fingerprint(plain(field.object_data))}" for field in self._compared())
        return Markup('<input type="hidden" name="{}" value="{}">').format(MADE_OF, made_of if sent is None else sent)

    def _compared(self) -> Iterator[Field]:
        return (field for field in self._fields.values() if not isinstance(field, NOT_WATCHED))


def plain(value: Any) -> str:
    """A value as text, the same whether it was read from the database or typed."""
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple | set | frozenset):
        return "\n".join(sorted(map(plain, value)))
    return str(value).replace("\r\n", "\n").strip()


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _read(sent: str) -> dict[str, str]:
    parts = (part.partition(":") for part in sent.split(" "))
    return {name: fingerprint for name, _colon, fingerprint in parts if len(fingerprint) == LENGTH}


def _is_news(field: Field, before: str) -> bool:
    """Whether it has changed, and to something else than was typed."""
    now = plain(field.object_data)
    return _fingerprint(now) != before and plain(field.data) != now


def _say(field: Field, before: str, author: Author) -> None:
    """At the field, who made what of it; what nobody touched in this form becomes that, what was typed stays."""
    is_touched = _fingerprint(plain(field.data)) != before
    typed, field.raw_data = field.raw_data, None
    typed_data, field.data = field.data, None
    field.process_data(field.object_data)
    who, value = author(field.name, plain(field.object_data)), _in_words(field)
    if is_touched:
        field.raw_data, field.data = typed, typed_data
    said = [_sentence(who, value), _("(What you typed stands here still; saving takes it.)")] if is_touched else [_sentence(who, value)]
    field.errors = [*field.errors, *said]


def _sentence(who: str, value: str) -> str:
    if who:
        text = _("%(who)s has changed this meanwhile to: %(value)s", who=who, value=value)
    else:
        text = _("This has changed meanwhile to: %(value)s", value=value)
    return str(text)


def _in_words(field: Field) -> str:
    """What a field holds, as one reads it."""
    value: Any = field.object_data
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    if isinstance(field, SelectFieldBase):
        chosen = (str(choice.label) for choice in field.iter_choices() if choice.selected)
        return ", ".join(chosen) or str(_("nothing"))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, time):
        return f"{value:%H.%M}"
    if isinstance(value, date):
        return on(value)
    return str(field._value()) or str(_("nothing"))
