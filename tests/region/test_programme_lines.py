"""Lines of the plan and their targets."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.region import programme_lines
from app.region.models import Measure, ProgrammeLine
from app.region.school_years import SchoolYear
from tests.factories import NOW

YEAR, LAST_YEAR = SchoolYear(2026), SchoolYear(2025)
pytestmark = pytest.mark.usefixtures("app")


def make_line(title: str = "Techniek en zorg") -> ProgrammeLine:
    return programme_lines.add(title=title, description="", by=None, at=NOW)


def aim(line: ProgrammeLine, year: SchoolYear = YEAR, **numbers: int | None) -> None:
    programme_lines.aim(line, year, {Measure(name): number for name, number in numbers.items()}, by=None, at=NOW)


def logged() -> list[tuple[Action, dict[str, object]]]:
    db.session.flush()
    return [(entry.action, dict(entry.changes)) for entry in db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id))]


@pytest.mark.parametrize("title", ["Techniek en zorg", "TECHNIEK en zorg"])
def test_a_name_is_taken_once(title: str) -> None:
    make_line()

    with pytest.raises(programme_lines.NameTaken) as refusal:
        make_line(title)

    assert refusal.value.field == "title"


def test_a_line_keeps_its_own_name_and_takes_no_other_s() -> None:
    make_line()
    line = make_line("Bedrijven")

    programme_lines.edit(line, title="bedrijven", description="Met de werven.", by=None, at=NOW)
    with pytest.raises(programme_lines.NameTaken):
        programme_lines.edit(line, title="techniek en zorg", description="", by=None, at=NOW)

    assert logged()[-1] == (Action.LINE_CHANGED, {"title": ["Bedrijven", "bedrijven"], "description": ["", "Met de werven."]})


def test_targets_are_set_changed_and_taken_away_and_logged() -> None:
    line = make_line()

    aim(line, activities=6, hours=400)
    aim(line, activities=8, hours=None)
    aim(line, activities=8, hours=None)

    assert programme_lines.targets_of(line, YEAR) == {Measure.ACTIVITIES: 8}
    assert logged()[1:] == [
        (Action.TARGETS_CHANGED, {"activities": [None, 6], "hours": [None, 400]}),
        (Action.TARGETS_CHANGED, {"activities": [6, 8], "hours": [400, None]}),
    ]


def test_copying_fills_what_is_open_and_overwrites_nothing() -> None:
    line, retired = make_line(), make_line("Oud")
    aim(line, LAST_YEAR, activities=6, people=70)
    aim(line, YEAR, activities=9)
    aim(retired, LAST_YEAR, hours=10)
    programme_lines.retire(retired, by=None, at=NOW)

    copied = [programme_lines.copy_targets(YEAR, by=None, at=NOW) for _turn in range(2)]

    assert copied == [1, 0]
    assert programme_lines.targets_of(line, YEAR) == {Measure.ACTIVITIES: 9, Measure.PEOPLE: 70}
    assert programme_lines.targets_of(retired, YEAR) == {}


def test_retiring_and_bringing_back_are_logged_once(app: Flask) -> None:
    line = make_line()

    for _turn in range(2):
        programme_lines.retire(line, by=None, at=NOW)
    for _turn in range(2):
        programme_lines.bring_back(line, by=None, at=NOW)

    assert line.is_retired is False
    assert [action for action, _changes in logged()[1:]] == [Action.LINE_RETIRED, Action.LINE_BROUGHT_BACK]
