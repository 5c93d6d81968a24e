"""Signing in and out through the pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.accounts.models import BrowserSession, SignIn
from app.accounts.views import COOKIE_KEY
from app.core import clock
from app.core.database import db
from app.people.models import Person
from tests.accounts.mailbox import another_code, latest_code, latest_link, sign_in_mails
from tests.browsing import Browser, words
from tests.conftest import BASE_URL
from tests.factories import DAY, NOW, eve_of, make_draft, make_event, make_organiser, make_person, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
ADDRESS = "b.devries@waterrand.example"
GONE = "Deze code werkt niet meer. Vraag een nieuwe aan."


@pytest.fixture
def bram(app: Flask) -> Person:
    return make_person("Bram de Vries", email=ADDRESS)


def ask(browser: Browser, email: str = ADDRESS, path: str = "/sign-in") -> str:
    """Ask for a link; gives the page that follows."""
    answer = browser.post(path, {"email": email})
    return words(browser.get(answer.headers["Location"]))


def who(browser: Browser) -> str | None:
    """The address of the person who is signed in."""
    answer = browser.get("/me")
    return words(answer) if answer.status_code == 200 else None


def is_signed_in(browser: Browser) -> bool:
    """Whether somebody is signed in."""
    return who(browser) is not None


def test_the_link_signs_in_with_one_click(browser: Browser, bram: Person) -> None:
    ask(browser)

    page = browser.get(latest_link())
    answer = browser.post(latest_link())

    assert (ADDRESS in words(page), page.headers["Referrer-Policy"]) == (True, "no-referrer")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me")
    assert ADDRESS in (who(browser) or "")


def test_the_link_works_in_another_browser(app: Flask, browser: Browser, bram: Person) -> None:
    ask(browser)
    phone = Browser(app)

    phone.post(latest_link())

    assert [is_signed_in(phone), is_signed_in(browser)] == [True, False]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_mail_scanners_do_not_use_the_link_up(browser: Browser, bram: Person, method: str) -> None:
    ask(browser)
    path = latest_link()

    opened = [browser.client.open(path, method=method, base_url=BASE_URL).status_code for _scan in range(3)]
    browser.post(path)

    assert opened == [200] * 3
    assert is_signed_in(browser)


def test_the_link_works_once(app: Flask, browser: Browser, bram: Person) -> None:
    ask(browser)
    page = browser.get(latest_link())
    browser.post(latest_link())

    other = Browser(app)
    assert page.status_code == 200
    assert (other.get(latest_link()).status_code, other.post(latest_link()).status_code) == (404, 404)
    assert not is_signed_in(other)


def test_link_and_code_are_one(browser: Browser, bram: Person) -> None:
    ask(browser)
    code = latest_code()
    browser.post(latest_link())
    browser.post("/sign-out")

    answer = browser.post("/sign-in/code", {"code": code})

    assert answer.status_code == 200
    assert not is_signed_in(browser)


@pytest.mark.parametrize("minutes", [10, 11, 60 * 24 * 365])
def test_ten_minutes_later_neither_link_nor_code_works(browser: Browser, bram: Person, minutes: int) -> None:
    ask(browser)
    path, code = latest_link(), latest_code()

    with travel(NOW + timedelta(minutes=minutes), tick=False):
        by_link, by_code = browser.get(path), browser.post("/sign-in/code", {"code": code})

        assert [by_link.status_code, by_code.status_code] == [404, 200]
        assert GONE in words(by_code)
        assert not is_signed_in(browser)


def test_within_ten_minutes_both_work(browser: Browser, bram: Person) -> None:
    ask(browser)

    with travel(NOW + timedelta(minutes=9, seconds=59), tick=False):
        answer = browser.post("/sign-in/code", {"code": latest_code()})

        assert answer.headers["Location"] == "/me"


@pytest.mark.parametrize("written", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}"])
def test_the_code_signs_in_however_it_is_typed(browser: Browser, bram: Person, written: str) -> None:
    ask(browser)

    browser.post("/sign-in/code", {"code": written.format(latest_code())})

    assert is_signed_in(browser)


@pytest.mark.parametrize("typed", ["", "      ", "000", "abcdef", "१२३४५६", "²²²²²²", "0" * 20, "0" * 21, "12345\0", "-1", "１２３４５６"])
def test_a_wrong_code_is_told_at_the_field(browser: Browser, bram: Person, typed: str) -> None:
    ask(browser)

    answer = browser.post("/sign-in/code", {"code": typed})

    assert answer.status_code == 200
    assert 'id="code-error"' in answer.text
    assert not is_signed_in(browser)


def test_the_fifth_try_may_be_right(browser: Browser, bram: Person) -> None:
    ask(browser)
    code = latest_code()

    for _try in range(4):
        browser.post("/sign-in/code", {"code": another_code(code)})
    browser.post("/sign-in/code", {"code": code})

    assert is_signed_in(browser)


def test_after_five_wrong_codes_the_right_one_is_dead_too(browser: Browser, bram: Person) -> None:
    ask(browser)
    code = latest_code()

    for _try in range(5):
        browser.post("/sign-in/code", {"code": another_code(code)})
    answer = browser.post("/sign-in/code", {"code": code})

    assert GONE in words(answer)
    assert not is_signed_in(browser)


def test_the_code_works_only_in_the_browser_that_asked(app: Flask, browser: Browser, bram: Person) -> None:
    ask(browser)
    thief = Browser(app)
    ask(thief, "somebody@else.example")

    thief.post("/sign-in/code", {"code": latest_code()})

    assert not is_signed_in(thief)


def test_a_browser_that_never_asked_gets_no_further(browser: Browser, bram: Person) -> None:
    page, answer = browser.get("/sign-in/code"), browser.post("/sign-in/code", {"code": "123456"})

    assert (page.status_code, answer.status_code) == (200, 200)
    assert GONE in words(answer)


def test_asking_again_makes_the_earlier_code_of_this_browser_useless(browser: Browser, bram: Person) -> None:
    ask(browser)
    first = latest_code()
    ask(browser)

    answers = [browser.post("/sign-in/code", {"code": code}) for code in (first, latest_code())]

    assert [answer.status_code for answer in answers] == ([200, 302] if first != latest_code() else [302, 200])


def test_known_and_unknown_addresses_look_the_same(app: Flask, bram: Person) -> None:
    pages = []
    for address in (ADDRESS, "nobody@waterrand.example"):
        browser = Browser(app)
        asked = browser.post("/sign-in", {"email": address})
        wrong = browser.post("/sign-in/code", {"code": "000000"})
        pages.append((asked.status_code, asked.headers["Location"], words(browser.get("/sign-in/code")), words(wrong)))

    assert pages[0] == pages[1]
    assert [mail.to_email for mail in sign_in_mails()] == [ADDRESS]


def test_an_unknown_address_can_never_sign_in(browser: Browser, bram: Person) -> None:
    ask(browser, "nobody@waterrand.example")

    answer = browser.post("/sign-in/code", {"code": "123456"})

    assert answer.status_code == 200
    assert db.session.scalars(sa.select(BrowserSession)).all() == []


@pytest.mark.parametrize("typed", ["B.deVries@Waterrand.EXAMPLE", "  b.devries@waterrand.example "])
def test_capitals_and_blanks_in_the_address_do_not_matter(browser: Browser, bram: Person, typed: str) -> None:
    ask(browser, typed)

    assert [mail.to_email for mail in sign_in_mails()] == [ADDRESS]


def test_five_mails_an_hour_and_no_more(browser: Browser, bram: Person) -> None:
    pages = {ask(browser) for _time in range(7)}
    within = len(sign_in_mails())
    with travel(NOW + timedelta(minutes=61), tick=False):
        ask(browser)

    assert (len(pages), within, len(sign_in_mails())) == (1, 5, 6)


def test_a_sixth_code_does_not_exist_though_it_was_asked_for(browser: Browser, bram: Person) -> None:
    for _time in range(6):
        ask(browser)

    browser.post("/sign-in/code", {"code": latest_code()})

    assert not is_signed_in(browser)


def test_signing_in_leaves_nothing_of_the_session_before(browser: Browser, bram: Person) -> None:
    browser.post("/language", {"language": "en"})
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session["planted"] = "by somebody else"
    ask(browser)
    browser.post(latest_link())

    with browser.client.session_transaction(base_url=BASE_URL) as session:
        kept = {name for name in session if not name.startswith("_")}
    assert kept == {COOKIE_KEY, "language"}


def test_signing_in_begins_a_session_of_its_own(app: Flask, browser: Browser, bram: Person) -> None:
    browser.sign_in(make_person("Somebody else"))
    ask(browser)

    browser.post(latest_link())

    assert ADDRESS in (who(browser) or "")
    names = [session.person.name for session in db.session.scalars(sa.select(BrowserSession).order_by(BrowserSession.id))]
    assert names == ["Bram de Vries"]


def test_signing_out_ends_it_on_the_server(browser: Browser, bram: Person) -> None:
    browser.sign_in(bram)
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        stolen = session[COOKIE_KEY]

    answer = browser.post("/sign-out")
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session[COOKIE_KEY] = stolen

    assert answer.headers["Location"] == "/"
    assert not is_signed_in(browser)
    assert db.session.scalars(sa.select(BrowserSession)).all() == []


def test_signing_out_here_leaves_other_browsers_alone(app: Flask, browser: Browser, bram: Person) -> None:
    browser.sign_in(bram)
    laptop = Browser(app).sign_in(bram)

    browser.post("/sign-out")

    assert [is_signed_in(browser), is_signed_in(laptop)] == [False, True]


def test_signing_out_without_being_signed_in_is_fine(browser: Browser) -> None:
    assert browser.post("/sign-out").status_code == 302


def test_nobody_is_signed_out_by_a_link(browser: Browser, bram: Person) -> None:
    browser.sign_in(bram)

    assert browser.get("/sign-out").status_code == 405
    assert is_signed_in(browser)


def test_a_session_ends_by_itself(browser: Browser, bram: Person) -> None:
    browser.sign_in(bram)

    still = []
    for days in (59, 60):
        with travel(NOW + timedelta(days=days, minutes=-1 if days == 59 else 1), tick=False):
            still.append(is_signed_in(browser))

    assert still[-1] is False


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/organise/?past=1", "/organise/?past=1"),
        ("//evil.example", "/me"),
        ("/\\evil.example", "/me"),
        ("https://evil.example", "/me"),
        ("/\t/evil.example", "/me"),
        ("javascript:alert(1)", "/me"),
        ("/" + "x" * 600, "/me"),
        ("/" + "é" * 400, "/" + "%C3%A9" * 400),
        ("/\0", "/me"),
    ],
)
def test_after_signing_in_one_is_where_one_was_going(browser: Browser, bram: Person, asked: str, led_to: str) -> None:
    page = browser.get("/sign-in", query_string={"next": asked})
    token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    browser.client.post("/sign-in", base_url=BASE_URL, query_string={"next": asked}, data={"csrf_token": token, "email": ADDRESS})

    assert browser.post(latest_link()).headers["Location"] == led_to


@pytest.mark.parametrize("token", ["x", "x" * 22, "x" * 5000, "%00", "%ff", "..%2f..", "code%00"])
def test_a_made_up_link_is_no_page(browser: Browser, token: str) -> None:
    assert browser.get(f"/sign-in/{token}").status_code == 404


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "\0"])
def test_a_made_up_session_is_nobody(browser: Browser, bram: Person, key: str) -> None:
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session[COOKIE_KEY] = key

    assert not is_signed_in(browser)


def test_a_cookie_sealed_with_another_key_is_nobody(app: Flask, browser: Browser, bram: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.sign_in(bram)

    monkeypatch.setitem(app.config, "SECRET_KEY", "another-secret-of-more-than-forty-characters")

    assert not is_signed_in(browser)


def test_the_address_and_the_secrets_are_not_in_the_database(browser: Browser, bram: Person) -> None:
    ask(browser)
    code, token = latest_code(), latest_link().rpartition("/")[2]
    browser.post(latest_link())

    kept = [row for model in (SignIn, BrowserSession) for row in db.session.execute(sa.select(model.__table__)).all()]
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        secrets = [code, token, session[COOKIE_KEY]]
    assert [secret for secret in secrets if secret in str(kept)] == []


def test_outside_the_demo_there_is_no_demo_sign_in(browser: Browser) -> None:
    make_organiser()

    answers = [browser.post("/demo/sign-in", {"as": part}) for part in ("organiser", "teacher", "")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert "/demo/sign-in" not in browser.get("/sign-in").text


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser at the demo."""
    monkeypatch.setitem(app.config, "DEMO", True)
    make_person("Bram de Vries", email=ADDRESS)
    return Browser(app)


def test_in_the_demo_one_button_signs_in(demo: Browser) -> None:
    answer = demo.post("/demo/sign-in", {"as": "teacher", "next": "/me"}, page="/sign-in")

    assert answer.headers["Location"] == "/me"
    assert ADDRESS in (who(demo) or "")


@pytest.mark.parametrize("part", ["", "nobody", "administrator", "organiser\0", "__class__"])
def test_the_demo_has_no_other_people(demo: Browser, part: str) -> None:
    assert demo.post("/demo/sign-in", {"as": part}, page="/sign-in").status_code == 400


def test_the_demo_leads_nowhere_else_either(demo: Browser) -> None:
    answer = demo.post("/demo/sign-in", {"as": "teacher", "next": "//evil.example"}, page="/sign-in")

    assert answer.headers["Location"] == "/me"


def test_ones_own_page_shows_coming_and_past_and_nobody_elses(browser: Browser, bram: Person) -> None:
    coming, past, others = make_event("Coming one"), make_event("Past one", starts_at=NOW - timedelta(days=40)), make_event("Of others")
    register(coming, bram)
    register(past, bram, at=eve_of(past))
    register(others, make_person("Somebody else"))
    make_draft("A draft")

    page = words(browser.sign_in(bram).get("/me"))

    assert [title in page for title in ("Coming one", "Past one", "Of others", "A draft")] == [True, True, False, False]
    assert page.index("Coming one") < page.index("Past one")


def test_ones_own_page_asks_as_much_for_thirty_events_as_for_one(browser: Browser, bram: Person) -> None:
    counts = []
    browser.sign_in(bram)
    for number in (1, 29):
        for _ in range(number):
            register(make_event(rounds=2, starts_at=DAY), bram)
        with statements() as sent:
            browser.get("/me")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 4


def test_signing_in_asks_little(browser: Browser, bram: Person) -> None:
    make_person("Somebody else")
    browser.get("/sign-in")
    with statements() as page:
        browser.get("/sign-in")
    ask(browser)
    with statements() as click:
        browser.client.get(latest_link(), base_url=BASE_URL)

    assert (len(page), len(click) <= 3) == (0, True)


def test_used_and_old_requests_are_forgotten(browser: Browser, bram: Person) -> None:
    ask(browser)
    now = clock.now()

    assert db.session.scalars(sa.select(SignIn.created_at)).all() == [now]
