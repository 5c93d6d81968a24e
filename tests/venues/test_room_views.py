"""Rooms through their pages."""

import pytest

from app.core.database import db
from app.venues import rooms
from app.venues.models import Venue
from tests.browsing import Browser, words
from tests.factories import LONG_AGO, make_draft, make_event, make_venue
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
TYPED = {"name": "lokaal 012", "seats": "24", "equipment": "digibord, 12 lascabines"}


def facts_of(venue: Venue) -> list[tuple[str, int | None, str]]:
    """The rooms of a venue as they are kept."""
    db.session.expire_all()
    return [(room.name, room.seats, room.equipment) for room in venue.rooms]


def test_rooms_are_added_changed_listed_and_removed(organiser: Browser) -> None:
    venue = make_venue()
    path = f"/organise/venues/{venue.id}/rooms/"
    empty = words(organiser.get(path))

    organiser.post(f"{path}add", TYPED)
    organiser.post(f"{path}add", {"name": "aula", "seats": "", "equipment": ""})
    added, page = facts_of(venue), words(organiser.get(path))
    aula, lokaal = (room.id for room in venue.rooms)
    organiser.post(f"{path}{lokaal}/edit", TYPED | {"seats": "30"})
    organiser.post(f"{path}{aula}/remove", page=path)

    assert "Nog geen lokalen" in empty
    assert added == [("aula", None, ""), ("lokaal 012", 24, "digibord, 12 lascabines")]
    assert [text in page for text in ("aula", "lokaal 012", "24", "digibord, 12 lascabines")] == [True] * 4
    assert facts_of(venue) == [("lokaal 012", 30, "digibord, 12 lascabines")]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("name", "x" * 61), ("name", "a\0"), ("name", "AULA"), ("seats", "0"), ("seats", "veel"), ("equipment", "x" * 301)],
)
def test_what_does_not_fit_is_told_at_the_field_and_kept(organiser: Browser, field: str, typed: str) -> None:
    venue = make_venue()
    rooms.add(venue, name="aula", at=LONG_AGO)
    typed_form = TYPED | {field: typed}

    answer = organiser.post(f"/organise/venues/{venue.id}/rooms/add", typed_form)

    kept = [f'value="{text}"' in answer.text for name, text in typed_form.items() if name != field]
    assert (answer.status_code, f'id="{field}-error"' in answer.text, kept) == (200, True, [True, True])
    assert facts_of(venue) == [("aula", None, "")]


def test_a_room_in_use_is_not_removed_and_the_page_says_by_what(organiser: Browser) -> None:
    event = make_event("Lassen in XR", rounds=1)
    room = rooms.add(event.venue, name="lokaal 1", at=LONG_AGO)
    path = f"/organise/venues/{event.venue_id}/rooms/"

    organiser.post(f"{path}{room.id}/remove", page=path)

    page = words(organiser.get(path))
    assert "lokaal 1 wordt gebruikt door: Lassen in XR." in page
    assert [room.name for room in event.venue.rooms] == ["lokaal 1"]


def test_the_room_of_another_venue_is_no_page_here(organiser: Browser) -> None:
    here, there = make_venue("Hier"), make_venue("Daar")
    room = rooms.add(there, name="aula", at=LONG_AGO)
    path = f"/organise/venues/{here.id}/rooms/{room.id}"

    answers = [organiser.get(f"{path}/edit"), organiser.post(f"{path}/edit", TYPED, page="/"), organiser.post(f"{path}/remove", page="/")]

    assert ([answer.status_code for answer in answers], facts_of(there)) == ([404] * 3, [("aula", None, "")])


def test_a_workshop_is_offered_the_rooms_of_the_venue(organiser: Browser) -> None:
    event = make_draft(rounds=1)
    rooms.add(event.venue, name="lokaal 012", seats=24, equipment="digibord", at=LONG_AGO)
    rooms.add(make_venue("Elders"), name="kas", at=LONG_AGO)
    path = f"/organise/events/{event.slug}/"

    pages = [
        organiser.get(f"{path}{page}").text
        for page in (f"rounds/{event.rounds[0].id}/sessions/add", f"sessions/{event.rounds[0].sessions[0].id}/edit")
    ]

    assert ['<option value="lokaal 012">24 plaatsen digibord</option>' in page for page in pages] == [True, True]
    assert ['list="rooms"' in page and "kas" not in page for page in pages] == [True, True]


def test_the_list_asks_as_much_for_thirty_rooms_as_for_one(organiser: Browser) -> None:
    venue = make_venue()
    path, counts = f"/organise/venues/{venue.id}/rooms/", []
    for number in (1, 29):
        for _ in range(number):
            rooms.add(venue, name=f"lokaal {len(venue.rooms)}", at=LONG_AGO)
        db.session.commit()
        with statements() as sent:
            organiser.get(path)
        counts.append(len(sent))

    assert counts[0] == counts[1] == 3


@pytest.mark.parametrize("path", ["", "add"])
def test_rooms_are_for_organisers(browser: Browser, teacher: Browser, path: str) -> None:
    venue = make_venue()

    assert [visitor.get(f"/organise/venues/{venue.id}/rooms/{path}").status_code for visitor in (browser, teacher)] == [302, 403]
