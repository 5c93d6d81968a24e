"""The words of a mail: of the facts as they were, in the reader's language."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import as_json, db
from app.events import operations
from app.mail.letters import letter, thawed
from app.mail.models import Mail
from app.registrations.operations import withdraw
from tests.factories import NOW, eve_of, make_event, make_person, register

INSTANT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def letters() -> dict[str, str]:
    """The subjects of all mails by kind."""
    return {mail.kind: letter(mail).subject for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))}


def test_facts_are_kept_as_plain_json_and_come_back(app: Flask) -> None:
    facts = {"event": {"starts_at": INSTANT, "title": "Lassen", "left_at": None}, "choices": [{"ends_at": INSTANT}], "place": 3}

    kept = json.loads(as_json(facts))

    assert kept["event"]["starts_at"] == "2026-10-25T00:30:00+00:00"
    assert thawed(kept) == facts


def test_what_is_no_json_is_refused_when_the_mail_is_written(app: Flask) -> None:
    with pytest.raises(TypeError, match="a column of JSON can't keep"):
        as_json({"event": object()})


@pytest.mark.parametrize(
    ("language", "subjects"),
    [
        (
            "nl",
            {
                "confirmation": "Aangemeld voor do 26 nov: Lassen",
                "waiting": "Wachtlijst voor do 26 nov: Lassen",
                "withdrawn": "Afgemeld voor do 26 nov: Lassen",
                "promoted": "Een plaats voor jou op do 26 nov: Lassen",
                "called-off": "Afgelast: do 26 nov, Lassen",
            },
        ),
        (
            "en",
            {
                "confirmation": "Registered for Thu 26 Nov: Lassen",
                "waiting": "Waiting list for Thu 26 Nov: Lassen",
                "withdrawn": "Withdrawn from Thu 26 Nov: Lassen",
                "promoted": "A seat for you on Thu 26 Nov: Lassen",
                "called-off": "Called off: Thu 26 Nov, Lassen",
            },
        ),
    ],
)
def test_every_mail_is_in_the_language_of_its_reader(app: Flask, language: str, subjects: dict[str, str]) -> None:
    event = make_event("Lassen", seats=1)
    people = [make_person(), make_person()]
    for person in people:
        person.language = language
    leaving, _waiting = (register(event, person) for person in people)
    withdraw(leaving, at=eve_of(event))
    operations.call_off(event, reason="Sneeuw", at=NOW)
    db.session.flush()

    said = letters()

    assert said == subjects


def test_a_letter_stays_as_it_was_sent(app: Flask) -> None:
    register(make_event())
    mail = db.session.scalars(sa.select(Mail)).one()
    mail.subject, mail.text, mail.html = "Toen", "Zo was het.", "<p>Zo was het.</p>"

    assert letter(mail).text == "Zo was het."


def test_every_mail_tells_the_same_in_text_and_in_html(app: Flask) -> None:
    event = make_event("Lassen", rounds=2)
    registration = register(event)
    words = letter(db.session.scalars(sa.select(Mail)).one())

    told = ("Lassen", "do 26 november 2026", "15.00-17.30", "Waterrand College", "Workshop 1A", registration.printed_code, registration.token)
    assert [fact for fact in told for shape in (words.text, words.html) if fact not in shape] == []
