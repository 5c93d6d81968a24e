"""The year on the wall, a day, and moving an event."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events.models import Event
from app.log.models import LogEntry
from app.people.models import Access
from app.planning.imports import OCW, read
from app.planning.models import Period, PeriodKind
from app.planning.operations import take_over
from app.planning.queries import participating as participating_schools
from app.region.models import ProgrammeLine
from app.schools.models import HolidayRegion, Participation
from tests.browsing import Browser, words
from tests.factories import DAY, NOW, make_draft, make_event, make_person, make_school, register
from tests.observing import mails, statements

pytestmark = pytest.mark.usefixtures("today")


FIRST_DAY = datetime(2026, 8, 1, 12, tzinfo=UTC)
MOST_BYTES = 150_000


def participating(name: str, region: HolidayRegion) -> None:
    school = make_school(name)
    school.participation, school.holiday_region = Participation.PARTICIPATING, region
    db.session.commit()


def add_period(title: str = "Herfstvakantie", first: date = date(2026, 10, 10), last: date = date(2026, 10, 18), **more: object) -> Period:
    period = Period(kind=PeriodKind.HOLIDAY, title=title, starts_on=first, ends_on=last, **more)
    db.session.add(period)
    db.session.commit()
    return period


def test_the_year_begins_with_this_one(organiser: Browser) -> None:
    assert organiser.get("/organise/years/").location == "/organise/years/2026"


def test_the_wall_shows_events_and_holidays_on_their_days(organiser: Browser) -> None:
    make_event("Lassen")
    participating("De Kade", HolidayRegion.NORTH)
    participating("Elan", HolidayRegion.MIDDLE)
    add_period(region=HolidayRegion.NORTH)

    page = organiser.get("/organise/years/2026").text
    day = re.search(r'id="day-2026-11-26".*?</td>', page, re.S)
    first = re.search(r'id="day-2026-10-10".*?</td>', page, re.S)

    assert day is not None
    assert first is not None
    assert "15.00 Lassen" in day[0]
    assert "Herfstvakantie (1)" in first[0]


def test_layers_can_be_left_out(organiser: Browser) -> None:
    make_event("Lassen")

    pages = [organiser.get(f"/organise/years/2026{layers}").text for layers in ("", "?layer=event", "?layer=holiday")]

    assert ["Lassen" in page for page in pages] == [True, True, False]


@pytest.mark.parametrize("page", ["/organise/years/2026", "/organise/years/2026/list", "/organise/periods/2026"])
def test_the_number_of_queries_does_not_grow(organiser: Browser, page: str) -> None:
    def fill(number: int) -> int:
        for count in range(number):
            school = make_school(f"School {number} {count}")
            school.participation = Participation.PARTICIPATING
            make_event(f"Event {number} {count}", starts_at=DAY + timedelta(days=count))
            add_period(f"Vrij {number} {count}", school_id=school.id)
        with statements() as seen:
            assert organiser.get(page).status_code == 200
        return len(seen)

    few, many = fill(1), fill(20)

    assert few == many


def fill_year(number: int) -> None:
    """A great many events of the school year, quickly; five schools with holidays."""
    if not participating_schools():
        for count in range(5):
            participating(f"School met een lange naam {count}", HolidayRegion.NORTH if count % 2 else HolidayRegion.MIDDLE)
        take_over(read(OCW.read_bytes()), kind=PeriodKind.HOLIDAY, region=None, school=None, source="ocw", by=None, at=NOW)
    event = db.session.scalars(sa.select(Event)).first() or make_event("Crossovers in zorg en groen")
    like = {column.key: getattr(event, column.key) for column in Event.__table__.columns if column.key not in ("id", "slug", "uid")}
    rows = []
    for count in range(number):
        starts_at = FIRST_DAY + timedelta(days=count * 364 // number)
        times = {"doors_open_at": starts_at, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        rows.append(like | times | {"slug": f"crossovers-in-zorg-en-groen-{number}-{count}", "uid": f"{number}-{count}"})
    db.session.execute(sa.insert(Event), rows)
    db.session.commit()


@pytest.mark.parametrize("page", ["/organise/years/2026", "/organise/years/2026/list", "/organise/years/days/2026-11-26"])
def test_a_full_year_asks_as_much_as_a_quiet_one_and_weighs_little(organiser: Browser, page: str) -> None:
    seen = []
    for number in (30, 270):
        fill_year(number)
        with statements() as sent:
            answer = organiser.get(page)
        seen.append(len(sent))

    assert seen[0] == seen[1]
    assert (answer.status_code, len(answer.data) < MOST_BYTES) == (200, True)


def test_a_long_list_has_pages(organiser: Browser) -> None:
    fill_year(60)

    pages = [organiser.get(f"/organise/years/2026/list?page={page}").text for page in (1, 2, 3, 0, "x")]

    assert [page.count('<th scope="row">') for page in pages] == [50, 11, 0, 50, 50]


def test_an_event_of_several_days_stands_on_each_of_them(organiser: Browser) -> None:
    make_event("Reis", hours=24 * 2 + 3)

    page = organiser.get("/organise/years/2026").text
    cells = {day: re.search(rf'id="day-2026-11-{day}".*?</td>', page, re.DOTALL) for day in (25, 26, 27, 28, 29)}

    found = {day: re.sub(r"<[^>]+>", " ", cell[0].partition(">")[2]).split() for day, cell in cells.items() if cell}
    assert found == {25: ["25"], 26: ["26", "15.00", "Reis"], 27: ["27", "Reis", "(2/3)"], 28: ["28", "Reis", "(3/3)"], 29: ["29"]}


def test_drafts_and_what_was_called_off_say_so(organiser: Browser) -> None:
    make_draft("Concept")
    for title, stays in (("Wel", True), ("Niet", False)):
        event = make_event(title)
        events.call_off(event, reason="Ziek.", at=NOW)
        event.stays_in_plan = stays
    db.session.commit()

    page = organiser.get("/organise/years/2026").text
    rows = words(organiser.get("/organise/years/2026/list"))

    assert re.findall(r'<a class="wall-event[^>]*>(.*?)</a>', page) == [
        "15.00 Concept <i>Concept</i>",
        "<s>15.00 Wel</s> <i>Afgelast, wel in plan</i>",
        "<s>15.00 Niet</s> <i>Afgelast</i>",
    ]
    assert [rows.count(label) for label in ("Afgelast, wel in plan", "Afgelast", "Concept Concept")] == [1, 2, 1]


def test_quarters_without_an_event_are_seen_at_once(organiser: Browser) -> None:
    make_event("Lassen")

    page = words(organiser.get("/organise/years/2026"))

    assert "aug-okt nog geen nov-jan 1 bijeenkomst feb-apr nog geen mei-jul nog geen" in page


def test_viewers_look_at_the_wall_and_carry_nothing(organiser: Browser, browser: Browser) -> None:
    event = make_event("Lassen")
    viewer = browser.sign_in(make_person(access=Access.VIEWER))

    pages = [each.get("/organise/years/2026").text for each in (organiser, viewer)]

    assert ["data-wall" in page.replace("data-wall-status", "") for page in pages] == [True, False]
    assert [f'href="/organise/years/events/{event.slug}/move"' in page for page in pages] == [True, False]


def test_the_line_of_the_plan_stands_in_the_list(organiser: Browser) -> None:
    make_event("Lassen").line = ProgrammeLine(title="Techniek en zorg")

    assert "Lassen Techniek en zorg Gepubliceerd" in words(organiser.get("/organise/years/2026/list"))


def test_moving_a_trip_across_a_holiday_names_the_day(organiser: Browser) -> None:
    event = make_event("Reis", hours=24 * 2 + 3)

    page = words(organiser.get(f"/organise/years/events/{event.slug}/move?on=2027-04-26"))

    assert "ma 26 april 2027 tot en met wo 28 april 2027" in page
    assert page.count("Koningsdag: alle scholen zijn gesloten (di 27 apr).") == 1


def test_the_list_tells_about_each_day(organiser: Browser) -> None:
    participating("De Kade", HolidayRegion.NORTH)
    make_event("Lassen")
    add_period("Vrije week", date(2026, 11, 23), date(2026, 11, 27))

    page = organiser.get("/organise/years/2026/list").text

    assert "Vrije week: 1 van 1 scholen zijn vrij." in page


def test_a_day_is_looked_at_closely(organiser: Browser) -> None:
    answer = organiser.get("/organise/years/days/2026-12-25")

    assert (answer.status_code, "Eerste kerstdag: alle scholen zijn gesloten." in answer.text) == (200, True)


@pytest.mark.parametrize("on", ["yesterday", "9999-12-31", "2026-02-30", "1999-12-31"])
def test_what_is_no_day_is_not_found(organiser: Browser, on: str) -> None:
    assert organiser.get(f"/organise/years/days/{on}").status_code == 404


def test_a_school_s_own_days_take_the_place_of_its_region_s(organiser: Browser) -> None:
    participating("De Kade", HolidayRegion.NORTH)
    school = make_school("Elan")
    school.participation, school.holiday_region = Participation.PARTICIPATING, HolidayRegion.NORTH
    add_period(region=HolidayRegion.NORTH)
    add_period("herfstvakantie", date(2026, 10, 17), date(2026, 10, 25), school_id=school.id)

    pages = [organiser.get(f"/organise/years/days/2026-10-{day}").text for day in (15, 22)]

    assert ["De Kade is vrij" in page or "1 van 2" in page for page in pages] == [True, True]
    assert ["2 van 2" in page for page in pages] == [False, False]


def test_moving_an_event_is_looked_at_first_and_tells_everybody_once(organiser: Browser) -> None:
    event = make_event("Lassen", rounds=1)
    ticket = register(event)
    db.session.commit()
    before = len(mails())
    address = f"/organise/years/events/{event.slug}/move?on=2026-12-03"

    looked = organiser.get(address).text
    answer = organiser.post(address, {"on": "2026-12-03"})

    assert "1 persoon krijgt een mail" in looked
    assert (answer.status_code, clock.local_day(event.starts_at)) == (302, date(2026, 12, 3))
    assert [round_.starts_at - event.starts_at for round_ in event.rounds] == [timedelta(0)]
    assert mails()[before:] == [("moved", ticket.person.email)]
    assert event.calendar_sequence == 1
    assert [list(entry.changes) for entry in db.session.scalars(sa.select(LogEntry)) if entry.action == "event_changed"] != []


def test_moving_to_the_same_day_changes_nothing(organiser: Browser) -> None:
    event = make_event("Lassen")
    register(event)
    before = len(mails())

    organiser.post(f"/organise/years/events/{event.slug}/move", {"on": "2026-11-26"})

    assert (len(mails()), event.calendar_sequence) == (before, 0)


@pytest.mark.parametrize("on", ["", "tomorrow", "2026-02-30", "\x00", "99999-01-01"])
def test_a_day_that_is_none_is_refused(organiser: Browser, on: str) -> None:
    event = make_event("Lassen")

    answer = organiser.post(f"/organise/years/events/{event.slug}/move?on=2026-12-03", {"on": on})

    assert (answer.status_code, event.starts_at) == (200, DAY)


def test_an_hour_that_the_clock_skips_is_refused(organiser: Browser) -> None:
    night = clock.instant_of(date(2027, 3, 27), (clock.local(DAY).replace(hour=2, minute=30)).time())
    event = make_event("Sterren kijken", starts_at=night)

    answer = organiser.post(f"/organise/years/events/{event.slug}/move?on=2027-03-28", {"on": "2027-03-28"})

    assert "deze tijd bestaat niet" in answer.text.lower()
    assert event.starts_at == night


def test_days_are_typed_changed_and_removed(organiser: Browser) -> None:
    facts = {"title": "Projectweek", "kind": "busy", "whose": "north", "starts_on": "2027-02-01", "ends_on": "2027-02-05"}

    organiser.post("/organise/periods/add", facts)
    period = db.session.scalars(sa.select(Period)).one()
    organiser.post(f"/organise/periods/{period.id}/edit", facts | {"ends_on": "2027-02-04", "whose": "all"})
    changed = (period.ends_on, period.region)
    organiser.post(f"/organise/periods/{period.id}/remove", page="/organise/periods/2026")

    assert changed == (date(2027, 2, 4), None)
    assert db.session.scalars(sa.select(Period)).all() == []


def test_the_last_day_comes_after_the_first(organiser: Browser) -> None:
    facts = {"title": "Projectweek", "kind": "busy", "whose": "all", "starts_on": "2027-02-05", "ends_on": "2027-02-01"}

    page = organiser.post("/organise/periods/add", facts).text

    assert "De laatste dag kan niet voor de eerste liggen." in page
    assert 'value="Projectweek"' in page


@pytest.mark.parametrize(("known", "kind"), [("exams", PeriodKind.BUSY), ("soft", PeriodKind.SOFT)])
def test_other_known_days_are_there_at_a_button_and_once(organiser: Browser, known: str, kind: PeriodKind) -> None:
    counts = []
    for _turn in range(2):
        organiser.post(f"/organise/periods/import/{known}", page="/organise/periods/import")
        counts.append(db.session.scalars(sa.select(Period.kind)).all())

    assert counts[0] == counts[1] != []
    assert set(counts[0]) == {kind}


def test_what_does_not_come_with_inloop_is_not_found(organiser: Browser) -> None:
    assert organiser.post("/organise/periods/import/other", page="/organise/periods/import").status_code == 404


def test_the_holidays_of_the_ministry_are_there_at_a_button_and_once(organiser: Browser) -> None:
    for _turn in range(2):
        organiser.post("/organise/periods/import/ocw", page="/organise/periods/import")

    found = db.session.scalars(sa.select(Period).where(Period.title == "Herfstvakantie", Period.starts_on == date(2026, 10, 10))).all()
    assert [(period.ends_on, period.region) for period in found] == [(date(2026, 10, 18), HolidayRegion.NORTH)]


def test_a_file_is_imported_for_one_school(organiser: Browser) -> None:
    participating("De Kade", HolidayRegion.NORTH)
    kade = organiser.get("/organise/periods/import").text
    number = re.search(r'<option value="(\d+)">De Kade', kade)
    assert number is not None
    file = (io.BytesIO(b'[{"title": "Studiedag", "starts_on": "2026-11-05", "ends_on": "2026-11-05"}]'), "kade.json")

    answer = organiser.post("/organise/periods/import", {"file": file, "kind": "holiday", "whose": number[1]})

    period = db.session.scalars(sa.select(Period)).one()
    assert (answer.status_code, period.title, str(period.school_id), period.source) == (302, "Studiedag", number[1], "kade.json")


@pytest.mark.parametrize("content", [b"", b"\x00", b"BEGIN:VCALENDAR", b"[{}]"])
def test_a_poor_file_is_refused_at_the_field(organiser: Browser, content: bytes) -> None:
    answer = organiser.post("/organise/periods/import", {"file": (io.BytesIO(content), "x.ics"), "kind": "holiday", "whose": "all"})

    assert (answer.status_code, "file-error" in answer.text) == (200, True)
    assert db.session.scalars(sa.select(Period)).all() == []


def test_before_a_draft_is_published_its_day_is_looked_at_once_more(organiser: Browser) -> None:
    draft, public = make_draft("Concept", starts_at=DAY + timedelta(days=21)), make_event("Lassen")

    pages = [words(organiser.get(f"/organise/events/{event.slug}/")) for event in (draft, public)]

    assert ["Minder dan vier weken van tevoren" in page for page in pages] == [True, False]
