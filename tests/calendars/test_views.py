"""The calendar addresses as calendar programs fetch them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.robotparser import RobotFileParser

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from time_machine import travel
from werkzeug.test import TestResponse

from app.calendars import views
from app.calendars.queries import KEPT
from app.core.database import db
from app.events import operations as events
from app.events import rounds
from app.events.models import Event, RoundKind
from app.venues import operations as venue_operations
from tests.browsing import Browser
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, make_venue, plan
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today", "no_memory")
FEED = "/calendar.ics"
SECOND = timedelta(seconds=1)


@pytest.fixture
def no_memory() -> None:
    """Feeds that earlier tests have drawn are forgotten."""
    views._edition_body.cache_clear()


def titles(answer: TestResponse) -> list[str]:
    return [str(shown["SUMMARY"]) for shown in Calendar.from_ical(answer.text).events]


def again(browser: Browser, path: str, answer: TestResponse, *headers: str) -> TestResponse:
    """Fetch once more, with what the first answer said."""
    conditions = {"If-None-Match": answer.headers.get("ETag"), "If-Modified-Since": answer.headers.get("Last-Modified")}
    return browser.get(path, headers={name: conditions[name] for name in headers if conditions[name]})


@pytest.fixture(params=["feed", "event"])
def path(request: pytest.FixtureRequest, browser: Browser) -> str:
    """The address of the feed, and of the one event in it."""
    event = make_event("Lassen")
    return {"feed": FEED, "event": f"/events/{event.slug}.ics"}[request.param]


def only() -> Event:
    return db.session.scalars(sa.select(Event)).one()


def edit(event: Event, *, at: datetime = NOW, **changes: object) -> None:
    facts = {"title": event.title, "starts_at": event.starts_at, "venue": event.venue} | changes
    events.edit(event, plan(**facts), at=at)  # type: ignore[arg-type]


def test_a_calendar_is_sent_plainly_and_without_a_cookie(browser: Browser, path: str) -> None:
    answer = browser.get(path, headers={"Accept-Encoding": "gzip, br, deflate, zstd", "Accept": "application/nonsense"})

    headers = ("Content-Type", "Cache-Control", "Content-Encoding", "Set-Cookie", "Vary", "Location")
    assert [answer.headers.get(name) for name in headers] == ["text/calendar; charset=utf-8", "public, max-age=60", None, None, None, None]
    assert (answer.status_code, titles(answer)) == (200, ["Lassen"])


def test_who_is_signed_in_gets_no_cookie_with_a_calendar_either(teacher: Browser, path: str) -> None:
    page, calendar = teacher.get("/me"), teacher.get(path)

    assert (page.status_code, calendar.headers.getlist("Set-Cookie")) == (200, [])


def test_files_have_names(browser: Browser) -> None:
    event = make_event("Lassen")

    names = [browser.get(path).headers["Content-Disposition"] for path in (FEED, f"/events/{event.slug}.ics")]

    assert names == ['inline; filename="agenda.ics"', f'inline; filename="{event.slug}.ics"']


@pytest.mark.parametrize("conditions", [("If-None-Match",), ("If-Modified-Since",), ("If-None-Match", "If-Modified-Since")])
def test_what_has_not_changed_is_not_sent_again(browser: Browser, path: str, conditions: tuple[str, ...]) -> None:
    first = browser.get(path)

    answer = again(browser, path, first, *conditions)

    assert (answer.status_code, answer.data, answer.headers["ETag"], answer.headers["Cache-Control"]) == (
        304,
        b"",
        first.headers["ETag"],
        "public, max-age=60",
    )


def test_head_is_get_without_the_body(browser: Browser, path: str) -> None:
    got, asked = browser.get(path), browser._send(path, method="HEAD")

    assert (asked.status_code, asked.data, dict(asked.headers)) == (200, b"", dict(got.headers))
    assert int(asked.headers["Content-Length"]) == len(got.data)


def test_another_tag_or_an_earlier_date_gets_all(browser: Browser, path: str) -> None:
    earlier = format_datetime(LONG_AGO - SECOND, usegmt=True)
    conditions: list[Mapping[str, str]] = [
        {"If-None-Match": '"anders"'},
        {"If-Modified-Since": earlier},
        {"If-None-Match": '"anders"', "If-Modified-Since": format_datetime(NOW, usegmt=True)},
        {"If-None-Match": "\x80;;,"},
        {"If-Modified-Since": "gisteren"},
    ]

    assert [browser.get(path, headers=condition).status_code for condition in conditions] == [200] * 5


def test_last_modified_is_the_moment_of_the_change(browser: Browser, path: str) -> None:
    edit(only(), title="Solderen", at=NOW - timedelta(hours=1))

    assert browser.get(path).last_modified == NOW - timedelta(hours=1)


def test_a_date_is_given_only_when_no_earlier_change_can_still_be_under_way(browser: Browser, path: str) -> None:
    edit(only(), title="Solderen", at=NOW)

    dates = []
    for age in (0, 59, 61):
        with travel(NOW + age * SECOND, tick=False):
            dates.append(browser.get(path).last_modified)

    assert dates == [None, None, NOW]


@pytest.mark.parametrize("condition", ["If-None-Match", "If-Modified-Since"])
def test_two_changes_within_a_second_are_both_seen(browser: Browser, path: str, condition: str) -> None:
    edit(only(), title="Eerst", at=NOW)
    first = browser.get(path)
    edit(only(), title="Daarna", at=NOW + SECOND / 3)

    with travel(NOW + timedelta(minutes=1), tick=False):
        answer = again(browser, path, first, condition)

    assert (answer.status_code, titles(answer)) == (200, ["Daarna"])


def test_a_change_that_began_before_the_latest_one_is_seen_too(browser: Browser) -> None:
    event, _later = make_event("Lassen"), make_event("Solderen", at=NOW)
    first = browser.get(FEED)
    edit(event, title="Lassen en slijpen", at=NOW - SECOND)

    answer = again(browser, FEED, first, "If-None-Match")

    assert (answer.status_code, titles(answer)) == (200, ["Lassen en slijpen", "Solderen"])


def new_title(event: Event) -> None:
    edit(event, title="Solderen")


def new_time(event: Event) -> None:
    edit(event, starts_at=event.starts_at + timedelta(hours=1))


def new_doors(event: Event) -> None:
    event.doors_open_at -= timedelta(minutes=15)
    event.calendar_version += 1


def new_place(event: Event) -> None:
    edit(event, venue=make_venue("Elders"))


def new_address(event: Event) -> None:
    venue_operations.edit(event.venue, at=NOW, name="Elders", address="", city="", arrival_notes="")


def called_off(event: Event) -> None:
    events.call_off(event, reason="Storm", at=NOW)


def opening(event: Event) -> None:
    ends_at = event.starts_at + timedelta(minutes=15)
    rounds.add(event, kind=RoundKind.PLENARY, title="Opening", place="aula", starts_at=event.starts_at, ends_at=ends_at, at=NOW)


@pytest.mark.parametrize("change", [new_title, new_time, new_doors, new_place, new_address, called_off, opening])
def test_every_change_is_seen_at_once(browser: Browser, path: str, change: Callable[[Event], None]) -> None:
    first = browser.get(path)
    change(only())

    answer = again(browser, path, first, "If-None-Match", "If-Modified-Since")

    views._edition_body.cache_clear()
    assert (answer.status_code, answer.data) == (200, browser.get(path).data)
    assert answer.headers["ETag"] != first.headers["ETag"]


def test_publishing_puts_an_event_in_the_feed_and_drafts_are_not_in_it(browser: Browser) -> None:
    make_event("Lassen")
    draft = make_draft("Solderen")
    first = browser.get(FEED)
    events.publish(draft, at=NOW)

    second = again(browser, FEED, first, "If-None-Match", "If-Modified-Since")

    assert (titles(first), titles(second)) == (["Lassen"], ["Lassen", "Solderen"])


def test_a_draft_has_no_file(browser: Browser) -> None:
    draft = make_draft("Solderen")
    before = browser.get(f"/events/{draft.slug}.ics").status_code
    events.publish(draft, at=NOW)

    assert (before, browser.get(f"/events/{draft.slug}.ics").status_code) == (404, 200)


def test_editing_a_draft_changes_nothing(browser: Browser) -> None:
    make_event("Lassen")
    draft = make_draft("Solderen")
    first = browser.get(FEED)
    edit(draft, title="Anders")

    assert again(browser, FEED, first, "If-None-Match").status_code == 304


def test_a_year_of_past_events_is_kept(browser: Browser) -> None:
    just_in, just_out = NOW - KEPT, NOW - KEPT - SECOND
    make_event("Nog net", starts_at=just_in - timedelta(hours=1), hours=1)
    make_event("Net niet meer", starts_at=just_out - timedelta(hours=1), hours=1)
    make_event("Lassen")

    assert titles(browser.get(FEED)) == ["Nog net", "Lassen"]


@pytest.mark.parametrize("condition", ["If-None-Match", "If-Modified-Since"])
def test_when_an_event_grows_too_old_the_feed_has_changed(browser: Browser, condition: str) -> None:
    old = make_event("Oud", starts_at=NOW - KEPT, hours=1)
    make_event("Lassen")
    first, leaves_at = browser.get(FEED), old.ends_at + KEPT

    with travel(leaves_at, tick=False):
        still = again(browser, FEED, first, condition)
    with travel(leaves_at + timedelta(minutes=2), tick=False):
        after = again(browser, FEED, first, condition)
        and_then = again(browser, FEED, after, condition)

    assert (still.status_code, after.status_code, and_then.status_code) == (304, 200, 304)
    assert (titles(first), titles(after), after.last_modified) == (["Oud", "Lassen"], ["Lassen"], leaves_at)


def test_the_feed_can_be_narrowed_to_a_kind(browser: Browser) -> None:
    make_event("Lassen")

    answers = [browser.get(f"{FEED}?kind={kind}") for kind in ("study-afternoon", "onbekend", "")]

    assert [(titles(answer), str(Calendar.from_ical(answer.text)["NAME"])) for answer in answers] == [
        (["Lassen"], "Studiemiddagen · Inloop"),
        (["Lassen"], "Agenda · Inloop"),
        (["Lassen"], "Agenda · Inloop"),
    ]


def test_the_feed_is_the_same_in_every_language(browser: Browser) -> None:
    event = make_event("Lassen")
    events.call_off(event, reason="Storm", at=NOW)

    answers = []
    for language in ("en", "nl", "fr"):
        views._edition_body.cache_clear()
        answers.append(browser.get(FEED, headers={"Accept-Language": language}).data)

    assert answers == answers[:1] * 3


def test_feed_and_file_show_the_same_event(browser: Browser) -> None:
    event = make_event("Lassen")

    feed, single = (Calendar.from_ical(browser.get(path).text).events for path in (FEED, f"/events/{event.slug}.ics"))

    assert [shown.to_ical() for shown in feed] == [shown.to_ical() for shown in single]


def copies(count: int) -> None:
    """As many more events, put into the table at once."""
    facts = {column.key: getattr(only(), column.key) for column in sa.inspect(Event).columns if column.key != "id"}
    rows = [facts | {"uid": f"{n}@inloop", "slug": f"middag-{n}", "starts_at": DAY + n * SECOND} for n in range(count)]
    db.session.execute(sa.insert(Event), rows)


def cost(browser: Browser, **headers: str) -> int:
    with statements() as seen:
        browser.get(FEED, headers=headers)
    return len(seen)


def costs(browser: Browser) -> tuple[int, int, int]:
    """Statements for the feed when nothing is remembered, when it is, and when it has not changed."""
    cold = cost(browser)
    tag = browser.get(FEED).headers["ETag"]
    return cold, cost(browser), cost(browser, **{"If-None-Match": tag})


def test_the_feed_costs_the_same_for_ten_events_as_for_a_thousand(browser: Browser) -> None:
    make_event("Lassen")
    db.session.commit()
    db.session.remove()
    few = costs(browser)
    copies(999)

    assert (few, costs(browser), len(titles(browser.get(FEED)))) == ((4, 1, 1), (4, 1, 1), 1000)


def test_robots_may_fetch_calendars_and_nothing_personal(browser: Browser) -> None:
    robots = RobotFileParser()
    robots.parse(browser.get("/robots.txt").text.splitlines())

    paths = (FEED, "/events/lassen.ics", "/", "/events/lassen", "/organise/", "/tickets/x", "/sign-in/x", "/door/x", "/me")
    assert [robots.can_fetch("Googlebot", path) for path in paths] == [True] * 4 + [False] * 5
