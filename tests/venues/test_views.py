"""Places through their pages."""

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.venues import rooms
from app.venues.models import Venue
from tests.browsing import Browser, words
from tests.factories import LONG_AGO, make_event, make_venue
from tests.observing import statements

TYPED = {
    "name": "Techniekhal",
    "address": "Molenvliet 1",
    "city": "Veenwijk",
    "arrival_notes": "Bus **142**.",
    "by_public_transport": "Halte Molenvliet, lijn 142.",
    "by_bike": "De stalling is links.",
    "by_car": "Parkeren kan achter de hal.",
    "accessibility": "Overal gelijkvloers.",
}
LONGEST = {
    "name": 120,
    "address": 160,
    "city": 80,
    "arrival_notes": 2000,
    "by_public_transport": 600,
    "by_bike": 600,
    "by_car": 600,
    "accessibility": 600,
}


def log() -> list[LogEntry]:
    """What was done to venues."""
    return list(db.session.scalars(sa.select(LogEntry).where(LogEntry.thing_kind == "venue").order_by(LogEntry.id)))


def test_a_venue_is_added_and_listed(organiser: Browser) -> None:
    answer = organiser.post("/organise/venues/add", TYPED)

    venue = db.session.scalars(sa.select(Venue)).one()
    assert (answer.status_code, {name: getattr(venue, name) for name in TYPED}) == (302, TYPED)
    assert "Techniekhal" in words(organiser.get("/organise/venues/"))


def test_changing_a_venue_changes_the_pages_that_show_it(organiser: Browser, browser: Browser) -> None:
    event = make_event()

    organiser.post(f"/organise/venues/{event.venue_id}/edit", TYPED)

    answer = browser.get(f"/events/{event.slug}")
    assert ("Techniekhal" in words(answer), "<strong>142</strong>" in answer.text) == (True, True)


def test_changing_a_venue_is_in_the_log_and_saving_it_unchanged_is_not(organiser: Browser) -> None:
    organiser.post("/organise/venues/add", TYPED)
    venue = db.session.scalars(sa.select(Venue)).one()

    for typed in (TYPED, TYPED | {"by_car": "Parkeren kan niet."}):
        organiser.post(f"/organise/venues/{venue.id}/edit", typed)

    assert [(entry.action, entry.thing_label, entry.changes) for entry in log()] == [
        (Action.VENUE_ADDED, "Techniekhal", {}),
        (Action.VENUE_CHANGED, "Techniekhal", {"by_car": ["Parkeren kan achter de hal.", "Parkeren kan niet."]}),
    ]


@pytest.mark.parametrize(("field", "typed"), [("name", ""), ("name", "a\0"), *((field, "x" * (most + 1)) for field, most in LONGEST.items())])
def test_what_does_not_fit_is_told_at_the_field(organiser: Browser, field: str, typed: str) -> None:
    answer = organiser.post("/organise/venues/add", TYPED | {field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (200, True)
    assert db.session.scalars(sa.select(Venue)).all() == []


@pytest.mark.parametrize("missing", [name for name in TYPED if name != "name"])
def test_what_may_be_left_out_may_be_missing(organiser: Browser, missing: str) -> None:
    answer = organiser.post("/organise/venues/add", {name: typed for name, typed in TYPED.items() if name != missing})

    assert answer.status_code == 302


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 30, "-1", "x"])
def test_venues_that_do_not_exist_are_no_page(organiser: Browser, number: str) -> None:
    assert organiser.get(f"/organise/venues/{number}/edit").status_code == 404


def test_the_list_asks_as_much_for_thirty_venues_as_for_one(organiser: Browser) -> None:
    counts = []
    for number in (1, 29):
        for _ in range(number):
            rooms.add(make_venue(), name="lokaal 012", at=LONG_AGO)
        db.session.commit()
        with statements() as sent:
            organiser.get("/organise/venues/")
        counts.append(len(sent))

    assert counts[0] == counts[1] == 3


@pytest.mark.parametrize("path", ["/organise/venues/", "/organise/venues/add", "/organise/venues/1/edit"])
def test_venues_are_for_organisers(browser: Browser, teacher: Browser, path: str) -> None:
    make_venue()

    assert [visitor.get(path).status_code for visitor in (browser, teacher)] == [302, 403]
