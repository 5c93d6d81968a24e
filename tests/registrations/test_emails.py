"""What participants are written: to whom, in which language, with what."""

import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.events import operations as events
from app.mail.letters import letter
from app.mail.message import build
from app.mail.models import Mail
from app.registrations import operations
from app.registrations.models import Registration
from tests.factories import eve_of, make_event, make_person, register


def latest() -> Mail:
    return db.session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()


def files(mail: Mail) -> list[str]:
    return [order["maker"] for order in mail.attachments]


def secrets_in(mail: Mail, registration: Registration) -> list[bool]:
    """Whether the mail has the ticket's address, and its short code."""
    words = letter(mail)
    return [secret in words.text and secret in words.html for secret in (f"/tickets/{registration.token}", registration.printed_code)]


def test_the_confirmation_has_the_ticket_and_the_calendar(app: Flask) -> None:
    registration = register(make_event())

    mail = latest()

    assert (mail.kind, files(mail), secrets_in(mail, registration)) == ("confirmation", ["ticket-qr", "event-calendar"], [True, True])


def test_who_waits_gets_no_code_yet(app: Flask) -> None:
    event = make_event(seats=1)
    register(event)
    registration = register(event)

    mail = latest()

    assert (mail.kind, files(mail), secrets_in(mail, registration)) == ("waiting", [], [True, False])


def test_who_is_promoted_gets_the_ticket(app: Flask) -> None:
    event = make_event(seats=1)
    leaving, registration = register(event), register(event)

    operations.withdraw(leaving, at=eve_of(event))

    mail = latest()
    assert (mail.kind, files(mail), secrets_in(mail, registration)) == ("promoted", ["ticket-qr", "event-calendar"], [True, True])


def test_who_withdraws_gets_no_code(app: Flask) -> None:
    event = make_event()
    registration = register(event)

    operations.withdraw(registration, at=eve_of(event))

    mail = latest()
    assert (mail.kind, files(mail), registration.printed_code in letter(mail).text) == ("withdrawn", [], False)


def test_a_calling_off_says_why_and_takes_it_out_of_the_calendar(app: Flask) -> None:
    event = make_event()
    register(event)

    events.call_off(event, reason="Storm boven de plas", at=eve_of(event))

    mail, words = latest(), letter(latest())
    assert (mail.kind, files(mail), "Storm boven de plas" in words.text, "Storm boven de plas" in words.html) == (
        "called-off",
        ["event-calendar"],
        True,
        True,
    )


def test_everybody_is_written_in_the_own_language(app: Flask) -> None:
    event, english = make_event(), make_person()
    english.language = "en"
    subjects = [(register(event), letter(latest()).subject)[1], (register(event, english), letter(latest()).subject)[1]]

    assert len(set(subjects)) == 2


def test_names_of_all_kinds_arrive_as_they_were_typed(app: Flask) -> None:
    names = ["Zoë 'van' \"Dam\"", "גולדה מאיר", "👩🏽‍🔧 Zoë", "Bos, Anna; BSc <anna@evil.example>", "=?utf-8?q?x?=", "A" * 120]
    event = make_event()

    arrived = []
    for name in names:
        register(event, make_person(name))
        (address,) = build(latest(), letter(latest()))["To"].addresses
        arrived.append(address.display_name)

    assert arrived == names
