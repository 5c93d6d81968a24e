"""The next edition of an event."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.errors import DomainError
from app.events import copying
from app.events.models import EventStatus
from app.registrations.queries import for_event
from tests.browsing import Browser
from tests.factories import DAY, NOW, make_event, register


def test_the_next_edition_is_on_the_same_day_of_the_week(app: Flask) -> None:
    assert copying.next_edition(make_event()) == date(2027, 11, 25)


def test_programme_rooms_and_texts_are_copied_and_people_are_not(app: Flask) -> None:
    event = make_event("Lassen", rounds=2, description="Neem een bril mee.")
    register(event)

    made = copying.copy(event, title="Lassen 2", to=date(2027, 11, 25), at=NOW)

    assert (made.title, made.status, made.description, made.venue, made.capacity) == (
        "Lassen 2",
        EventStatus.DRAFT,
        event.description,
        event.venue,
        40,
    )
    assert (made.seats_taken, for_event(made), made.uid == event.uid, made.slug == event.slug) == (0, [], False, False)
    shape = [[(round_.title, [(s.title, s.room, s.seats, s.seats_taken) for s in round_.sessions]) for round_ in one.rounds] for one in (made, event)]
    assert [titles for titles, _sessions in shape[0]] == [titles for titles, _sessions in shape[1]]
    assert {taken for _title, sessions in shape[0] for *_rest, taken in sessions} == {0}
    assert [clock.local(round_.starts_at).time() for round_ in made.rounds] == [clock.local(round_.starts_at).time() for round_ in event.rounds]


def test_times_stay_on_the_clock_across_the_change_to_summer_time(app: Flask) -> None:
    made = copying.copy(make_event(rounds=1), title="x", to=date(2027, 4, 1), at=NOW)

    assert (clock.local(made.starts_at).hour, made.starts_at.hour) == (15, 13)


def test_an_hour_that_the_clock_skips_is_refused_at_the_day(app: Flask) -> None:
    event = make_event(starts_at=clock.instant_of(date(2027, 3, 27), clock.local(DAY).time().replace(hour=2, minute=30)))

    with pytest.raises(DomainError) as refusal:
        copying.copy(event, title="x", to=date(2027, 3, 28), at=NOW)

    assert refusal.value.field == "on"


@pytest.mark.usefixtures("today")
def test_an_organiser_copies_in_one_form(organiser: Browser) -> None:
    event = make_event("Lassen", rounds=1, starts_at=DAY - timedelta(days=30))

    answer = organiser.post(f"/organise/events/{event.slug}/copy", {"title": "Lassen", "on": "2027-10-28"})

    assert (answer.status_code, answer.location) == (302, "/organise/events/lassen-2027-10-28/")


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("facts", [{"title": "", "on": "2027-10-28"}, {"title": "x" * 121, "on": "2027-10-28"}, {"title": "x", "on": "28-10"}])
def test_poor_input_is_refused_and_kept(organiser: Browser, facts: dict[str, str]) -> None:
    event = make_event("Lassen")

    answer = organiser.post(f"/organise/events/{event.slug}/copy", facts)

    assert (answer.status_code, f'value="{facts["on"]}"' in answer.text) == (200, True)
