"""Fields: typed values for what fits, a sentence at the field for what does not, and never an exception."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.errors import DomainError
from app.core.forms import Count, Day, Form, Line, MailAddress, Moment, Paragraphs, TimeOfDay

REQUIRED = "Fill this in."
UNREADABLE = "This holds characters we can't read. Type it again, without copying."
NO_ADDRESS = "This is not a mail address we can write to, such as naam@school.nl."
BETWEEN = "A whole number from 1 to 500."
NO_NUMBER = "Type a whole number, in digits."
CENTURY = "Choose a day in this century."
SKIPPED = "This time does not exist: the clock goes forward that night."


class Everything(Form):
    """One field of each sort."""

    class Meta:
        csrf = False

    line = Line("Line", most=10, required=False)
    text = Paragraphs("Text", most=20)
    email = MailAddress("Address")
    count = Count("Count", least=1, most=500, required=False)
    on = Day("Day", required=False)
    at = TimeOfDay("Time", required=False)
    moment = Moment("Moment")


class Needed(Form):
    """The same, all needed."""

    class Meta:
        csrf = False

    line = Line("Line")
    text = Paragraphs("Text", required=True)
    email = MailAddress("Address")
    count = Count("Count")
    on = Day("Day")
    at = TimeOfDay("Time")
    moment = Moment("Moment", required=True)


@pytest.fixture(autouse=True)
def english(site: Flask) -> Iterator[None]:
    with force_locale("en"):
        yield


def filled(site: Flask, data: Any, form: type[Form] = Everything) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The values and the errors of a form that was sent with this data."""
    with site.test_request_context("/", method="POST", data=data), force_locale("en"):
        sent = form()
        sent.validate()
        for field in sent:
            str(field())  # everything typed can be shown again
        return sent.data, {name: [str(error) for error in errors] for name, errors in sent.errors.items()}


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("line", "  Ng ", "Ng"),
        ("line", "O\u0308zlem", "Özlem"),
        ("line", "'t Hart<b>", "'t Hart<b>"),
        ("line", "10 tekens!", "10 tekens!"),
        ("line", "1234567890  ", "1234567890"),
        ("line", "\U0001f9d1\u200d\U0001f3ed", "\U0001f9d1\u200d\U0001f3ed"),
        ("text", "een\r\ntwee\tdrie", "een\ntwee\tdrie"),
        ("email", " B.deVries@Waterrand.EXAMPLE ", "b.devries@waterrand.example"),
        ("email", "info@straße.example", "info@straße.example"),
        ("count", " 12 ", 12),
        ("count", "٤٢", 42),
        ("on", "2026-11-26", date(2026, 11, 26)),
        ("at", "14.30", time(14, 30)),
        ("at", "14:30", time(14, 30)),
        ("moment", "2026-11-26T14:30", datetime(2026, 11, 26, 13, 30, tzinfo=UTC)),
        ("moment", "2026-07-01T14:30", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("moment", "2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("moment", "2026-03-29T03:00", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ],
)
def test_what_fits_becomes_a_typed_value(site: Flask, name: str, typed: str, value: object) -> None:
    values, errors = filled(site, {"email": "a@b.example"} | {name: typed})

    assert values[name] == value
    assert errors == {}


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("line", "elf tekens!", "At most 10 characters."),
        ("line", "ab\0c", UNREADABLE),
        ("line", "ab\ncd", UNREADABLE),
        ("line", "ab\u2028cd", UNREADABLE),
        ("line", "ab\x1bcd", UNREADABLE),
        ("line", "ab\x7fcd", UNREADABLE),
        ("line", "caf\N{REPLACEMENT CHARACTER}", UNREADABLE),
        ("text", "een\0twee", UNREADABLE),
        ("text", "x" * 21, "At most 20 characters."),
        ("email", "", REQUIRED),
        ("email", "  ", REQUIRED),
        ("email", "bram", NO_ADDRESS),
        ("email", "bram@school", NO_ADDRESS),
        ("email", "b@a.example, c@a.example", NO_ADDRESS),
        ("email", "Bram <b@a.example>", NO_ADDRESS),
        ("email", "b@a.example\nBcc: c@a.example", UNREADABLE),
        ("email", "b@a.example\0", UNREADABLE),
        ("email", "x" * 250 + "@a.example", NO_ADDRESS),
        ("email", "zoë@a.example", NO_ADDRESS),
        ("count", "0", BETWEEN),
        ("count", "501", BETWEEN),
        ("count", "-1", BETWEEN),
        ("count", "9" * 400, BETWEEN),
        ("count", "9" * 5000, NO_NUMBER),
        ("count", "twaalf", NO_NUMBER),
        ("count", "1e3", NO_NUMBER),
        ("count", "1_0", NO_NUMBER),
        ("count", "12.5", NO_NUMBER),
        ("count", "1\0", NO_NUMBER),
        ("on", "26-11-2026", "Not a valid date value."),
        ("on", "2026-02-30", "Not a valid date value."),
        ("on", "0001-01-01", CENTURY),
        ("on", "9999-12-31", CENTURY),
        ("on", "2026-11-26\0", "Not a valid date value."),
        ("at", "25:00", "Not a valid time value."),
        ("at", "14:30:99", "Not a valid time value."),
        ("moment", "2026-03-29T02:30", SKIPPED),
        ("moment", "0001-01-01T00:00", CENTURY),
        ("moment", "9999-12-31T23:59", CENTURY),
        ("moment", "morgen", "Not a valid datetime value."),
    ],
)
def test_what_does_not_fit_gets_one_sentence_at_the_field(site: Flask, name: str, typed: str, error: str) -> None:
    _values, errors = filled(site, {"email": "a@b.example"} | {name: typed})

    assert errors == {name: [error]}


@pytest.mark.parametrize("data", [{}, dict.fromkeys(("line", "text", "email", "count", "on", "at", "moment"), "")])
def test_what_is_needed_and_missing_or_empty_is_asked_for(site: Flask, data: dict[str, str]) -> None:
    _values, errors = filled(site, data, Needed)

    assert errors == {name: [REQUIRED] for name in ("line", "text", "email", "count", "on", "at", "moment")}


@pytest.mark.parametrize("blanks", ["   ", "\u00a0", "\u3000", "\t"])
def test_blanks_are_not_a_name(site: Flask, blanks: str) -> None:
    _values, errors = filled(site, {"line": blanks, "text": blanks}, Needed)

    assert (errors["line"], errors["text"]) == ([REQUIRED], [REQUIRED])


def test_what_may_be_left_out_is_empty_text_never_nothing(site: Flask) -> None:
    values, errors = filled(site, {"email": "a@b.example"})

    assert values == {"line": "", "text": "", "email": "a@b.example", "count": None, "on": None, "at": None, "moment": None}
    assert errors == {}


def test_bytes_in_another_encoding_stay_as_they_were_sent(site: Flask) -> None:
    with site.test_request_context("/", method="POST", data=b"line=caf%E9&email=a@b.example", content_type="application/x-www-form-urlencoded"):
        sent = Everything()
        sent.validate()

    assert (sent.line.data, sent.errors) == ("caf%E9", {})


def test_a_doubled_field_does_no_harm(site: Flask) -> None:
    values, errors = filled(site, {"email": ["a@b.example", "c@d.example"], "line": ["een", "twee"], "count": ["1", "2"], "on": ["2026-11-26"] * 2})

    assert (values["email"], values["line"], values["count"]) == ("a@b.example", "een", 1)
    assert errors == {"on": ["Not a valid date value."]}


def test_a_moment_is_shown_as_amsterdam_has_it(site: Flask) -> None:
    with site.test_request_context("/"):
        form = Everything(moment=datetime(2026, 7, 1, 12, 30, tzinfo=UTC))

    assert 'value="2026-07-01T14:30"' in str(form.moment())


def test_a_refusal_stands_at_its_field_or_above_the_form(site: Flask) -> None:
    with site.test_request_context("/", method="POST"):
        form = Everything()
        form.refuse(DomainError("Too late.", field="line"))
        form.refuse(DomainError("Full."))
        form.refuse(DomainError("Odd.", field="no-such-field"))

    assert (list(form.line.errors), form.form_errors) == (["Too late."], ["Full.", "Odd."])


def test_refusals_are_in_the_language_of_the_reader(site: Flask) -> None:
    with site.test_request_context("/", method="POST", data={"at": "25:00", "on": "x", "count": "x", "moment": "x"}), force_locale("nl"):
        form = Needed()
        form.validate()
        said = {name: [str(error) for error in errors] for name, errors in form.errors.items()}

    assert said.pop("count") != [NO_NUMBER]
    assert said == {
        "line": ["Vul dit in."],
        "text": ["Vul dit in."],
        "email": ["Vul dit in."],
        "on": ["Ongeldige datum."],
        "at": ["Ongeldige waarde voor tijd."],
        "moment": ["Ongeldige datum/tijd."],
    }
