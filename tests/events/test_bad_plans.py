"""Plans that can't be, through the pages: told at the field, what was typed is kept, nothing is half done."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar
from time_machine import travel

from app.calendars.ics import calendar
from app.core import clock
from app.core.database import db
from app.events import operations
from app.events.kinds import Kind
from app.events.models import Event, Stop
from app.events.queries import event_or_404
from app.mail.letters import letter
from app.mail.models import Mail
from app.region.school_years import SchoolYear
from tests.browsing import Browser, words
from tests.factories import LONG_AGO, NOW, make_draft, make_event, make_person, make_venue, plan, register

pytestmark = pytest.mark.usefixtures("today")

HEBREW = "ריתוך עם משקפיים"
OVERRIDE = "Las\u202emiddag"  # turns around all that follows it, until something ends it
SCRIPTS = """<script>alert(1)</script>

[klik](javascript:alert(1)) [data](data:text/html,x) ![x](https://elders.example/x.png) <img src=x onerror=alert(1)>

<a href="https://goed.example" onclick="alert(1)">hier</a> **vet**
"""


def typed(**changes: str) -> dict[str, str]:
    """What an organiser types about an afternoon."""
    when = {"on": "2026-12-03", "doors_open": "14:30", "starts": "15:00", "ends": "17:30", "registration_opens": "", "registration_closes": ""}
    return {"title": "Lassen", "theme": "", "summary": "", "description": "", "capacity": "24", "venue": str(make_venue().id)} | when | changes


def add(organiser: Browser, kind: Kind = Kind.STUDY_AFTERNOON, **changes: str) -> Event:
    """An event made through its page."""
    answer = organiser.post(f"/organise/events/add?kind={kind.value}", typed(**changes))
    assert answer.status_code == 302, words(answer)
    return event_or_404(answer.location.split("/")[-2])


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"ends": "14:59"}, "ends", "Het einde moet na het begin liggen."),
        ({"ends": "15:00"}, "ends", "Het einde moet na het begin liggen."),
        ({"title": "x" * 300}, "title", "Hoogstens 120 tekens."),
        ({"title": HEBREW * 20}, "title", "Hoogstens 120 tekens."),
    ],
)
def test_a_plan_that_can_not_be_is_told_at_its_field(organiser: Browser, changes: dict[str, str], field: str, said: str) -> None:
    event = make_event()
    answers = [organiser.post(path, typed(**changes)) for path in ("/organise/events/add", f"/organise/events/{event.slug}/edit")]

    for answer in answers:
        assert (answer.status_code, f'id="{field}-error"' in answer.text, said in words(answer)) == (200, True, True)
        assert (changes[field] in answer.text, 'value="24"' in answer.text) == (True, True)
    assert (event.title, [other.id for other in db.session.scalars(sa.select(Event))]) == ("XR in de praktijk", [event.id])


@pytest.mark.parametrize(("starts", "ends"), [("14:00", "15:30"), ("17:00", "17:31"), ("12:00", "13:00"), ("00:00", "23:59")])
def test_a_round_outside_the_event_is_refused(organiser: Browser, starts: str, ends: str) -> None:
    event = make_draft()

    answer = organiser.post(f"/organise/events/{event.slug}/rounds/add", {"kind": "workshops", "title": "Ronde", "starts": starts, "ends": ends})

    assert (answer.status_code, 'id="starts-error"' in answer.text, starts in answer.text, event.rounds) == (200, True, True, [])


def test_a_stop_on_another_day_than_the_trip_is_refused(organiser: Browser) -> None:
    trip = operations.add(plan(hours=50), kind=Kind.STUDY_TRIP, at=LONG_AGO)
    facts = {"kind": "visit", "title": "Werf", "on": "2026-12-25", "starts": "10:00", "ends": ""}

    answer = organiser.post(f"/organise/events/{trip.slug}/stops/add", facts)

    assert (answer.status_code, 'id="on-error"' in answer.text, trip.stops) == (200, True, [])


@pytest.mark.parametrize("field", ["doors_open", "starts", "ends"])
def test_the_hour_that_does_not_exist_is_told_and_kept(organiser: Browser, field: str) -> None:
    times = {"doors_open": "01:00", "starts": "01:30", "ends": "05:00"} | {field: "02:30"}

    answer = organiser.post("/organise/events/add", typed(on="2026-03-29", **times))

    assert (answer.status_code, "Deze tijd bestaat niet" in words(answer), 'value="02:30"' in answer.text) == (200, True, True)
    assert db.session.scalars(sa.select(Event)).all() == []


def test_of_the_hour_that_comes_twice_the_first_is_meant_and_the_page_says_so(organiser: Browser) -> None:
    event = add(organiser, on="2026-10-25", doors_open="02:00", starts="02:30", ends="03:30")

    page = words(organiser.get(f"/organise/events/{event.slug}/"))

    assert (event.starts_at, event.ends_at - event.starts_at) == (datetime.fromisoformat("2026-10-25T00:30+00:00"), timedelta(hours=2))
    assert [f"{wall} komt die nacht twee keer voor" in page for wall in ("02.00", "02.30", "03.30")] == [True, True, False]


def test_saving_what_lies_in_that_hour_changes_nothing(organiser: Browser) -> None:
    event = add(organiser, on="2026-10-25", doors_open="02:00", starts="02:30", ends="02:45")
    before = (event.doors_open_at, event.starts_at, event.ends_at, event.calendar_version)

    organiser.post(f"/organise/events/{event.slug}/edit", typed(on="2026-10-25", doors_open="02:00", starts="02:30", ends="02:45"))

    assert (event.doors_open_at, event.starts_at, event.ends_at) == before[:3]


@pytest.mark.parametrize(
    ("when", "is_second"), [("2026-10-24T23:59", False), ("2026-10-25T00:00", True), ("2026-10-25T00:59", True), ("2026-10-25T01:00", False)]
)
def test_which_times_come_twice(when: str, is_second: bool) -> None:
    assert clock.comes_twice(datetime.fromisoformat(f"{when}+00:00")) is is_second


def test_a_trip_across_new_year_lasts_its_days_and_lies_in_one_school_year(organiser: Browser, browser: Browser) -> None:
    trip = add(organiser, Kind.STUDY_TRIP, on="2026-12-30", last_on="2027-01-02", minutes_per_day="8", title="Oud en nieuw")
    stop = {"kind": "visit", "title": "Vuurwerk", "on": "2027-01-01", "starts": "00:00", "ends": "00:30"}
    organiser.post(f"/organise/events/{trip.slug}/stops/add", stop)
    operations.publish(trip, at=NOW)

    page, file = words(browser.get(f"/events/{trip.slug}")), Calendar.from_ical(calendar([trip]))

    starts = [entry.decoded("dtstart").date() for entry in file.walk("VEVENT")]
    assert starts == trip.days == [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]
    assert "wo 30 december 2026 tot en met za 2 januari 2027" in page
    assert {SchoolYear.of(day) for day in trip.days} == {SchoolYear(2026)}
    assert db.session.scalars(sa.select(Stop)).one().starts_at == datetime.fromisoformat("2026-12-31T23:00+00:00")


def test_a_trip_from_one_quarter_into_the_next_is_in_the_agenda_until_it_is_over(organiser: Browser, browser: Browser) -> None:
    trip = add(organiser, Kind.STUDY_TRIP, on="2027-03-30", last_on="2027-04-02", minutes_per_day="8", title="Naar Emden")
    operations.publish(trip, at=NOW)
    db.session.commit()
    seen = []

    for day in ("2027-03-31", "2027-04-01", "2027-04-03"):
        with travel(f"{day}T10:00+00:00", tick=False):
            seen.append(["Naar Emden" in words(browser.get(path)) for path in ("/", "/?past=1")])

    assert seen == [[True, False], [True, False], [False, True]]


@pytest.mark.parametrize("title", [HEBREW, OVERRIDE])
def test_a_title_from_right_to_left_turns_nothing_else_around(app: Flask, organiser: Browser, browser: Browser, title: str) -> None:
    event = make_event(title)
    register(event, make_person(email="bram@waterrand.example"))
    agenda, page = browser.get("/").text, browser.get(f"/events/{event.slug}").text
    listed, home = organiser.get("/organise/").text, organiser.get(f"/organise/events/{event.slug}/").text
    operations.call_off(event, reason="Sneeuw", at=NOW)

    mails = [letter(mail) for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))]
    summary = str(Calendar.from_ical(calendar([event])).walk("VEVENT")[0]["summary"])

    assert [f"<bdi>{title}</bdi>" in text for text in (agenda, listed, mails[0].html)] == [True] * 3
    assert [f'<h1 dir="auto">{title}</h1>' in text for text in (page, home)] == [True] * 2
    assert [mail.subject.endswith(f": \u2068{title}\u2069") for mail in mails] == [True, False]
    assert mails[1].subject == f"Afgelast: do 26 nov, \u2068{title}\u2069"
    assert summary == f"Afgelast: \u2068{title}\u2069"


def test_a_title_from_left_to_right_stays_as_it_is(app: Flask) -> None:
    event = make_event("Lassen & zo")
    register(event)
    operations.call_off(event, reason="Sneeuw", at=NOW)

    summary = Calendar.from_ical(calendar([event])).walk("VEVENT")[0]["summary"]

    assert (str(summary), letter(db.session.scalars(sa.select(Mail)).all()[-1]).subject) == (
        "Afgelast: Lassen & zo",
        "Afgelast: do 26 nov, Lassen & zo",
    )


def test_an_address_that_exists_gets_a_number(organiser: Browser, browser: Browser) -> None:
    slugs = [add(organiser).slug for _time in range(3)]

    assert slugs == ["lassen-2026-12-03", "lassen-2026-12-03-2", "lassen-2026-12-03-3"]


def test_an_address_that_is_like_another_page_s_is_no_trouble(organiser: Browser) -> None:
    event = add(organiser, title="add")

    assert [organiser.get(path).status_code for path in (f"/organise/events/{event.slug}/", "/organise/events/add")] == [200, 200]


def test_markdown_with_scripts_is_text(organiser: Browser, browser: Browser) -> None:
    event = add(organiser, description=SCRIPTS, title="<script>alert(2)</script>", summary="<b>dik</b>")
    operations.publish(event, at=NOW)

    page = browser.get(f"/events/{event.slug}").text

    assert "<strong>vet</strong>" in page
    for bad in (
        "<script>alert",
        'href="javascript',
        'href="data',
        'elders.example/x.png"',
        "<img src=x",
        "<b>dik",
        '<a href="https://goed.example" onclick',
    ):
        assert bad not in page


def test_moving_twice_tells_twice_and_a_new_title_tells_nobody(app: Flask) -> None:
    event = make_event("Lassen")
    register(event, make_person(email="bram@waterrand.example"))

    operations.edit(event, operations.plan_of(event), at=NOW)
    operations.move(event, to=date(2026, 12, 3), at=NOW)
    operations.move(event, to=date(2026, 12, 3), at=NOW)
    operations.move(event, to=date(2026, 12, 10), at=NOW)

    written = [letter(mail) for mail in db.session.scalars(sa.select(Mail).where(Mail.kind == "moved").order_by(Mail.id))]
    assert [mail.subject for mail in written] == ["Verplaatst: do 3 dec, Lassen", "Verplaatst: do 10 dec, Lassen"]
    assert "Het was:\n\n  do 3 december 2026, 15.00-17.30\n  Waterrand College, Oeverweg 12, Meerdam\n" in written[1].text
    assert "Het was: do 3 december 2026, 15.00-17.30, Waterrand College, Oeverweg 12, Meerdam" in written[1].html


def test_a_move_across_new_year_says_the_year(app: Flask) -> None:
    event = operations.add(plan("Naar Emden", hours=26), kind=Kind.STUDY_TRIP, at=LONG_AGO)
    operations.publish(event, at=LONG_AGO)
    register(event, make_person(email="bram@waterrand.example"))

    operations.move(event, to=date(2027, 1, 7), at=NOW)

    text = letter(db.session.scalars(sa.select(Mail).where(Mail.kind == "moved")).one()).text
    assert "  do 7 januari 2027 tot en met vr 8 januari 2027\n" in text
    assert "Het was:\n\n  do 26 november 2026, 15.00\n" in text


def test_fewer_seats_than_taken_are_refused_with_who_has_one_and_who_waits(organiser: Browser) -> None:
    event = make_event(rounds=1, seats=3, session_seats=2)
    session = event.rounds[0].sessions[0]
    for _ in range(5):
        register(event, None, session)
    facts = {"title": session.title, "room": "", "leader": "", "description": ""}

    whole = organiser.post(f"/organise/events/{event.slug}/edit", typed(on="2026-11-26", capacity="2"))
    part = organiser.post(f"/organise/events/{event.slug}/sessions/{session.id}/edit", facts | {"seats": "1"})

    assert "Bezet: 3. Op de wachtlijst: 2. Minder dan 3 plaatsen kan niet." in words(whole)
    assert "Bezet: 2. Op de wachtlijst: 3. Minder dan 2 plaatsen kan niet." in words(part)
    assert ('id="capacity-error"' in whole.text, 'id="seats-error"' in part.text, event.capacity, session.seats) == (True, True, 3, 2)
