"""Signing in and out through the pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.accounts import sessions
from app.accounts.browsers import COOKIE_KEY
from app.accounts.models import BrowserSession, Passkey, SignIn
from app.core import clock
from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Person
from app.people.permissions import Permission, requires, somebody
from tests.accounts.mailbox import another_code, latest_code, latest_link, sign_in_mails
from tests.browsing import Browser, words
from tests.conftest import BASE_URL
from tests.factories import DAY, NOW, eve_of, make_draft, make_event, make_organiser, make_person, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
ADDRESS = "b.devries@waterrand.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
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


@pytest.mark.parametrize("before", ["", " ", "\t", "\u200b", "\u00a0", "\r\n"])
@pytest.mark.parametrize("between", ["", " ", "-", "\u2013", "\u00a0"])
def test_the_code_signs_in_however_it_is_typed_or_pasted(browser: Browser, bram: Person, before: str, between: str) -> None:
    ask(browser)
    code = latest_code()

    browser.post("/sign-in/code", {"code": f"{before}{code[:3]}{between}{code[3:]}{before}"})

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


def test_without_the_tick_a_session_ends_the_same_day_and_its_cookie_with_the_browser(browser: Browser, bram: Person) -> None:
    ask(browser)
    answer = browser.post(latest_link())

    still = []
    for hours in (11, 12):
        with travel(NOW + timedelta(hours=hours), tick=False):
            still.append(is_signed_in(browser))

    assert (still, "Expires" in answer.headers["Set-Cookie"]) == ([True, False], False)


@pytest.mark.parametrize("way", ["link", "code"])
def test_ones_own_device_stays_signed_in_as_long_as_it_is_used(browser: Browser, bram: Person, way: str) -> None:
    ask(browser)
    path, data = {"link": (latest_link(), {}), "code": ("/sign-in/code", {"code": latest_code()})}[way]
    answer = browser.post(path, data | {"trusted": "y"})

    still = []
    for day in (50, 100, 150, 179, 181):
        with travel(NOW + timedelta(days=day), tick=False):
            still.append(is_signed_in(browser))

    assert "Expires" in answer.headers["Set-Cookie"]
    assert still == [True, True, True, True, False]


def test_ones_own_device_that_is_not_used_for_two_months_is_signed_out(browser: Browser, bram: Person) -> None:
    ask(browser)
    browser.post(latest_link(), {"trusted": "y"})

    with travel(NOW + timedelta(days=60), tick=False):
        assert not is_signed_in(browser)


def test_being_seen_is_noted_every_five_minutes_and_on_no_page_for_everybody(browser: Browser, bram: Person) -> None:
    browser.sign_in(bram)
    writes, seen = [], []
    for minutes in (4, 5, 6, 10):
        with travel(NOW + timedelta(minutes=minutes), tick=False), statements() as sent:
            browser.get("/me")
        writes.append(sum(statement.startswith("UPDATE") for statement in sent))
        seen.append(db.session.scalars(sa.select(BrowserSession.seen_at)).one() - NOW)

    with travel(NOW + timedelta(minutes=30), tick=False), statements() as sent:
        browser.get("/calendar.ics")
    assert writes == [0, 1, 0, 1]
    assert seen == [timedelta(minutes=minutes) for minutes in (0, 5, 5, 10)]
    assert [statement for statement in sent if "browser_sessions" in statement] == []


def test_being_seen_hinders_no_page_that_writes(app: Flask, browser: Browser, bram: Person) -> None:
    """A page that is opened, and writes after it has read: on SQLite another writer in between would make it fail."""
    browser.sign_in(bram)
    request_rule = app.view_functions["accounts.me"]

    def writes() -> str:
        person = somebody()
        person.language = "en"
        db.session.commit()
        return person.name

    app.view_functions["accounts.me"] = requires(Permission.OWN_PAGE)(writes)
    try:
        with travel(NOW + timedelta(minutes=6), tick=False):
            answer = browser.get("/me")
    finally:
        app.view_functions["accounts.me"] = request_rule

    assert (answer.status_code, answer.text) == (200, "Bram de Vries")
    assert db.session.scalars(sa.select(BrowserSession.seen_at)).one() == NOW + timedelta(minutes=6)


def test_who_was_erased_or_merged_is_nobody_in_any_browser(app: Flask, bram: Person) -> None:
    here, there = Browser(app).sign_in(bram), Browser(app).sign_in(make_person("Somebody else"))
    bram.erased_at = NOW

    assert [is_signed_in(here), is_signed_in(there)] == [False, True]


def test_signing_in_is_logged_with_its_way_and_so_is_signing_out(browser: Browser, bram: Person) -> None:
    ask(browser)
    browser.post(latest_link())
    browser.post("/sign-out")
    ask(browser)
    browser.post("/sign-in/code", {"code": latest_code()})

    logged = db.session.execute(sa.select(LogEntry.action, LogEntry.by_id, LogEntry.facts).order_by(LogEntry.id)).all()
    ways = [(Action.SIGNED_IN, bram.id, {"way": "link"}), (Action.SESSION_ENDED, bram.id, {}), (Action.SIGNED_IN, bram.id, {"way": "code"})]
    assert [tuple(entry) for entry in logged] == ways
    assert (bram.verified_at, bram.seen_at) == (NOW, NOW)


def test_a_link_from_another_browser_says_so_and_the_own_one_does_not(app: Flask, browser: Browser, bram: Person) -> None:
    ask(browser)

    pages = [words(one.get(latest_link())) for one in (browser, Browser(app))]

    assert ["in een andere browser of op een ander apparaat" in page for page in pages] == [False, True]


def test_a_used_and_an_old_link_say_which_and_offer_a_new_one(browser: Browser, bram: Person) -> None:
    ask(browser, path="/sign-in?next=/organise/")
    used = latest_link()
    browser.post(used)
    ask(browser, path="/sign-in?next=/organise/")
    with travel(NOW + timedelta(minutes=11), tick=False):
        pages = [browser.get(path) for path in (used, latest_link(), "/sign-in/" + "x" * 22)]

    said = ["Deze link is al gebruikt: hij werkt één keer.", "Deze link is te oud: hij werkte tien minuten.", "We kennen deze link niet."]
    assert [sentence in words(page) for sentence, page in zip(said, pages, strict=True)] == [True] * 3
    assert ['href="/sign-in?next=/organise/"' in page.text for page in pages] == [True, True, False]


@pytest.fixture
def long_signed_in(browser: Browser, bram: Person) -> Browser:
    """A browser that signed in this morning."""
    browser.sign_in(bram)
    db.session.execute(sa.update(BrowserSession).values(signed_in_at=NOW - sessions.LATELY))
    return browser


def key_of(browser: Browser) -> str:
    """What the cookie holds."""
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        return str(session[COOKIE_KEY])


def test_once_more_by_code_leads_on_and_renews_the_session(long_signed_in: Browser, bram: Person) -> None:
    before = key_of(long_signed_in)
    asked = long_signed_in.get("/me/passkeys/add").headers["Location"]
    answer = long_signed_in.post(asked)
    location = long_signed_in.post(answer.headers["Location"], {"code": latest_code()}).headers["Location"]

    assert (asked, location) == ("/sign-in/again?next=/me/passkeys/add", "/me/passkeys/add")
    assert long_signed_in.get(location).status_code == 200
    assert [mail.to_email for mail in sign_in_mails()] == [ADDRESS]
    assert key_of(long_signed_in) != before
    assert db.session.scalars(sa.select(BrowserSession.is_trusted)).all() == [True]
    with long_signed_in.client.session_transaction(base_url=BASE_URL) as session:
        session[COOKIE_KEY] = before
    assert not is_signed_in(long_signed_in)


def test_what_is_sent_is_not_done_before_one_has_signed_in_once_more(long_signed_in: Browser, bram: Person) -> None:
    passkey = Passkey(person=bram, name="Laptop", credential_id="x", public_key=b"x", created_at=NOW)
    db.session.add(passkey)
    db.session.flush()
    path = f"/me/passkeys/{passkey.id}/remove"

    answer = long_signed_in.post(path, page="/sign-in", headers={"Referer": f"{BASE_URL}/me/sessions"})
    kept = db.session.scalars(sa.select(Passkey.name)).all()
    db.session.execute(sa.update(BrowserSession).values(signed_in_at=NOW))
    done = long_signed_in.post(path, page="/sign-in")

    assert (answer.headers["Location"], kept) == ("/sign-in/again?next=/me/sessions", ["Laptop"])
    assert (done.headers["Location"], db.session.scalars(sa.select(Passkey)).all()) == ("/me/sessions", [])


@pytest.mark.parametrize("minutes", [14, 15])
def test_lately_is_a_quarter_of_an_hour(browser: Browser, bram: Person, minutes: int) -> None:
    browser.sign_in(bram)

    with travel(NOW + timedelta(minutes=minutes), tick=False):
        answer = browser.get("/me/passkeys/add")

    assert answer.status_code == (200 if minutes == 14 else 302)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_once_more_leads_nowhere_else(long_signed_in: Browser, target: str) -> None:
    long_signed_in.post("/sign-in/again", query_string={"next": target})

    location = long_signed_in.post("/sign-in/code", {"code": latest_code()}).headers["Location"]

    assert location == "/me"


def test_in_the_demo_one_button_signs_in_once_more(app: Flask, long_signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEMO", True)

    answer = long_signed_in.post("/sign-in/again?next=/me/passkeys/add")

    assert (answer.headers["Location"], sign_in_mails()) == ("/me/passkeys/add", [])
    assert long_signed_in.get("/me/passkeys/add").status_code == 200


def test_the_name_of_the_browser_is_kept(browser: Browser, bram: Person) -> None:
    ask(browser)
    browser.post(latest_link(), headers={"User-Agent": FIREFOX})

    assert db.session.scalars(sa.select(BrowserSession.browser)).all() == ["Firefox op Windows"]


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
