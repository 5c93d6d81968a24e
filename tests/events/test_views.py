"""The agenda and the event page for everybody; making, publishing and calling off for organisers."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.events import operations
from app.events.models import Event, EventStatus
from tests.browsing import Browser, words
from tests.factories import DAY, NOW, make_draft, make_event, make_organiser, make_person, make_venue, register
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")

NOT_FITTING = [
    ("title", ""),
    ("title", "   "),
    ("title", "x" * 121),
    ("title", "a\0b"),
    ("theme", "x" * 81),
    ("summary", "x" * 301),
    ("description", "x" * 10_001),
    ("venue", ""),
    ("venue", "999999"),
    ("venue", "9" * 400),
    ("venue", "x"),
    ("on", ""),
    ("on", "0001-01-01"),
    ("on", "9999-12-31"),
    ("on", "2026-02-30"),
    ("doors_open", "15:01"),
    ("starts", "25:00"),
    ("ends", "15:00"),
    ("ends", ""),
    ("capacity", "0"),
    ("capacity", "10001"),
    ("capacity", "9" * 400),
    ("capacity", "-5"),
    ("capacity", "veel"),
    ("registration_opens", "2026-12-03T15:00"),
    ("registration_opens", "2026-03-29T02:30"),
    ("registration_closes", "2026-12-03T17:31"),
    ("registration_closes", "gisteren"),
]


def answers_of(**changes: str) -> dict[str, str]:
    """What an organiser types."""
    typed = {
        "title": "Lassen met een bril op",
        "theme": "XR",
        "summary": "Een middag.",
        "description": "**Kom**",
        "on": "2026-12-03",
        "doors_open": "14:30",
        "starts": "15.00",
        "ends": "17:30",
        "capacity": "24",
        "registration_opens": "",
        "registration_closes": "",
    }
    return {"venue": str(make_venue().id)} | typed | changes


def the_event() -> Event:
    """The only event."""
    return db.session.scalars(sa.select(Event)).one()


def many(number: int) -> None:
    """A great many published events like one, quickly."""
    event = db.session.scalars(sa.select(Event)).first() or make_event()
    like = {column.key: getattr(event, column.key) for column in Event.__table__.columns if column.key not in ("id", "slug", "uid")}
    db.session.execute(sa.insert(Event), [like | {"slug": f"{number}-{n}", "uid": f"z{event.uid[:20]}{number}-{n}"} for n in range(number - 1)])
    db.session.commit()


def test_the_agenda_shows_what_comes_in_order_and_the_past_the_other_way_round(browser: Browser) -> None:
    for title, days in (("Third", 20), ("First", 1), ("Second", 10), ("Long ago", -50), ("Lately", -5)):
        make_event(title, starts_at=DAY + timedelta(days=days))

    coming, past = words(browser.get("/")), words(browser.get("/?past=1"))

    assert sorted(("First", "Second", "Third"), key=coming.index) == ["First", "Second", "Third"]
    assert sorted(("Lately", "Long ago"), key=past.index) == ["Lately", "Long ago"]
    assert ["Long ago" in coming, "First" in past] == [False, False]


def test_an_event_stays_in_the_agenda_until_it_is_over(browser: Browser) -> None:
    make_event("Going on", starts_at=NOW - timedelta(hours=1))

    assert ["Going on" in words(browser.get(path)) for path in ("/", "/?past=1")] == [True, False]


def test_what_is_called_off_stays_and_says_so(browser: Browser) -> None:
    event = make_event("Bedrijvenmiddag")
    operations.call_off(event, reason="De hal is te koud", at=NOW)

    agenda, page = words(browser.get("/")), words(browser.get(f"/events/{event.slug}"))

    assert ["Afgelast" in agenda, "De hal is te koud" in page, "Aanmelden" in page] == [True, True, False]


@pytest.mark.parametrize("query", ["", "?kind=study-afternoon", "?kind=nonsense", "?kind=", "?page=1", "?page=x", "?past=2", "?kind=%00"])
def test_strange_filters_are_no_filters(browser: Browser, query: str) -> None:
    make_event("Lassen")

    answer = browser.get(f"/{query}")

    assert (answer.status_code, "Lassen" in words(answer)) == (200, True)


def test_a_long_agenda_has_pages(browser: Browser) -> None:
    many(51)

    shown = [browser.get(f"/?page={page}").text.count("event-card-title") for page in (1, 2, 3)]

    assert shown == [50, 1, 0]


def test_a_draft_is_nowhere_for_the_public(app: Flask, browser: Browser, teacher: Browser) -> None:
    draft = make_draft("Geheime middag", rounds=1)
    slug = draft.slug

    for visitor in (browser, teacher):
        for path in ("", "/programme", "/seats", "/register", ".ics", "/register/sent"):
            assert visitor.get(f"/events/{slug}{path}").status_code == 404
        assert visitor.post(f"/events/{slug}/register", {"email": "a@b.example"}).status_code == 404
        for path in ("/", "/?past=1", "/calendar.ics", "/me"):
            assert "Geheime middag" not in visitor.get(path).text
            assert slug not in visitor.get(path).text


def test_the_organiser_sees_drafts(organiser: Browser) -> None:
    draft = make_draft("Geheime middag")

    assert [organiser.get(path).status_code for path in (f"/organise/events/{draft.slug}/", f"/events/{draft.slug}")] == [200, 404]
    assert "Geheime middag" in words(organiser.get("/organise/"))


def test_what_is_not_there_is_no_page(organiser: Browser) -> None:
    slugs = ("nowhere", "%00", "a%00b", "%ff", "x" * 3000, "%F0%9F%A7%91", "'; DROP TABLE events; --")
    paths = ("/events/{}", "/events/{}.ics", "/events/{}/register", "/organise/events/{}/edit", "/organise/events/{}/")

    statuses = {path.format(slug): organiser.get(path.format(slug)).status_code for slug in slugs for path in paths}

    assert {path: status for path, status in statuses.items() if status != 404} == {}


def test_the_event_page_says_what_when_where_and_how_many(browser: Browser) -> None:
    event = make_event("Lassen <b>", seats=12, rounds=2, description="Neem **mee**: <script>alert(1)</script>")
    register(event)

    answer = browser.get(f"/events/{event.slug}")

    said = words(answer)
    for expected in ("Lassen <b>", "do 26 november 2026", "15.00-17.30", "Waterrand College", "nog 11 van 12 plaatsen", "Workshop 1A", "Workshop 2B"):
        assert expected in said
    assert "<strong>mee</strong>" in answer.text
    assert "<script>alert" not in answer.text


def test_the_seats_alone_are_a_fragment(browser: Browser) -> None:
    event = make_event(seats=2)
    register(event)

    answer = browser.get(f"/events/{event.slug}/seats")

    assert ("nog 1 van 2 plaatsen" in words(answer), "<html" in answer.text) == (True, False)


@pytest.mark.parametrize("path", ["/", "/?past=1", "/organise/", "/organise/?past=1"])
def test_lists_ask_as_much_for_thirty_events_as_for_one(organiser: Browser, path: str) -> None:
    counts = []
    for number in (1, 29):
        for _ in range(number):
            for starts_at in (DAY, NOW - timedelta(days=9)):
                register(make_event(seats=1, starts_at=starts_at, venue=make_venue()), at=NOW - timedelta(days=30))
        db.session.commit()
        with statements() as sent:
            assert organiser.get(path).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 3


def test_event_pages_ask_as_much_whatever_there_is(browser: Browser, organiser: Browser) -> None:
    small, large = make_event(rounds=1), make_event(rounds=2)
    for _ in range(10):
        register(large)
    paths = [f"/events/{event.slug}" for event in (small, large)]
    db.session.commit()
    counts = []

    for visitor, path in ((browser, paths[0]), (browser, paths[1]), (organiser, paths[0]), (organiser, paths[1])):
        with statements() as sent:
            visitor.get(path)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 7
    assert counts[2] == counts[3] <= 9


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 4),
        ("/events/xr-in-de-praktijk-2026-11-26", 7),  # event, programme, two waiting lists, picture, files, and the region that is responsible
        ("/events/xr-in-de-praktijk-2026-11-26/programme", 4),
        ("/events/xr-in-de-praktijk-2026-11-26.ics", 4),
    ],
)
def test_the_public_pages_ask_as_much_for_a_thousand_events_as_for_ten(browser: Browser, path: str, most: int) -> None:
    counts = []
    for number in (10, 990):
        many(number)
        with statements() as sent:
            assert browser.get(path).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= most


def test_an_organiser_makes_an_afternoon_from_nothing_to_published(organiser: Browser, browser: Browser) -> None:
    made = organiser.post("/organise/events/add", answers_of())
    here = made.headers["Location"]
    organiser.post(f"{here}rounds/add", {"title": "Ronde 1", "starts": "15:00", "ends": "16:00"})
    round_id = the_event().rounds[0].id
    session = {"title": "XR in het lasatelier", "room": "012", "leader": "Ilse Koopman", "description": "Doen.", "seats": "6"}
    organiser.post(f"{here}rounds/{round_id}/sessions/add", session)
    before = browser.get(f"/events/{the_event().slug}").status_code
    organiser.post(f"{here}publish", page=here)

    event = the_event()
    page = words(browser.get(f"/events/{event.slug}"))
    assert (before, event.status, event.slug) == (404, EventStatus.PUBLISHED, "lassen-met-een-bril-op-2026-12-03")
    assert (event.starts_at, event.capacity, event.rounds[0].sessions[0].seats) == (DAY + timedelta(days=7), 24, 6)
    assert event.registration_closes_at == event.starts_at
    assert ["XR in het lasatelier" in page, "Ilse Koopman" in page, "nog 24 van 24 plaatsen" in page] == [True] * 3
    assert mails() == []


def test_editing_shows_what_is_and_keeps_what_is_not_changed(organiser: Browser) -> None:
    event = make_event(rounds=1, registration_opens_at=NOW - timedelta(days=10))
    page = organiser.get(f"/organise/events/{event.slug}/edit").text
    shown = ('value="2026-11-26"', 'value="14:30"', 'value="15:00"', 'value="17:30"', 'value="2026-11-15T12:00"', 'value="40"')
    before = {
        name: getattr(event, name) for name in ("doors_open_at", "starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "uid")
    }
    typed = answers_of(title="Nieuwe titel", on="2026-11-26", registration_opens="2026-11-15T12:00", registration_closes="2026-11-26T15:00")

    answer = organiser.post(f"/organise/events/{event.slug}/edit", typed | {"venue": str(event.venue_id)})

    db.session.expire_all()
    assert [value for value in shown if value not in page] == []
    assert answer.status_code == 302
    assert {name: getattr(event, name) for name in before} == before
    assert (event.title, event.capacity) == ("Nieuwe titel", 24)


def test_what_does_not_fit_is_told_at_the_field_and_nothing_is_lost(organiser: Browser) -> None:
    untold = []
    for field, typed in NOT_FITTING:
        answer = organiser.post("/organise/events/add", answers_of(**{field: typed}), page="/organise/events/add")
        kept = [text for name, text in (("theme", "XR"), ("description", "**Kom**"), ("capacity", 'value="24"')) if name != field]
        if answer.status_code != 200 or f'id="{field}-error"' not in answer.text or any(text not in answer.text for text in kept):
            untold.append((field, typed[:20], answer.status_code))

    assert untold == []
    assert db.session.scalars(sa.select(Event)).all() == []


def test_a_time_that_the_clock_skips_is_told_not_an_error(organiser: Browser) -> None:
    answer = organiser.post("/organise/events/add", answers_of(on="2026-03-29", doors_open="01:00", starts="02:30", ends="05:00"))

    assert (answer.status_code, "Deze tijd bestaat niet" in words(answer)) == (200, True)


def test_a_night_with_an_hour_more_lasts_an_hour_longer(organiser: Browser) -> None:
    organiser.post("/organise/events/add", answers_of(on="2026-10-25", doors_open="01:00", starts="01:30", ends="04:00"))

    assert the_event().ends_at - the_event().starts_at == timedelta(hours=3.5)


@pytest.mark.parametrize("missing", ["theme", "summary", "description", "registration_opens", "registration_closes"])
def test_what_may_be_left_out_may_be_missing(organiser: Browser, missing: str) -> None:
    typed = answers_of()
    del typed[missing]

    assert organiser.post("/organise/events/add", typed).status_code == 302


def test_an_empty_form_is_told_field_by_field(organiser: Browser) -> None:
    answer = organiser.post("/organise/events/add", {})

    told = [name for name in ("title", "venue", "on", "doors_open", "starts", "ends", "capacity") if f'id="{name}-error"' in answer.text]
    assert (answer.status_code, told) == (200, ["title", "venue", "on", "doors_open", "starts", "ends", "capacity"])


def test_too_few_seats_are_refused_with_the_number_and_nothing_changes(organiser: Browser) -> None:
    event = make_event(seats=5)
    for _ in range(3):
        register(event)

    answer = organiser.post(f"/organise/events/{event.slug}/edit", answers_of(title="Nieuw", on="2026-11-26", capacity="2"))

    db.session.expire_all()
    assert ("3 plaatsen" in words(answer), "Nieuw" in answer.text, event.title, event.capacity) == (True, True, "XR in de praktijk", 5)


def test_calling_off_says_first_how_many_are_told_and_then_tells_them(organiser: Browser, browser: Browser) -> None:
    event = make_event(seats=2)
    for number in range(3):
        register(event, make_person(email=f"person{number}@waterrand.example"))
    path = f"/organise/events/{event.slug}/call-off"
    asked = words(organiser.get(path))
    without_reason = organiser.post(path, {"reason": " "})

    answer = organiser.post(path, {"reason": "Sneeuw"})

    db.session.expire_all()
    assert ("3 mensen krijgen een mail" in asked, without_reason.status_code, answer.status_code) == (True, 200, 302)
    assert (event.status, event.call_off_reason) == (EventStatus.CALLED_OFF, "Sneeuw")
    assert [email for kind, email in mails() if kind == "called-off"] == [f"person{number}@waterrand.example" for number in range(3)]


def test_buttons_pressed_twice_or_too_late_are_refused_kindly(organiser: Browser) -> None:
    event = make_draft()
    path = f"/organise/events/{event.slug}/"
    answers = [organiser.post(f"{path}publish", page=path) for _press in range(2)]
    again = words(organiser.get(path))
    answers += [organiser.post(f"{path}call-off", {"reason": "Sneeuw"}) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "Dit kan niet" in again or "kan niet" in again


def test_drafts_cannot_be_called_off(organiser: Browser) -> None:
    draft = make_draft()

    organiser.post(f"/organise/events/{draft.slug}/call-off", {"reason": "Sneeuw"})

    db.session.expire_all()
    assert draft.status is EventStatus.DRAFT


def test_two_organisers_work_on_one_event(app: Flask, organiser: Browser) -> None:
    event = make_draft()
    other = Browser(app).sign_in(make_organiser())
    path = f"/organise/events/{event.slug}/"

    organiser.post(f"{path}edit", answers_of(title="Van Marijke", on="2026-11-26"))
    other.post(f"{path}rounds/add", {"title": "Van Ruben", "starts": "15:00", "ends": "16:00"})
    organiser.post(f"{path}publish", page=path)

    db.session.expire_all()
    assert (event.title, [round_.title for round_ in event.rounds], event.status) == ("Van Marijke", ["Van Ruben"], EventStatus.DRAFT)
    assert "Van Ruben" in words(other.get(path))


@pytest.mark.parametrize(
    "path",
    ["/organise/", "/organise/events/add", "/organise/events/{}/", "/organise/events/{}/edit", "/organise/events/{}/call-off", "/organise/venues/"],
)
def test_organising_is_for_organisers(browser: Browser, teacher: Browser, organiser: Browser, path: str) -> None:
    slug = make_event().slug

    assert [visitor.get(path.format(slug)).status_code for visitor in (browser, teacher, organiser)] == [302, 403, 200]


@pytest.mark.parametrize("action", ["publish", "call-off", "edit", "rounds/add"])
def test_nobody_else_changes_an_event(browser: Browser, teacher: Browser, action: str) -> None:
    draft = make_draft()

    statuses = [visitor.post(f"/organise/events/{draft.slug}/{action}", answers_of(reason="x")).status_code for visitor in (browser, teacher)]

    db.session.expire_all()
    assert (statuses, draft.status, draft.title, draft.rounds) == ([403, 403], EventStatus.DRAFT, "XR in de praktijk", [])


def test_an_organiser_sees_the_line_too(organiser: Browser) -> None:
    event = make_event(seats=1)
    for _ in range(3):
        register(event)

    assert "vol - wachtlijst (2)" in words(organiser.get("/organise/"))


@pytest.mark.parametrize("path", ["/", "/?past=1", "/?past=1&page=2", "/?past=1&page=40", "/organise/?past=1", "/organise/?past=1&page=40"])
def test_lists_of_two_thousand_events_have_pages_ask_as_much_as_short_ones_and_weigh_little(organiser: Browser, browser: Browser, path: str) -> None:
    visitor = organiser if path.startswith("/organise") else browser
    make_event(starts_at=NOW - timedelta(days=9), registration_closes_at=NOW - timedelta(days=9))
    counts = []
    for number in (30, 1970):
        many(number)
        with statements() as sent:
            answer = visitor.get(path)
        counts.append(len(sent))

    assert (answer.status_code, answer.text.count('rel="next"') <= 1, len(answer.data) < 150_000) == (200, True, True)
    assert max(counts) <= 5
    assert counts[1] - counts[0] <= 1  # an empty page does not ask who waits
