"""Signing in through a real provider of identities, which runs in a process of its own."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import oidc
from app.accounts.models import BrowserSession, Identity
from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Person
from tests.browsing import Browser, words
from tests.conftest import BASE_URL
from tests.factories import LONG_AGO, NOW, make_person
from tests.parts.oidc import Provider, provider

ADDRESS = "b.devries@waterrand.example"
BROKEN_OFF = "Het inloggen is afgebroken. Probeer het nog eens."
NOT_RIGHT = "Het antwoord van de andere site klopt niet, dus we weten niet wie je bent. Log in per mail, of probeer het nog eens."


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """A provider."""
    with provider() as started:
        yield started


@pytest.fixture
def school(app: Flask, running: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider as this installation knows it; honest again."""
    for name, value in running.settings.items():
        monkeypatch.setitem(app.config, name, value)
    running.behave()
    oidc._client_of.cache_clear()
    return running


@pytest.fixture
def bram(app: Flask) -> Person:
    return make_person("Bram de Vries", email=ADDRESS)


def led_to(browser: Browser, query: str = "") -> str:
    """Where the button leads."""
    return browser.get(f"/sign-in/oidc{query}").headers["Location"]


def come_back(browser: Browser, location: str) -> str:
    """Follow the way back into Inloop; gives where it leads."""
    assert location.startswith(f"{BASE_URL}/sign-in/oidc/back?")
    return browser.get(location.removeprefix(BASE_URL)).headers["Location"]


def sign_in(browser: Browser, school: Provider, query: str = "", email: str = ADDRESS) -> str:
    """Go there, log in, come back; gives where one ends."""
    return come_back(browser, school.log_in(led_to(browser, query), email=email))


def why_not(browser: Browser, location: str) -> str:
    """What is said to who has come back in vain."""
    assert location.startswith("/sign-in")
    page = browser.get(location).text
    return page.partition('class="flash flash-error">')[2].partition("<span>")[2].partition("</span>")[0]


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/me").status_code == 200


def test_without_a_provider_there_is_no_button_and_no_way(browser: Browser) -> None:
    assert [browser.get(path).status_code for path in ("/sign-in/oidc", "/sign-in/oidc/back?code=x&state=y")] == [404, 404]
    assert "/sign-in/oidc" not in browser.get("/sign-in").text


def test_there_and_back_again(browser: Browser, school: Provider, bram: Person) -> None:
    assert "Inloggen met Schoolaccount" in words(browser.get("/sign-in"))

    location = sign_in(browser, school)

    assert location == "/me"
    assert ADDRESS in words(browser.get("/me"))
    assert bram.verified_at is not None
    assert db.session.scalars(sa.select(LogEntry.facts).where(LogEntry.action == Action.SIGNED_IN)).all() == [{"way": "Schoolaccount"}]


def test_the_question_holds_a_challenge_a_nonce_and_a_state_and_no_secret(browser: Browser, school: Provider) -> None:
    asked = parse_qs(urlsplit(led_to(browser)).query)

    assert sorted(asked) == ["client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "response_type", "scope", "state"]
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == (["S256"], [f"{BASE_URL}/sign-in/oidc/back"])


@pytest.mark.parametrize(("asked", "ends"), [("/organise/?past=1", "/organise/?past=1"), ("//evil.example", "/me"), ("https://evil.example", "/me")])
def test_one_comes_back_where_one_was_going(browser: Browser, school: Provider, bram: Person, asked: str, ends: str) -> None:
    assert sign_in(browser, school, f"?next={asked}") == ends


def test_who_is_known_by_the_provider_stays_known_when_the_address_changes(app: Flask, browser: Browser, school: Provider, bram: Person) -> None:
    school.behave(sub="bram-1")
    sign_in(browser, school)
    school.behave(sub="bram-1", email="new.name@waterrand.example")

    sign_in(Browser(app), school)

    assert db.session.scalars(sa.select(BrowserSession.person_id)).all() == [bram.id] * 2
    assert db.session.scalars(sa.select(Identity.subject)).all() == ["bram-1"]


def test_another_subject_with_the_same_name_is_another_identity(app: Flask, school: Provider, bram: Person) -> None:
    for subject in ("bram", "Bram", "bräm"):
        school.behave(sub=subject)
        sign_in(Browser(app), school)

    assert sorted(db.session.scalars(sa.select(Identity.subject))) == ["Bram", "bram", "bräm"]


def test_who_was_merged_is_who_stays(browser: Browser, school: Provider, bram: Person) -> None:
    sign_in(browser, school)
    kept = make_person("Bram de Vries", email="bram@elsewhere.example")
    bram.merged_into_id = kept.id
    browser.post("/sign-out")

    sign_in(browser, school)

    assert db.session.scalars(sa.select(BrowserSession.person_id)).all() == [kept.id]
    assert kept.verified_at is None


def test_who_was_erased_is_nobody(browser: Browser, school: Provider, bram: Person) -> None:
    sign_in(browser, school)
    browser.post("/sign-out")
    bram.erased_at = NOW

    location = sign_in(browser, school)

    assert why_not(browser, location) == "We kennen niemand meer met dit adres. Vraag het de organisatoren."
    assert not is_signed_in(browser)


def test_what_a_provider_says_is_shown_as_text_only(browser: Browser, school: Provider) -> None:
    school.behave(email='"<b>x</b>"@elsewhere.example')

    page = browser.get(sign_in(browser, school)).text

    assert "<b>x</b>" not in page


def test_a_stranger_is_told_what_to_do_and_not_made(browser: Browser, school: Provider, bram: Person) -> None:
    before = db.session.scalar(sa.select(sa.func.count(Person.id)))

    location = sign_in(browser, school, email="nobody@elsewhere.example")

    assert why_not(browser, location) == (
        "Niemand hier heeft het adres nobody@elsewhere.example. Meld je eerst aan voor een evenement, log per mail in met een ander adres, "
        "of vraag het de organisatoren."
    )
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == before
    assert not is_signed_in(browser)


@pytest.mark.parametrize("verified", [False, None, "true", "false", 1, [True], {"a": 1}])
def test_an_address_that_the_provider_does_not_vouch_for_is_nobodys(browser: Browser, school: Provider, bram: Person, verified: object) -> None:
    school.behave(email_verified=verified)

    location = sign_in(browser, school)

    assert why_not(browser, location) == "De andere site staat niet in voor je mailadres. Log in per mail."
    assert (is_signed_in(browser), db.session.scalars(sa.select(Identity)).all()) == (False, [])


@pytest.mark.usefixtures("bram")
def test_a_provider_that_never_says_so_may_be_trusted_by_the_settings(app: Flask, school: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "OIDC_TRUST_EMAIL", True)
    believed = []
    for verified in (None, False, True):
        school.behave(email_verified=verified, sub=f"one who is {verified}")
        browser = Browser(app)
        sign_in(browser, school)
        believed.append(is_signed_in(browser))

    assert believed == [True, False, True]


ODD_ADDRESSES = [None, "", 7, ["b.devries@waterrand.example"], "no address", "a\0@waterrand.example", "x" * 5000 + "@a.example", "é" * 90]


@pytest.mark.parametrize("email", ODD_ADDRESSES)
def test_odd_addresses_are_nobodys(browser: Browser, school: Provider, bram: Person, email: object) -> None:
    school.behave(email=email)

    location = sign_in(browser, school)

    assert why_not(browser, location) == "De andere site staat niet in voor je mailadres. Log in per mail."


@pytest.mark.parametrize("subject", [None, "", 7, ["x"], "x" * 256, "a\0b", "x" * 100_000])
def test_odd_subjects_are_nobody(browser: Browser, school: Provider, bram: Person, subject: object) -> None:
    school.behave(sub=subject)

    location = sign_in(browser, school)

    assert (why_not(browser, location), is_signed_in(browser)) == (NOT_RIGHT, False)


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of somebody else"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["another-client", "a-third"]},
        {"aud": ["another-client"], "azp": "inloop"},
        {"aud": None},
        {"iss": "https://accounts.evil.example"},
        {"iss": None},
        {"exp": 1_500_000_000, "iat": 1_499_999_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"signed_by": "a stranger"},
    ],
    ids=str,
)
def test_a_token_that_is_not_right_signs_nobody_in(browser: Browser, school: Provider, bram: Person, lie: dict[str, object]) -> None:
    school.behave(**lie)

    location = sign_in(browser, school)

    assert (why_not(browser, location), is_signed_in(browser)) == (NOT_RIGHT, False)
    assert db.session.scalars(sa.select(BrowserSession)).all() == []


def test_a_code_works_once(app: Flask, browser: Browser, school: Provider, bram: Person) -> None:
    back = school.log_in(led_to(browser))
    come_back(browser, back)
    browser.post("/sign-out")

    assert why_not(browser, come_back(browser, back)) == BROKEN_OFF
    assert not is_signed_in(browser)


def test_a_code_that_the_provider_has_seen_before_is_refused_by_it(browser: Browser, school: Provider, bram: Person) -> None:
    back = school.log_in(led_to(browser))
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        kept = dict(session)
    come_back(browser, back)
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session.clear()
        session.update(kept)

    assert why_not(browser, come_back(browser, back)) == BROKEN_OFF


def test_what_another_browser_began_is_not_finished_here(app: Flask, browser: Browser, school: Provider, bram: Person) -> None:
    back = school.log_in(led_to(browser))
    victim = Browser(app)

    location = come_back(victim, back)

    assert (why_not(victim, location), is_signed_in(victim)) == (BROKEN_OFF, False)


MADE_UP = ["", "?code=x", "?state=x", "?code=x&state=nope", "?error=access_denied&state=x", "?code=%00&state=%00", "?state=" + "x" * 3000]


@pytest.mark.parametrize("query", MADE_UP)
def test_a_made_up_way_back_is_broken_off(browser: Browser, school: Provider, query: str) -> None:
    location = browser.get(f"/sign-in/oidc/back{query}").headers["Location"]

    assert why_not(browser, location) == BROKEN_OFF


@pytest.mark.parametrize("status", [500, 503, 200, 404])
def test_a_provider_that_talks_nonsense_is_no_error_of_ours(browser: Browser, school: Provider, bram: Person, status: int) -> None:
    school.behave(status=status)

    location = sign_in(browser, school)

    assert why_not(browser, location) in (NOT_RIGHT, BROKEN_OFF)


@pytest.mark.usefixtures("school")
def test_a_provider_that_is_down_is_told_and_the_mail_still_works(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "OIDC_ISSUER", "http://127.0.0.1:9")

    location = browser.get("/sign-in/oidc?next=/me").headers["Location"]

    assert location == "/sign-in?next=/me"
    assert why_not(browser, location) == "De andere site antwoordt niet. Log in per mail, of probeer het later nog eens."


def test_a_provider_that_is_slow_is_not_waited_for(browser: Browser, school: Provider, bram: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "PATIENCE", 0.3)
    back = school.log_in(led_to(browser))
    school.behave(slow=3)

    begun = time.monotonic()
    location = come_back(browser, back)

    assert (why_not(browser, location), time.monotonic() - begun < 2) == (NOT_RIGHT, True)


def test_once_more_asks_the_provider_for_proof_and_renews_the_session(browser: Browser, school: Provider, bram: Person) -> None:
    browser.sign_in(bram)
    db.session.execute(sa.update(BrowserSession).values(signed_in_at=LONG_AGO))

    there = led_to(browser, "?next=/me/passkeys/add")
    location = come_back(browser, school.log_in(there))

    assert parse_qs(urlsplit(there).query)["prompt"] == ["login"]
    assert (location, browser.get(location).status_code) == ("/me/passkeys/add", 200)
    assert len(db.session.scalars(sa.select(BrowserSession)).all()) == 1
