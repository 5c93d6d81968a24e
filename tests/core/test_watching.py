"""A form that was overtaken: says what has changed, takes over what was not touched, keeps what was typed."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice

from app.core.forms import Count, Day, Form, Line, Moment, Paragraphs, TimeOfDay
from app.core.watching import MADE_OF, plain

NIGHT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
LATE = "Somebody else has changed this meanwhile. Look at it below, and save once more."
STILL = "(What you typed stands here still; saving takes it.)"


class Everything(Form):
    """One field of each sort."""

    line = Line("Line")
    text = Paragraphs("Text")
    count = Count("Count", required=False)
    on = Day("Day", required=False)
    at = TimeOfDay("Time", required=False)
    moment = Moment("Moment")
    tick = BooleanField("Tick")
    choice = SelectField("Choice", coerce=int, choices=[SelectChoice(1, "One"), SelectChoice(2, "Two")])


@dataclass(frozen=True)
class Thing:
    """What the form is made of."""

    line: str = "Lassen"
    text: str = "een\ntwee"
    count: int | None = 40
    on: date | None = date(2026, 10, 25)
    at: time | None = time(15)
    moment: datetime | None = NIGHT
    tick: bool = True
    choice: int = 1


SHOWN = {"line": "Lassen", "text": "een\r\ntwee", "count": "40", "on": "2026-10-25", "at": "15:00", "moment": "2026-10-25T02:30", "tick": "y"}
SHOWN |= {"choice": "1"}
OTHERWISE: list[tuple[str, Any, str, str]] = [
    ("line", "Solderen", "Solderen", "Frezen"),
    ("line", "", "nothing", "Frezen"),
    ("text", "een\ndrie", "een\ndrie", "vier"),
    ("count", 50, "50", "60"),
    ("count", None, "nothing", "60"),
    ("on", date(2026, 11, 1), "Sun 1 November 2026", "2026-11-02"),
    ("at", time(16, 30), "16.30", "17:00"),
    ("at", None, "nothing", "17:00"),
    ("moment", datetime(2026, 10, 25, 12, tzinfo=UTC), "Sun 25 October 2026, 13.00", "2026-10-26T12:00"),
    ("moment", None, "nothing", "2026-10-26T12:00"),
    ("tick", False, "no", "y"),
    ("choice", 2, "Two", "1"),
]


def page(site: Flask, **more: Any) -> AbstractContextManager[object]:
    """A request for a page, in English."""
    return site.test_request_context("/", headers={"Accept-Language": "en"}, **more)


def made_of(site: Flask, thing: Thing) -> str:
    """The fingerprints on the page that somebody opens."""
    with page(site):
        return str(Everything(obj=thing).watched().fingerprints()).split('"')[-2]


def sent(site: Flask, was: Thing, now: Thing, typed: dict[str, str], **hidden: str) -> tuple[bool, Everything, str]:
    """Whether a form made when things were so is overtaken now that they are otherwise; the form, and what it carries next."""
    carried = {MADE_OF: made_of(site, was)} | hidden
    with page(site, method="POST", data=typed | carried):
        form = Everything(obj=now).watched()
        assert form.validate(), form.errors
        late = form.is_overtaken(lambda _field, _value: "Marijke")
        return late, form, str(form.fingerprints()).split('"')[-2]


def test_nothing_has_changed_nothing_is_said(site: Flask) -> None:
    late, form, _carried = sent(site, Thing(), Thing(), SHOWN | {"line": "Solderen", "count": ""})

    assert (late, form.errors, form.line.data, form.count.data) == (False, {}, "Solderen", None)


@pytest.mark.parametrize(("name", "value", "said", "_typed"), OTHERWISE)
def test_what_was_not_touched_becomes_what_it_is_now(site: Flask, name: str, value: Any, said: str, _typed: str) -> None:
    now = replace(Thing(), **{name: value})

    late, form, carried = sent(site, Thing(), now, SHOWN)

    assert (late, form.form_errors, list(form[name].errors)) == (True, [LATE], [f"Marijke has changed this meanwhile to: {said}"])
    assert [field.name for field in form if field.errors] == [name]
    with page(site):
        fresh = Everything(obj=now)
    assert (str(form[name]()), carried) == (str(fresh[name]()), made_of(site, now))


@pytest.mark.parametrize(("name", "value", "said", "typed"), [row for row in OTHERWISE if row[0] not in ("tick", "choice")])
def test_what_was_typed_is_kept(site: Flask, name: str, value: Any, said: str, typed: str) -> None:
    late, form, _carried = sent(site, Thing(), replace(Thing(), **{name: value}), SHOWN | {name: typed})

    assert (late, list(form[name].errors)) == (True, [f"Marijke has changed this meanwhile to: {said}", STILL])
    assert typed in str(form[name]())


def test_both_typed_the_same(site: Flask) -> None:
    late, form, _carried = sent(site, Thing(), replace(Thing(), line="Solderen"), SHOWN | {"line": "Solderen"})

    assert (late, form.errors) == (False, {})


def test_sent_once_more_it_goes_through_unless_it_was_overtaken_again(site: Flask) -> None:
    then, now = replace(Thing(), count=50), replace(Thing(), count=51)
    _late, _form, carried = sent(site, Thing(), then, SHOWN | {"count": "60"})

    again = [sent(site, Thing(), thing, SHOWN | {"count": "60"}, made_of=carried)[0] for thing in (then, now)]

    assert again == [False, True]


def test_a_form_that_did_not_fit_carries_on_what_it_was_made_of(site: Flask) -> None:
    carried = made_of(site, Thing())
    with page(site, method="POST", data=SHOWN | {"count": "veel", MADE_OF: carried}):
        form = Everything(obj=replace(Thing(), line="Solderen")).watched()

        assert (form.validate(), str(form.fingerprints()).split('"')[-2]) == (False, carried)


@pytest.mark.parametrize("spoilt", ["", "x", "line", "line:", "line:abc", ":::", "\0", "line:" + "z" * 5000, "é:" + "0" * 12, "nowhere:" + "0" * 12])
def test_spoilt_fingerprints_are_none(site: Flask, spoilt: str) -> None:
    assert sent(site, Thing(), replace(Thing(), line="Solderen"), SHOWN, made_of=spoilt)[0] is False


def test_what_comes_back_in_the_hidden_field_is_escaped(site: Flask) -> None:
    with page(site, method="POST", data=SHOWN | {MADE_OF: '"><script>'}):
        assert "<script>" not in str(Everything(obj=Thing()).watched().hidden_tag())


def test_forms_that_nobody_watches_carry_nothing(site: Flask) -> None:
    with page(site):
        assert MADE_OF not in str(Everything(obj=Thing()).hidden_tag())


@pytest.mark.parametrize(
    ("one", "other"), [(None, ""), (False, ""), ("a\r\nb", "a\nb "), ([2, 1], ["1", "2"]), (NIGHT.replace(second=9), NIGHT), (5, "5")]
)
def test_the_same_value_is_the_same_text(one: Any, other: Any) -> None:
    assert plain(one) == plain(other)
