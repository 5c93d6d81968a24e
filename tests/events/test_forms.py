"""The form of an event: its line of the plan, its theme, its contact hours."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.events import copying, operations
from app.events.kinds import Kind
from app.events.models import Event
from app.region.models import ProgrammeLine
from tests.browsing import Browser
from tests.events.test_views import answers_of
from tests.factories import DAY, NOW, make_draft, plan

pytestmark = pytest.mark.usefixtures("today")
ADD = "/organise/events/add?kind=study-afternoon"
TRIP = "/organise/events/add?kind=study-trip"


def make_line(title: str, *, is_retired: bool = False) -> ProgrammeLine:
    line = ProgrammeLine(title=title, is_retired=is_retired)
    db.session.add(line)
    db.session.commit()
    return line


def offered(page: str) -> list[str]:
    """The lines to choose from."""
    found = re.search(r'<select id="line".*?</select>', page, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]*)", found[0]) if found else []


def test_without_lines_there_is_nothing_to_choose(organiser: Browser) -> None:
    assert 'name="line"' not in organiser.get(ADD).text


def test_a_line_is_chosen_and_goes_along_to_the_next_edition(organiser: Browser) -> None:
    line = make_line("Techniek en zorg")

    organiser.post(ADD, answers_of(line=str(line.id)))

    event = db.session.scalars(sa.select(Event)).one()
    assert event.line is line
    assert copying.copy(event, title="Nog eens", to=copying.next_edition(event), at=NOW).line is line
    assert "Programmalijn: Techniek en zorg" in organiser.get(f"/organise/events/{event.slug}/").text


def test_a_retired_line_is_offered_only_to_the_event_that_has_it(organiser: Browser) -> None:
    event, other = make_draft("Een"), make_draft("Twee")
    event.line = make_line("Oud", is_retired=True)
    make_line("Nieuw")

    pages = [organiser.get(f"/organise/events/{each.slug}/edit").text for each in (event, other)]

    assert [offered(page) for page in pages] == [["Geen", "Nieuw", "Oud"], ["Geen", "Nieuw"]]


@pytest.mark.parametrize("line", ["999999", "x", "\x00", "retired"])
def test_a_line_that_is_not_offered_is_refused_at_the_field(organiser: Browser, line: str) -> None:
    make_line("Nieuw")
    retired = make_line("Oud", is_retired=True)

    answer = organiser.post(ADD, answers_of(line=str(retired.id) if line == "retired" else line))

    assert (answer.status_code, "line-error" in answer.text) == (200, True)
    assert db.session.scalars(sa.select(Event)).all() == []


def test_known_themes_are_suggested(organiser: Browser) -> None:
    make_draft()

    page = organiser.get(ADD).text

    assert ('<option value="XR"></option>' in page, 'list="themes"' in page) == (True, True)


@pytest.mark.parametrize(("typed", "minutes"), [("7,5", 450), ("8", 480), ("", 480), (" ", 480), ("0.25", 15), ("24,00", 1440)])
def test_contact_hours_of_a_day_are_typed_with_a_comma(organiser: Browser, typed: str, minutes: int) -> None:
    organiser.post(TRIP, answers_of(last_on="2026-12-05", minutes_per_day=typed))

    event = db.session.scalars(sa.select(Event)).one()
    shown = re.search(r'<input[^>]*name="minutes_per_day"[^>]*value="([^"]*)"', organiser.get(f"/organise/events/{event.slug}/edit").text)
    assert event.minutes_per_day == minutes
    assert shown is not None
    assert shown[1].replace(",", ".") == f"{minutes / 60:g}"


@pytest.mark.parametrize("typed", ["0", "-1", "7,3", "25", "24,25", "acht", "7:30", "١", "9" * 400, "\x00"])
def test_hours_that_are_none_are_refused_at_the_field(organiser: Browser, typed: str) -> None:
    answer = organiser.post(TRIP, answers_of(last_on="2026-12-05", minutes_per_day=typed))

    assert (answer.status_code, "minutes_per_day-error" in answer.text) == (200, True)


def test_a_trip_begins_with_the_usual_hours_and_an_afternoon_has_none(organiser: Browser) -> None:
    pages = [organiser.get(page).text for page in (TRIP, ADD)]

    assert ['name="minutes_per_day"' in page for page in pages] == [True, False]
    assert re.search(r'name="minutes_per_day"[^>]*value="8"', pages[0]) is not None


def test_changing_the_title_leaves_the_line_and_the_hours(organiser: Browser) -> None:
    line = make_line("Techniek en zorg")
    event = operations.add(replace(plan(starts_at=DAY), line=line, minutes_per_day=450), kind=Kind.STUDY_TRIP, at=NOW)

    operations.edit(event, replace(operations.plan_of(event), title="Anders"), at=NOW)

    assert (event.title, event.line, event.minutes_per_day) == ("Anders", line, 450)


def test_a_form_opened_before_there_were_lines_can_still_be_sent(organiser: Browser) -> None:
    make_line("Techniek en zorg")

    organiser.post(ADD, answers_of())

    assert db.session.scalars(sa.select(Event.line_id)).all() == [None]


def test_a_host_puts_in_hours_and_a_next_edition_starts_from_them(organiser: Browser) -> None:
    visit = "/organise/events/add?kind=company-visit"
    pages = [organiser.get(page).text for page in (visit, ADD)]

    organiser.post(visit, answers_of(host="0", host_minutes="7,5"))

    event = db.session.scalars(sa.select(Event)).one()
    again = copying.copy(event, title="Nog eens", to=copying.next_edition(event), at=NOW)
    assert ['name="host_minutes"' in page for page in pages] == [True, False]
    assert (event.host_minutes, again.host_minutes) == (450, 450)


def test_hours_of_a_host_that_are_none_are_refused_with_what_was_typed(organiser: Browser) -> None:
    answer = organiser.post("/organise/events/add?kind=company-visit", answers_of(host="0", host_minutes="veel"))

    assert (answer.status_code, "host_minutes-error" in answer.text, 'value="veel"' in answer.text) == (200, True, True)
