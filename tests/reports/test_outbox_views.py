"""The outbox as organisers see it."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.mail.models import Mail, MailStatus
from tests.browsing import Browser, words
from tests.factories import make_event, make_person, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")


def only() -> Mail:
    db.session.expire_all()
    return db.session.scalars(sa.select(Mail)).one()


def set_all(**values: object) -> None:
    db.session.execute(sa.update(Mail).values(**values))


def test_a_mail_is_shown_with_its_envelope_text_and_files(organiser: Browser) -> None:
    register(make_event("Lassen"), make_person("Anna Bos", email="anna@school.nl"))
    mail = only()

    page = organiser.get(f"/organise/mail/{mail.id}")

    shown = ("anna@school.nl", "Anna Bos", mail.subject, "ticket.png", ".ics")
    assert [text for text in shown if text not in words(page)] == []


def test_the_mail_itself_can_do_nothing(organiser: Browser) -> None:
    register(make_event("<script>alert(1)</script>"), make_person("<img src=x onerror=alert(1)>"))

    body = organiser.get(f"/organise/mail/{only().id}/body")

    assert [raw for raw in ("<script", "<img src=x") if raw in body.text] == []
    policy = body.headers["Content-Security-Policy"]
    assert ["default-src 'none'" in policy, "sandbox" in policy, "allow-scripts" in policy, "script-src" in policy] == [True, True, False, False]


def test_attachments_can_be_opened(organiser: Browser) -> None:
    register(make_event("Lassen"))
    mail = only()

    files = [organiser.get(f"/organise/mail/{mail.id}/attachments/{number}") for number in range(3)]

    assert [(file.status_code, file.mimetype) for file in files] == [(200, "image/png"), (200, "text/calendar"), (404, "text/html")]
    assert files[0].data.startswith(b"\x89PNG")


def test_a_picture_in_the_body_is_fetched_from_here(organiser: Browser) -> None:
    register(make_event("Lassen"))
    mail = only()

    body = organiser.get(f"/organise/mail/{mail.id}/body")

    assert re.findall(r'src="(cid:[^"]*|/organise/[^"]*)"', body.text) == [f"/organise/mail/{mail.id}/attachments/0"]


def test_a_secret_mail_shows_nothing_but_its_envelope(organiser: Browser) -> None:
    register(make_event("Lassen"), make_person(email="anna@school.nl"))
    set_all(is_secret=True, text="code 123456", html="<p>123456</p>")

    page = organiser.get(f"/organise/mail/{only().id}")

    assert [text in page.text for text in ("anna@school.nl", "123456")] == [True, False]


def test_a_secret_mail_is_there_to_be_read_in_the_demo(app: Flask, organiser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    register(make_event("Lassen"))
    set_all(is_secret=True, text="code 123456")
    monkeypatch.setitem(app.config, "DEMO", True)

    page = organiser.get(f"/organise/mail/{only().id}")

    assert "123456" in page.text


@pytest.mark.parametrize(("status", "after"), [(MailStatus.FAILED, MailStatus.WAITING), (MailStatus.SENT, MailStatus.SENT)])
def test_only_what_failed_is_sent_once_more(organiser: Browser, status: MailStatus, after: MailStatus) -> None:
    register(make_event("Lassen"))
    set_all(status=status, tries=9)
    mail = only()

    answer = organiser.post(f"/organise/mail/{mail.id}/retry", page="/sign-in")

    assert (answer.location, only().status) == (f"/organise/mail/{mail.id}", after)


def test_the_list_can_be_narrowed_to_what_failed(organiser: Browser) -> None:
    event = make_event("Lassen")
    for email in ("een@school.nl", "twee@school.nl"):
        register(event, make_person(email=email))
    db.session.execute(sa.update(Mail).where(Mail.to_email == "een@school.nl").values(status=MailStatus.FAILED))

    pages = [organiser.get(f"/organise/mail/{query}") for query in ("", "?status=failed", "?status=onzin")]

    assert [[email in page.text for email in ("een@school.nl", "twee@school.nl")] for page in pages] == [[True, True], [True, False], [True, True]]


def test_the_list_costs_the_same_for_one_mail_as_for_sixty_and_has_pages(organiser: Browser) -> None:
    event = make_event(seats=100)
    register(event)
    few = cost(organiser)
    for _ in range(59):
        register(event)

    assert cost(organiser) == few
    counts = [len(re.findall(r'href="/organise/mail/\d+"', organiser.get(f"/organise/mail/?page={page}").text)) for page in (1, 2, 3)]
    assert counts == [50, 10, 0]


def cost(browser: Browser) -> int:
    with statements() as seen:
        browser.get("/organise/mail/")
    return len(seen)
