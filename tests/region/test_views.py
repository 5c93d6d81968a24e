"""The pages about programme lines and targets."""

import re

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.events.operations import call_off
from app.people.models import Access
from app.region import programme_lines
from app.region.models import Measure, ProgrammeLine, Target
from app.region.school_years import SchoolYear
from tests.browsing import Browser, words
from tests.factories import NOW, make_event, make_person
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
PAGE = "/organise/programme-lines/2026"


def make_line(title: str = "Techniek en zorg", **targets: int) -> ProgrammeLine:
    line = programme_lines.add(title=title, description="", by=None, at=NOW)
    programme_lines.aim(line, SchoolYear(2026), {Measure(name): number for name, number in targets.items()}, by=None, at=NOW)
    db.session.commit()
    return line


def test_the_page_begins_with_the_school_year_it_is(organiser: Browser) -> None:
    assert organiser.get("/organise/programme-lines/").location == PAGE


def test_a_line_is_added_with_targets_and_shown(organiser: Browser) -> None:
    organiser.post("/organise/programme-lines/add", {"title": "Techniek en zorg", "description": "Met het ziekenhuis."})
    line = db.session.scalars(sa.select(ProgrammeLine)).one()

    answer = organiser.post(f"/organise/programme-lines/{line.id}/targets/2026", {"activities": "6", "hours": "1400", "people": ""})

    assert answer.location == PAGE
    assert {(target.measure, target.number) for target in db.session.scalars(sa.select(Target))} == {("activities", 6), ("hours", 1400)}
    assert "0 gepland van 6 geen streefaantal geen streefaantal 1.400" in words(organiser.get(PAGE)).replace(" - ", " ")


def test_events_of_the_year_are_counted_on_their_line(organiser: Browser) -> None:
    line, other = make_line(activities=6), make_line("Bedrijven")
    planned, off, out = make_event("Een"), make_event("Twee"), make_event("Drie")
    elsewhere = make_event("Vier", starts_at=planned.starts_at.replace(year=2027))
    for event in (planned, off, out, elsewhere):
        event.line = line
    make_event("Vijf").line = other
    for event in (off, out):
        call_off(event, reason="Ziek.", at=NOW)
    out.stays_in_plan = False
    db.session.commit()

    page = words(organiser.get(PAGE))

    assert ("2 gepland van 6" in page, "1 gepland" in page) == (True, True)


@pytest.mark.parametrize(
    ("field", "typed"), [("activities", "0"), ("hours", "-3"), ("people", "veel"), ("participations", "9" * 40), ("hours", "7,5")]
)
def test_what_is_no_target_is_refused_at_the_field_and_kept(organiser: Browser, field: str, typed: str) -> None:
    line = make_line(activities=6)

    answer = organiser.post(f"/organise/programme-lines/{line.id}/targets/2026", {"activities": "6", field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text, f'value="{typed}"' in answer.text) == (200, True, True)
    assert [target.number for target in db.session.scalars(sa.select(Target))] == [6]


@pytest.mark.parametrize("title", ["", " ", "\x00", "x" * 121, "Techniek en zorg", "techniek en ZORG"])
def test_a_name_that_does_not_fit_is_refused_at_the_field(organiser: Browser, title: str) -> None:
    make_line()

    answers = [organiser.post("/organise/programme-lines/add", {"title": title})]
    other = make_line("Bedrijven")
    answers.append(organiser.post(f"/organise/programme-lines/{other.id}/edit", {"title": title}))

    assert [(answer.status_code, "title-error" in answer.text) for answer in answers] == [(200, True)] * 2
    assert sorted(line.title for line in db.session.scalars(sa.select(ProgrammeLine))) == ["Bedrijven", "Techniek en zorg"]


def test_a_line_is_retired_and_brought_back(organiser: Browser) -> None:
    line = make_line()

    organiser.post(f"/organise/programme-lines/{line.id}/retire", page=PAGE)
    retired = re.search(r'<section aria-labelledby="retired">.*?</section>', organiser.get(PAGE).text, re.DOTALL)
    organiser.post(f"/organise/programme-lines/{line.id}/bring-back", page=PAGE)

    assert retired is not None
    assert "Techniek en zorg" in retired[0]
    assert 'aria-labelledby="retired"' not in organiser.get(PAGE).text


def test_last_year_s_targets_are_copied(organiser: Browser) -> None:
    make_line(activities=6)

    first, second = (organiser.post("/organise/programme-lines/2027/copy-targets", page=PAGE, follow_redirects=True) for _turn in range(2))

    assert "Voor 1 lijn zijn de streefaantallen overgenomen." in first.text
    assert "Er was niets over te nemen." in second.text
    assert [(target.year, target.number) for target in db.session.scalars(sa.select(Target).order_by(Target.year))] == [(2026, 6), (2027, 6)]


def test_viewers_look_and_change_nothing(organiser: Browser, browser: Browser) -> None:
    line = make_line(activities=6)
    viewer = browser.sign_in(make_person(access=Access.VIEWER))

    pages = [each.get(PAGE).text for each in (organiser, viewer)]

    assert [f"/organise/programme-lines/{line.id}/edit" in page for page in pages] == [True, False]
    assert ["van 6" in page for page in pages] == [True, True]


def test_the_number_of_queries_does_not_grow(organiser: Browser) -> None:
    def fill(number: int) -> int:
        for count in range(number):
            make_event(f"Event {number} {count}").line = make_line(f"Lijn {number} {count}", activities=count + 1, hours=3)
        with statements() as seen:
            assert organiser.get(PAGE).status_code == 200
        return len(seen)

    assert fill(1) == fill(30)
