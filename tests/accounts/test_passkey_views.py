"""Passkeys, with a device in software; tests/browser/test_passkeys.py has a real browser."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel
from webauthn.helpers import base64url_to_bytes
from werkzeug.test import TestResponse

from app.accounts.models import BrowserSession, Passkey
from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Person
from tests.browsing import Browser
from tests.conftest import BASE_URL
from tests.factories import NOW, make_person
from tests.parts.authenticator import PRESENT, Authenticator

pytestmark = pytest.mark.usefixtures("today")
SITE = "inloop.test"
Credential = dict[str, Any]


@pytest.fixture
def bram(app: Flask) -> Person:
    return make_person("Bram de Vries ☂ é", email="b.devries@waterrand.example")


@pytest.fixture
def laptop(app: Flask, bram: Person) -> Browser:
    """Bram's browser."""
    return Browser(app).sign_in(bram)


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(BASE_URL, SITE)


def send(browser: Browser, path: str, body: object = None, **more: Any) -> TestResponse:
    """Send JSON as the page's script does."""
    token = browser._any_token()["csrf_token"]
    headers = {"X-CSRFToken": token, "Referer": f"{BASE_URL}/me/sessions"}
    return browser._send(path, method="POST", json={} if body is None else body, headers=headers, **more)


def options(browser: Browser, kind: str) -> dict[str, Any]:
    """What the device is asked."""
    answer = send(browser, f"/passkeys/{kind}-options")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.text)
    return found


def add(browser: Browser, device: Authenticator, name: str = "Laptop") -> TestResponse:
    """Add a passkey as the page does."""
    return send(browser, "/passkeys/add", {"name": name, "credential": device.make(options(browser, "add"))})


def sign_in(browser: Browser, device: Authenticator, **more: object) -> TestResponse:
    """Sign in with a passkey as the page does."""
    return send(browser, "/passkeys/sign-in", {"credential": device.sign(options(browser, "sign-in")), **more})


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/me").status_code == 200


def test_a_passkey_is_added_and_signs_in_on_the_next_visit(app: Flask, laptop: Browser, bram: Person, device: Authenticator) -> None:
    added = add(laptop, device)
    visitor = Browser(app)
    answer = sign_in(visitor, replace(device, count=1), next="/organise/?past=1")

    assert (added.json, answer.json) == ({"location": "/me/sessions"}, {"location": "/organise/?past=1"})
    assert is_signed_in(visitor)
    passkey = db.session.scalars(sa.select(Passkey)).one()
    assert (passkey.name, passkey.person, passkey.sign_count, passkey.used_at) == ("Laptop", bram, 1, NOW)
    assert db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id)).all() == [Action.PASSKEY_ADDED, Action.SIGNED_IN]


def test_the_device_learns_no_number_and_asks_for_a_finger(laptop: Browser, bram: Person) -> None:
    asked = options(laptop, "add")

    assert (asked["rp"]["id"], asked["authenticatorSelection"]["userVerification"]) == (SITE, "required")
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert str(bram.id).encode() != base64url_to_bytes(asked["user"]["id"])
    assert options(laptop, "add")["user"]["id"] == asked["user"]["id"]


def test_a_device_that_is_known_is_not_asked_again(laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)

    known = options(laptop, "add")["excludeCredentials"]

    assert [base64url_to_bytes(key["id"]) for key in known] == [device.credential_id]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", 7, None, ["/me"], "/\\evil.example"])
def test_signing_in_leads_nowhere_else(app: Flask, laptop: Browser, device: Authenticator, target: object) -> None:
    add(laptop, device)

    assert sign_in(Browser(app), device, next=target).json == {"location": "/me"}


def test_once_more_with_a_passkey_renews_the_session(laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    db.session.execute(sa.update(BrowserSession).values(signed_in_at=NOW - timedelta(hours=3)))
    before = laptop.get("/me/passkeys/add").status_code

    sign_in(laptop, device)

    assert (before, laptop.get("/me/passkeys/add").status_code) == (302, 200)
    assert len(db.session.scalars(sa.select(BrowserSession)).all()) == 1


def test_nobody_adds_one_without_having_signed_in_lately(app: Flask, laptop: Browser, device: Authenticator) -> None:
    asked = options(laptop, "add")
    db.session.execute(sa.update(BrowserSession).values(signed_in_at=NOW - timedelta(hours=3)))

    answer = send(laptop, "/passkeys/add", {"name": "Laptop", "credential": device.make(asked)})

    assert answer.headers["Location"].startswith("/sign-in/again")
    assert send(Browser(app), "/passkeys/add-options").status_code == 403
    assert db.session.scalars(sa.select(Passkey)).all() == []


def test_the_header_of_the_page_is_needed(laptop: Browser) -> None:
    answers = [laptop.client.post(f"/passkeys/{path}", base_url=BASE_URL, json={}) for path in ("add", "add-options", "sign-in", "sign-in-options")]

    assert [answer.status_code for answer in answers] == [400] * 4


def lies_of_a_device(device: Authenticator) -> list[Authenticator]:
    """Another site, another address, nobody's finger."""
    return [
        replace(device, site="evil.example"),
        replace(device, origin="https://evil.example"),
        replace(device, origin="http://inloop.test"),
        replace(device, flags=PRESENT),
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_key_made_for_somewhere_else_or_by_nobody_is_refused(laptop: Browser, device: Authenticator, number: int) -> None:
    answer = add(laptop, lies_of_a_device(device)[number])

    assert (answer.status_code, db.session.scalars(sa.select(Passkey)).all()) == (422, [])


@pytest.mark.parametrize("number", range(4))
def test_a_proof_for_somewhere_else_or_by_nobody_is_refused(app: Flask, laptop: Browser, device: Authenticator, number: int) -> None:
    add(laptop, device)
    visitor = Browser(app)

    answer = sign_in(visitor, lies_of_a_device(device)[number])

    assert (answer.status_code, is_signed_in(visitor)) == (422, False)


def test_a_foreign_credential_signs_nobody_in(app: Flask, laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    stranger = Authenticator(BASE_URL, SITE)
    visitor = Browser(app)

    answers = [sign_in(visitor, one).status_code for one in (stranger, replace(stranger, credential_id=device.credential_id))]

    assert (answers, is_signed_in(visitor)) == ([422, 422], False)


def test_the_handle_of_somebody_else_is_refused_and_the_own_one_not(app: Flask, laptop: Browser, device: Authenticator) -> None:
    asked = options(laptop, "add")
    send(laptop, "/passkeys/add", {"name": "Laptop", "credential": device.make(asked)})
    handles = [b"somebody else", b"\xff\xfe", base64url_to_bytes(asked["user"]["id"])]

    answers = [sign_in(Browser(app), replace(device, handle=handle)).status_code for handle in handles]

    assert answers == [422, 422, 200]


@pytest.mark.parametrize(("counts", "status"), [((5, 6), 200), ((5, 5), 422), ((5, 4), 422), ((0, 0), 200), ((5, 0), 422)])
def test_the_count_must_grow_or_stay_nought(app: Flask, laptop: Browser, device: Authenticator, counts: tuple[int, int], status: int) -> None:
    add(laptop, replace(device, count=counts[0]))

    answer = sign_in(Browser(app), replace(device, count=counts[1]))

    assert answer.status_code == status


def test_a_challenge_works_once_though_the_cookie_was_kept(app: Flask, laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    visitor = Browser(app)
    asked = options(visitor, "sign-in")
    with visitor.client.session_transaction(base_url=BASE_URL) as session:
        kept = dict(session)
    proof = {"credential": device.sign(asked)}

    first = send(visitor, "/passkeys/sign-in", proof)
    thief = Browser(app)
    with thief.client.session_transaction(base_url=BASE_URL) as session:
        session.update(kept)
    second = send(thief, "/passkeys/sign-in", proof)

    assert [first.status_code, second.status_code, is_signed_in(thief)] == [200, 422, False]


def test_a_challenge_of_another_browser_or_another_purpose_is_refused(app: Flask, laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    one, other = Browser(app), Browser(app)
    asked = options(one, "sign-in")
    options(other, "sign-in")
    for_adding = options(laptop, "add")

    answers = [
        send(other, "/passkeys/sign-in", {"credential": device.sign(asked)}),
        send(laptop, "/passkeys/sign-in", {"credential": device.sign(for_adding)}),
        send(Browser(app), "/passkeys/sign-in", {"credential": device.sign(asked)}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3


@pytest.mark.parametrize(("minutes", "status"), [(5, 200), (6, 422)])
def test_a_challenge_is_good_for_five_minutes(app: Flask, laptop: Browser, device: Authenticator, minutes: int, status: int) -> None:
    add(laptop, device)
    visitor = Browser(app)
    asked = options(visitor, "sign-in")

    with travel(NOW + timedelta(minutes=minutes), tick=False):
        assert send(visitor, "/passkeys/sign-in", {"credential": device.sign(asked)}).status_code == status


def test_one_device_is_one_passkey(app: Flask, laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    other = Browser(app).sign_in(make_person("Somebody else"))

    answers = [add(laptop, device).status_code, add(other, device).status_code]

    assert (answers, len(db.session.scalars(sa.select(Passkey)).all())) == ([422, 422], 1)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\0b", 7.5])
def test_a_passkey_needs_a_name(laptop: Browser, device: Authenticator, name: object) -> None:
    answer = send(laptop, "/passkeys/add", {"name": name, "credential": device.make(options(laptop, "add"))})

    assert answer.status_code == (200 if name == 7.5 else 422)


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        {},
        {"credential": 7},
        {"credential": {}},
        {"credential": {"id": 7}},
        {"credential": {"id": "\0"}},
        {"credential": {"id": "x" * 100_000}},
        {"credential": {"id": "x", "rawId": "x", "type": "public-key", "response": []}},
        {"credential": {"id": "x", "rawId": "y", "type": "public-key", "response": {"clientDataJSON": "é", "attestationObject": "%%%"}}},
    ],
    ids=lambda body: str(body)[:40],
)
@pytest.mark.parametrize("path", ["add", "sign-in"])
def test_nonsense_is_refused_in_words(laptop: Browser, path: str, body: object) -> None:
    options(laptop, path)
    if path == "add" and isinstance(body, dict):
        body = {**body, "name": "Laptop"}

    answer = send(laptop, f"/passkeys/{path}", body)

    assert (answer.status_code, list(answer.json or {})) == (422, ["refusal"])


def test_a_known_id_with_half_an_answer_is_refused(app: Flask, laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    visitor = Browser(app)
    statuses = []
    for missing in ("clientDataJSON", "authenticatorData", "signature"):
        proof = device.sign(options(visitor, "sign-in"))
        del proof["response"][missing]
        statuses.append(send(visitor, "/passkeys/sign-in", {"credential": proof}).status_code)
    proof = device.sign(options(visitor, "sign-in"))
    statuses.append(send(visitor, "/passkeys/sign-in", {"credential": proof | {"response": 7}}).status_code)

    assert statuses == [422] * 4


def test_a_passkey_that_was_removed_signs_nobody_in(app: Flask, laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    number = db.session.scalars(sa.select(Passkey.id)).one()

    laptop.post(f"/me/passkeys/{number}/remove", page="/me/sessions")

    assert sign_in(Browser(app), device).status_code == 422
    assert Action.PASSKEY_REMOVED in db.session.scalars(sa.select(LogEntry.action)).all()


def test_a_passkey_of_somebody_else_is_not_found(app: Flask, laptop: Browser, device: Authenticator) -> None:
    add(laptop, device)
    number = db.session.scalars(sa.select(Passkey.id)).one()
    other = Browser(app).sign_in(make_person("Somebody else"))

    assert other.post(f"/me/passkeys/{number}/remove", page="/me/sessions").status_code == 404
    assert len(db.session.scalars(sa.select(Passkey)).all()) == 1


def test_the_passkey_of_who_was_erased_signs_nobody_in(app: Flask, laptop: Browser, bram: Person, device: Authenticator) -> None:
    add(laptop, device)
    bram.erased_at = NOW
    visitor = Browser(app)

    assert (sign_in(visitor, device).status_code, is_signed_in(visitor)) == (422, False)
