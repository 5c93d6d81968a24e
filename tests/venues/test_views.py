"""Places through their pages."""

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.venues.models import Venue
from tests.browsing import Browser, words
from tests.factories import make_event, make_venue
from tests.observing import statements

TYPED = {"name": "Techniekhal", "address": "Molenvliet 1", "city": "Veenwijk", "arrival_notes": "Bus **142**."}


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


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("name", "x" * 121), ("address", "x" * 161), ("city", "x" * 81), ("arrival_notes", "x" * 2001), ("name", "a\0")],
)
def test_what_does_not_fit_is_told_at_the_field(organiser: Browser, field: str, typed: str) -> None:
    answer = organiser.post("/organise/venues/add", TYPED | {field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (200, True)
    assert db.session.scalars(sa.select(Venue)).all() == []


@pytest.mark.parametrize("missing", ["address", "city", "arrival_notes"])
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
            make_venue()
        with statements() as sent:
            organiser.get("/organise/venues/")
        counts.append(len(sent))

    assert counts[0] == counts[1] == 2


@pytest.mark.parametrize("path", ["/organise/venues/", "/organise/venues/add", "/organise/venues/1/edit"])
def test_venues_are_for_organisers(browser: Browser, teacher: Browser, path: str) -> None:
    make_venue()

    assert [visitor.get(path).status_code for visitor in (browser, teacher)] == [302, 403]
