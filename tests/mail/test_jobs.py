"""Delivery to a real mail server: at least once, normally once, whatever the server or another worker does."""

from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.core.database import db
from app.mail import jobs
from app.mail.jobs import LEASE, PATIENCE, WIPED, deliver_due
from app.mail.message import sender
from app.mail.models import Mail, MailStatus
from app.mail.transports import Unreachable
from tests.factories import NOW
from tests.mail.writing import TEN_MINUTES, outbox, write
from tests.parts.smtp import Mode, Postbox, free_port
from tests.together import at_once

pytestmark = pytest.mark.usefixtures("today")
BRAM, ANNA, CEES = "b.devries@waterrand.example", "anna@waterrand.example", "cees@waterrand.example"


def the_mail() -> Mail:
    """The only mail, as the database has it."""
    return db.session.scalars(sa.select(Mail)).one()


def due_in() -> timedelta:
    """How long the only mail waits."""
    return the_mail().due_at - NOW


def test_what_is_due_is_sent_in_order(app: Flask, postbox: Postbox) -> None:
    for email in (BRAM, ANNA, CEES):
        write(email)
    write("later@waterrand.example", at=NOW + timedelta(seconds=1))

    handled = deliver_due()

    assert handled == 3
    assert [str(message["To"]) for message in postbox.messages] == [f"Bram de Vries <{email}>" for email in (BRAM, ANNA, CEES)]
    assert [row[1] for row in outbox()] == ["sent"] * 3 + ["waiting"]


def test_a_mail_that_expires_goes_before_all_that_wait(app: Flask, postbox: Postbox) -> None:
    for email in (BRAM, ANNA):
        write(email)
    write(CEES, keep_for=TEN_MINUTES)

    deliver_due()

    assert [str(message["To"]).split("<")[1] for message in postbox.messages] == [f"{email}>" for email in (CEES, BRAM, ANNA)]


def test_a_mail_is_sent_once_however_often_one_looks(app: Flask, postbox: Postbox) -> None:
    write()

    handled = [deliver_due() for _look in range(3)]

    assert (handled, len(postbox.messages)) == ([1, 0, 0], 1)


def test_not_now_is_tried_again_after_growing_pauses(app: Flask, postbox: Postbox) -> None:
    write()
    postbox.mode = Mode.LATER
    pauses = []

    now = NOW
    for _try in range(8):
        with travel(now, tick=False):
            deliver_due()
        pauses.append(the_mail().due_at - now)
        now = the_mail().due_at
    postbox.mode = Mode.ACCEPT
    with travel(now, tick=False):
        deliver_due()

    assert pauses == sorted(pauses)
    assert pauses[0] <= timedelta(seconds=30) < timedelta(hours=1) <= pauses[-1]
    assert (outbox(), len(postbox.messages), postbox.attempts) == ([(BRAM, "sent", 9)], 1, 9)


def test_a_mail_that_waits_says_why(app: Flask, postbox: Postbox) -> None:
    write()
    postbox.mode = Mode.LATER

    deliver_due()

    assert the_mail().last_error == "451 Greylisted, please try again later"
    assert (the_mail().status, the_mail().leased_until) == (MailStatus.WAITING, None)


def test_after_three_days_of_not_now_it_has_failed(app: Flask, postbox: Postbox) -> None:
    write(at=NOW - PATIENCE - timedelta(seconds=1))
    postbox.mode = Mode.LATER

    deliver_due()

    assert outbox() == [(BRAM, "failed", 1)]


def test_never_has_failed_at_once_and_is_seen_by_the_organiser(app: Flask, postbox: Postbox) -> None:
    write()
    postbox.mode = Mode.NEVER

    deliver_due()

    assert (outbox(), the_mail().last_error) == ([(BRAM, "failed", 1)], "550 No such mailbox")


@pytest.mark.parametrize(
    ("reply", "status"), [("550 No such mailbox", "failed"), ("451 Greylisted", "waiting"), ("421 Too busy for this one", "waiting")]
)
def test_one_bad_recipient_never_blocks_the_others(app: Flask, postbox: Postbox, reply: str, status: str) -> None:
    for email in (BRAM, ANNA, CEES):
        write(email)
    postbox.replies[BRAM] = reply

    try:
        deliver_due()
    except Unreachable:
        deliver_due()

    assert [row[1] for row in outbox()] == [status, "sent", "sent"]


def test_a_mail_that_cannot_be_made_never_blocks_the_others(app: Flask, postbox: Postbox) -> None:
    mail = write(ANNA)
    mail.attachments = [{"maker": "no-such-maker"}]
    write(BRAM)

    deliver_due()

    assert [row[:2] for row in outbox()] == [(ANNA, "failed"), (BRAM, "sent")]
    assert db.session.scalars(sa.select(Mail.last_error).order_by(Mail.id)).all() == ["KeyError: 'no-such-maker'", ""]


def test_with_the_server_down_everything_waits_and_nothing_is_lost(app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for email in (BRAM, ANNA, CEES):
        write(email)
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{free_port()}")

    with pytest.raises(Unreachable):
        deliver_due()

    assert outbox() == [(BRAM, "waiting", 1), (ANNA, "waiting", 0), (CEES, "waiting", 0)]
    assert "refused" in str(db.session.scalars(sa.select(Mail.last_error).order_by(Mail.id)).first())

    monkeypatch.setitem(app.config, "MAIL_URL", postbox.url)
    with travel(NOW + timedelta(seconds=10), tick=False):
        deliver_due()
    assert [row[1] for row in outbox()] == ["sent"] * 3


def test_after_a_long_time_down_mail_goes_soon_after_the_server_is_back(app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{free_port()}")
    now = NOW
    while now < NOW + timedelta(days=4):
        with travel(now, tick=False), pytest.raises(Unreachable):
            deliver_due()
        assert the_mail().due_at - now <= timedelta(minutes=15)
        now = the_mail().due_at if the_mail().tries < 12 else now + timedelta(days=1)

    assert the_mail().status is MailStatus.WAITING


def test_a_connection_that_breaks_before_the_answer_repeats_with_the_same_id(app: Flask, postbox: Postbox) -> None:
    message_id = write().message_id
    postbox.mode = Mode.DROP

    with pytest.raises(Unreachable):
        deliver_due()
    postbox.mode = Mode.ACCEPT
    with travel(NOW + timedelta(seconds=10), tick=False):
        deliver_due()

    assert [str(message["Message-ID"]) for message in postbox.messages] == [message_id]
    assert (outbox(), postbox.attempts) == ([(BRAM, "sent", 2)], 2)


def test_a_server_that_cannot_be_logged_in_to_refuses_nobody_in_particular(app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    monkeypatch.setitem(app.config, "MAIL_URL", postbox.url.replace("smtp://", "smtp://user:password@"))

    with pytest.raises(Unreachable):  # a password is never sent without encryption
        deliver_due()

    assert outbox() == [(BRAM, "waiting", 1)]


def test_two_workers_send_every_mail_once(app: Flask, postbox: Postbox) -> None:
    for number in range(20):
        write(f"person{number}@waterrand.example")
    handled: list[int] = []

    errors = at_once(app, lambda _number: handled.append(deliver_due()), times=4)

    assert errors == []
    assert sum(handled) == 20
    assert sorted(str(message["To"].addresses[0].addr_spec) for message in postbox.messages) == sorted(row[0] for row in outbox())


def test_a_mail_in_other_hands_is_left_alone_until_the_lease_runs_out(app: Flask, postbox: Postbox) -> None:
    mail = write()
    mail.leased_until, mail.tries = NOW + LEASE, 1
    db.session.commit()
    sent = []

    for later in (timedelta(0), LEASE - timedelta(seconds=1), LEASE):
        with travel(NOW + later, tick=False):
            sent.append(deliver_due())

    assert sent == [0, 0, 1]
    assert timedelta(minutes=10) >= LEASE


def test_a_worker_that_dies_with_a_mail_in_its_hands_loses_nothing(app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    write()

    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(jobs, "_hand_over", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due()
    db.session.rollback()
    assert outbox() == [(BRAM, "waiting", 1)]

    with travel(NOW + LEASE, tick=False):
        deliver_due()
    assert outbox() == [(BRAM, "sent", 2)]


def test_nothing_is_locked_while_talking_to_the_server(app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    talking, written = Signal(), Signal()

    class Slow(jobs.transport_for(postbox.url).__class__):  # type: ignore[misc]
        def send(self, *arguments: object, **more: object) -> None:
            talking.set()
            assert written.wait(10)
            super().send(*arguments, **more)

    monkeypatch.setattr(jobs, "transport_for", Slow)

    def work() -> None:
        with app.app_context():
            deliver_due()

    worker = Thread(target=work)
    worker.start()
    assert talking.wait(10)
    write(ANNA)
    written.set()
    worker.join()

    assert [row[1] for row in outbox()] == ["sent", "sent"]


def test_a_secret_is_not_sent_when_it_is_of_no_use_any_more(app: Flask, postbox: Postbox) -> None:
    write(keep_for=TEN_MINUTES)

    with travel(NOW + TEN_MINUTES, tick=False):
        deliver_due()

    assert (postbox.messages, outbox()) == ([], [(BRAM, "failed", 1)])
    assert "012345" not in str(the_mail().__dict__)


@pytest.mark.parametrize("mode", [Mode.ACCEPT, Mode.NEVER])
def test_a_secret_is_wiped_once_it_has_gone_or_failed(app: Flask, postbox: Postbox, mode: Mode) -> None:
    write(keep_for=TEN_MINUTES)
    postbox.mode = mode

    deliver_due()

    mail = the_mail()
    assert (mail.subject, mail.text, mail.html, mail.facts) == ("sign-in", WIPED, WIPED, {})


def test_a_secret_that_waits_is_kept(app: Flask, postbox: Postbox) -> None:
    write(keep_for=TEN_MINUTES)
    postbox.mode = Mode.LATER
    deliver_due()
    postbox.mode = Mode.ACCEPT

    with travel(NOW + timedelta(minutes=1), tick=False):
        deliver_due()

    assert "012345" in str(postbox.messages[0])


@pytest.mark.parametrize("keep_for", [None, TEN_MINUTES])
def test_without_a_mail_server_mail_is_kept_and_only_the_demo_keeps_secrets(
    app: Flask, monkeypatch: pytest.MonkeyPatch, keep_for: timedelta | None
) -> None:
    has_secret = []
    for demo in (False, True):
        monkeypatch.setitem(app.config, "DEMO", demo)
        write(keep_for=keep_for)
        deliver_due()
        has_secret.append("012345" in list(db.session.scalars(sa.select(Mail.text).order_by(Mail.id)))[-1])

    assert [row[1] for row in outbox()] == ["kept", "kept"]
    assert has_secret == [keep_for is None, True]


def test_a_mail_whose_reader_is_erased_while_it_is_sent_stops_no_other(app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for email in (BRAM, ANNA):
        write(email)
    address = sender()

    def erased_meanwhile() -> str:
        with db.engine.begin() as connection:
            connection.execute(sa.delete(Mail).where(Mail.to_email == BRAM))
        return address

    monkeypatch.setattr(jobs, "sender", erased_meanwhile)
    deliver_due()

    assert outbox() == [(ANNA, "sent", 1)]
