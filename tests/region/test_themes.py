"""What events are about."""

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.core.errors import DomainError
from app.log.models import LogEntry
from app.region import themes
from app.region.models import Theme
from tests.factories import NOW, make_draft

pytestmark = pytest.mark.usefixtures("app")


def theme(title: str) -> Theme:
    number = themes.find_or_add(title)
    return db.session.get_one(Theme, number)


def test_a_theme_is_found_whatever_its_capitals_and_added_once() -> None:
    assert themes.find_or_add("XR") == themes.find_or_add("xr") != themes.find_or_add("AI")
    assert themes.find_or_add("") is None
    assert list(themes.titles()) == ["AI", "XR"]


def test_renaming_is_logged_and_changing_capitals_is_a_name() -> None:
    crossover = theme("crossover")

    themes.rename(crossover, "Crossover", by=None, at=NOW)
    db.session.flush()

    entry = db.session.scalars(sa.select(LogEntry)).one()
    assert (crossover.title, entry.changes) == ("Crossover", {"title": ["crossover", "Crossover"]})


@pytest.mark.parametrize("title", ["XR", "xr"])
def test_a_name_that_is_taken_is_refused_at_the_field(title: str) -> None:
    theme("XR")
    other = theme("VR")

    with pytest.raises(themes.NameTaken) as refusal:
        themes.rename(other, title, by=None, at=NOW)

    assert (refusal.value.field, other.title) == ("title", "VR")


def test_merging_two_takes_the_events_along() -> None:
    event, other = make_draft("Eerste"), make_draft("Tweede")
    typed, right = theme("X.R."), theme("XR")
    event.theme, other.theme = typed, theme("AI")
    db.session.flush()

    themes.merge(typed, into=right, by=None, at=NOW)
    db.session.expire_all()

    assert [event.theme and event.theme.title, other.theme and other.theme.title] == ["XR", "AI"]
    assert list(themes.titles()) == ["AI", "XR"]


def test_a_theme_is_not_merged_with_itself() -> None:
    only = theme("XR")

    with pytest.raises(DomainError) as refusal:
        themes.merge(only, into=only, by=None, at=NOW)

    assert refusal.value.field == "into"
