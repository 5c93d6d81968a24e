"""The table of rights: complete, a sentence each, and the same for views and templates."""

import pytest
from flask import Flask
from flask_babel import force_locale

from app.people.labels import ROLE_LABELS
from app.people.models import Access, Role
from app.people.permissions import ALLOWED, SENTENCES, Permission, can, may
from tests.browsing import Browser
from tests.conftest import BASE_URL
from tests.factories import make_person

OF_PARTICIPANTS = {Permission.PUBLIC, Permission.OWN_PAGE}


def test_every_permission_has_a_sentence_of_its_own(app: Flask) -> None:
    said = [str(SENTENCES[permission]) for permission in Permission]

    assert len(set(said)) == len(Permission)
    assert all(sentence.endswith(".") for sentence in said)


EXPECTED = {
    Access.PARTICIPANT: OF_PARTICIPANTS,
    Access.SCHOOL_CONTACT: OF_PARTICIPANTS | {Permission.OWN_SCHOOL},
    Access.VIEWER: OF_PARTICIPANTS | {Permission.SEE_EVENTS, Permission.SEE_ATTENDANCE},
    Access.ORGANISER: set(Permission) - {Permission.OWN_SCHOOL, Permission.MANAGE_ACCESS, Permission.MANAGE_SETTINGS, Permission.READ_LOG},
    Access.ADMINISTRATOR: set(Permission) - {Permission.OWN_SCHOOL},
}


def test_every_access_has_its_rights() -> None:
    assert EXPECTED == ALLOWED


@pytest.mark.parametrize("permission", Permission)
def test_who_may_do_what(app: Flask, permission: Permission) -> None:
    people = [make_person(access=access) for access in Access]

    assert [may(person, permission) for person in people] == [permission in EXPECTED[access] for access in Access]
    assert may(None, permission) is (permission is Permission.PUBLIC)


def test_templates_ask_the_same(app: Flask) -> None:
    with app.test_request_context():
        assert [can(permission) for permission in Permission] == [permission is Permission.PUBLIC for permission in Permission]


def test_templates_cannot_ask_for_what_does_not_exist(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="fly"):
        can("fly")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_role_has_a_name(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        names = {str(ROLE_LABELS[role]) for role in Role}

    assert len(names) == len(Role)


def test_strangers_are_sent_to_sign_in_and_back(browser: Browser) -> None:
    answers = [browser.client.open("/organise/?past=1", method=method, base_url=BASE_URL) for method in ("GET", "HEAD")]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, "/sign-in?next=/organise/?past%3D1")] * 2


def test_the_menu_shows_what_one_may(browser: Browser, teacher: Browser, organiser: Browser) -> None:
    shown = [["/organise/" in visitor.get("/").text, "/me" in visitor.get("/").text] for visitor in (browser, teacher, organiser)]

    assert shown == [[False, False], [False, True], [True, True]]


def test_a_form_of_a_stranger_is_refused_not_redirected(browser: Browser) -> None:
    assert browser.post("/organise/venues/add", {"name": "x"}).status_code == 403
