"""Asking, using and ending, apart from pages; also by several at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import operations, queries
from app.accounts.models import BrowserSession, SignIn
from app.accounts.operations import SignInRefused
from app.core.database import db
from tests.accounts.mailbox import another_code, latest_code, sign_in_mails
from tests.factories import NOW, make_person
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
        operations.use(request, at=NOW)

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
    key = operations.use(request, at=NOW)

    session = queries.find_session(key, at=NOW)
    assert session is not None
    assert session.person is bram
    assert sign_in_mails() == []


def test_old_sign_ins_and_sessions_are_forgotten_and_no_others(app: Flask) -> None:
    bram = make_person(email=ADDRESS)
    ask()
    old, fresh = operations.begin_session(bram, at=NOW - operations.SIGNED_IN_FOR), operations.begin_session(bram, at=NOW)

    operations.forget_old(at=NOW + timedelta(minutes=10))
    kept = len(db.session.scalars(sa.select(SignIn)).all())
    operations.forget_old(at=NOW + timedelta(days=2))

    assert (kept, len(db.session.scalars(sa.select(SignIn)).all())) == (1, 0)
    assert [session and session.person for session in (queries.find_session(key, at=NOW) for key in (old, fresh))] == [None, bram]
