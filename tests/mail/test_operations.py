"""A mail is a row in the transaction of what it tells about."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.mail import operations
from app.mail.models import Mail, MailStatus
from app.registrations.models import Registration
from tests.factories import NOW, make_event, register
from tests.mail.writing import TEN_MINUTES, outbox, write
from tests.observing import mails


def test_rolling_back_unsends_the_mail(app: Flask) -> None:
    event = make_event()
    db.session.commit()

    register(event)
    written = len(mails())
    db.session.rollback()

    assert (written, mails(), db.session.scalars(sa.select(Registration)).all()) == (1, [], [])


def test_a_mail_remembers_what_was_so_when_it_was_written(app: Flask) -> None:
    event = make_event("XR in de praktijk")
    registration = register(event)
    registration.person.name = "Somebody else"
    event.title = "Another title"
    db.session.commit()

    mail = db.session.scalars(sa.select(Mail)).one()

    assert (mail.to_name, "XR in de praktijk" in str(mail.facts), "Another title" in str(mail.facts)) == ("Bram de Vries", True, False)


def test_every_mail_has_an_id_of_its_own_at_our_site(app: Flask) -> None:
    ids = [write().message_id for _ in range(3)]

    assert len(set(ids)) == 3
    assert {message_id.rpartition("@")[2] for message_id in ids} == {"inloop.test>"}


@pytest.mark.parametrize(("status", "after"), [("failed", "waiting"), ("waiting", "waiting"), ("sent", "sent"), ("kept", "kept")])
def test_only_a_mail_that_failed_is_sent_once_more(app: Flask, status: str, after: str) -> None:
    mail = write()
    mail.status, mail.tries = MailStatus(status), 3

    operations.retry(mail, at=NOW)

    assert (mail.status, mail.tries) == (after, 0 if status == "failed" else 3)


def test_a_wiped_mail_is_not_sent_once_more(app: Flask) -> None:
    mail = write(keep_for=TEN_MINUTES)
    mail.status = MailStatus.FAILED

    operations.retry(mail, at=NOW)

    assert outbox() == [("b.devries@waterrand.example", "failed", 0)]
