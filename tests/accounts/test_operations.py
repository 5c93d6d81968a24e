"""Asking, using and ending, apart from pages; also by several at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import operations, queries, sessions
from app.accounts.models import BrowserSession, SignIn
from app.accounts.operations import SignInRefused
from app.core import limits
from app.core.database import db
from app.core.limits import RateLimit
from tests.accounts.mailbox import another_code, latest_code, sign_in_mails
from tests.factories import LONG_AGO, NOW, make_person
from tests.observing import statements
from tests.together import at_once

KEY = "the key of the tests"
ADDRESS = "b.devries@waterrand.example"


def ask(email: str = ADDRESS) -> str:
    """Ask for a link; gives the key of the request."""
    return operations.ask(email=email, next_path="", key=KEY, at=NOW)


def test_asking_and_its_mail_are_one_transaction(app: Flask) -> None:
    make_person(email=ADDRESS)
    db.session.commit()

    ask()
    db.session.rollback()

    assert (sign_in_mails(), db.session.scalars(sa.select(SignIn)).all()) == ([], [])


def test_a_link_from_two_tabs_signs_in_once(app: Flask) -> None:
    make_person(email=ADDRESS)
    request_key = ask()

    def follow(_number: int) -> None:
        request = queries.find_by_request(request_key, at=NOW)
        assert request is not None
        sessions.enter(operations.use(request, at=NOW), way="link", here=None, browser="", trusted=False, at=NOW)

    errors = at_once(app, follow)

    assert len(errors) == 5
    assert len(db.session.scalars(sa.select(BrowserSession)).all()) == 1


def test_tries_count_though_they_come_at_once(app: Flask) -> None:
    make_person(email=ADDRESS)
    request_key = ask()
    wrong = another_code(latest_code())

    def guess(_number: int) -> None:
        with pytest.raises(SignInRefused):
            operations.use_code(queries.find_by_request(request_key, at=NOW), wrong, key=KEY, at=NOW)

    errors = at_once(app, guess, times=8)

    assert errors == []
    assert db.session.scalars(sa.select(SignIn.tries)).all() == [operations.MOST_TRIES]


def test_a_link_from_the_command_line_is_good_for_as_long_as_it_says(app: Flask) -> None:
    bram = make_person(email=ADDRESS)
    token = operations.new_link(bram, good_for=timedelta(hours=24), key=KEY, at=NOW)

    request = queries.find_by_token(token, at=NOW + timedelta(hours=23, minutes=59))
    assert request is not None
    person = operations.use(request, at=NOW)

    assert (person, person.verified_at, sign_in_mails()) == (bram, None, [])


def test_old_sign_ins_and_sessions_are_forgotten_and_no_others(app: Flask) -> None:
    bram = make_person(email=ADDRESS)
    ask()
    old, fresh = (sessions.begin_session(bram, trusted=True, at=at) for at in (NOW - sessions.TRUSTED_FOR, NOW))
    limits.only_once("old", until=NOW + timedelta(days=1))
    limits.only_once("fresh", until=NOW + timedelta(days=3))

    operations.forget_old(at=NOW + timedelta(minutes=10))
    kept = len(db.session.scalars(sa.select(SignIn)).all())
    operations.forget_old(at=NOW + timedelta(days=2))

    assert (kept, len(db.session.scalars(sa.select(SignIn)).all())) == (1, 0)
    assert len(db.session.scalars(sa.select(RateLimit)).all()) == 1
    assert [session and session.person for session in (queries.find_session(key, at=NOW) for key in (old, fresh))] == [None, bram]


def test_a_known_and_an_unknown_address_cost_the_same(app: Flask) -> None:
    make_person(email=ADDRESS)
    db.session.commit()
    sent = []
    for address in (ADDRESS, "nobody@waterrand.example"):
        with statements() as seen:
            ask(address)
            db.session.commit()
        sent.append([statement.split()[0:3] for statement in seen if "SAVEPOINT" not in statement])

    assert sent[0] == sent[1]
    assert [mail.to_email for mail in sign_in_mails()] == [ADDRESS]


def test_who_uses_the_mail_has_shown_to_read_it(app: Flask) -> None:
    bram = make_person(email=ADDRESS)
    request = queries.find_by_request(ask(), at=NOW)
    assert request is not None
    before = bram.verified_at

    operations.use(request, at=NOW + timedelta(minutes=1))

    assert (before, bram.verified_at) == (None, NOW + timedelta(minutes=1))


def test_mail_to_an_address_that_was_merged_shows_nothing_about_the_one_that_stays(app: Flask) -> None:
    gone, kept = make_person(email=ADDRESS), make_person(email="bram@elsewhere.example")
    gone.merged_into_id, gone.verified_at = kept.id, LONG_AGO
    request = queries.find_by_request(ask(), at=NOW)
    assert request is not None

    person = operations.use(request, at=NOW)

    assert (person, kept.verified_at, gone.verified_at) == (kept, None, LONG_AGO)
