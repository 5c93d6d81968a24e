"""Building the programme through its pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.events.models import Round, RoundKind, Session
from app.venues.models import Room
from tests.browsing import Browser, words
from tests.events.timetables import make_tech_days
from tests.factories import make_draft, make_event, make_person, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
WORKSHOP = {"title": "Lassen", "room": "012", "leader": "Ilse", "description": "Doen.", "seats": "6"}


def titles() -> list[str]:
    """The titles of all workshops."""
    return list(db.session.scalars(sa.select(Session.title).order_by(Session.id)))


def test_a_new_round_begins_where_the_last_one_ended(organiser: Browser) -> None:
    event = make_draft(rounds=1)

    page = organiser.get(f"/organise/events/{event.slug}/rounds/add").text

    assert [value in page for value in ('value="Ronde 2"', 'value="15:50"', 'value="17:30"')] == [True] * 3


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts": "14:59"}, "starts"),
        ({"ends": "17:31"}, "starts"),
        ({"starts": "15:49"}, "starts"),
        ({"ends": "16:00"}, "ends"),
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"starts": ""}, "starts"),
        ({"ends": "x"}, "ends"),
    ],
)
def test_a_round_that_does_not_fit_is_told_at_the_field(organiser: Browser, typed: dict[str, str], field: str) -> None:
    event = make_draft(rounds=1)

    answer = organiser.post(f"/organise/events/{event.slug}/rounds/add", {"title": "Ronde 2", "starts": "16:00", "ends": "17:00"} | typed)

    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (200, True)
    assert db.session.scalar(sa.select(sa.func.count(Round.id))) == 1


def test_rounds_are_changed_and_removed(organiser: Browser) -> None:
    event = make_draft(rounds=2)
    first, second = event.rounds
    path = f"/organise/events/{event.slug}/"

    organiser.post(f"{path}rounds/{first.id}/edit", {"title": "Eerst", "starts": "15:05", "ends": "15:45"})
    organiser.post(f"{path}rounds/{second.id}/remove", page=path)

    db.session.expire_all()
    assert [(round_.title, round_.ends_at - round_.starts_at) for round_ in event.rounds] == [("Eerst", timedelta(minutes=40))]
    assert titles() == ["Workshop 1A", "Workshop 1B"]


def test_workshops_are_added_changed_and_removed(organiser: Browser) -> None:
    event = make_draft(rounds=1)
    [round_] = event.rounds
    path = f"/organise/events/{event.slug}/"
    first, second = round_.sessions

    organiser.post(f"{path}rounds/{round_.id}/sessions/add", WORKSHOP)
    organiser.post(f"{path}sessions/{first.id}/edit", WORKSHOP | {"title": "Solderen"})
    organiser.post(f"{path}sessions/{second.id}/remove", page=path)

    assert titles() == ["Solderen", "Lassen"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title", ""), ("title", "x" * 121), ("room", "x" * 61), ("leader", "x" * 121), ("description", "x" * 601), ("seats", "0"), ("seats", "x")],
)
def test_a_workshop_that_does_not_fit_is_told_at_the_field(organiser: Browser, field: str, typed: str) -> None:
    event = make_draft(rounds=1)

    answer = organiser.post(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add", WORKSHOP | {field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text, len(titles())) == (200, True, 2)


@pytest.mark.parametrize("missing", ["room", "leader", "description"])
def test_what_may_be_left_out_of_a_workshop_may_be_missing(organiser: Browser, missing: str) -> None:
    event = make_draft(rounds=1)

    answer = organiser.post(
        f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add",
        {name: typed for name, typed in WORKSHOP.items() if name != missing},
    )

    assert answer.status_code == 302


def test_fewer_seats_than_taken_are_refused_with_the_number(organiser: Browser) -> None:
    event = make_event(rounds=1)
    for _ in range(2):
        register(event)
    session = event.rounds[0].sessions[0]

    answer = organiser.post(f"/organise/events/{event.slug}/sessions/{session.id}/edit", WORKSHOP | {"seats": "1"})

    db.session.expire_all()
    assert ("2 plaatsen" in words(answer), session.seats, session.title) == (True, 12, "Workshop 1A")


def test_nothing_is_removed_from_what_is_published(organiser: Browser) -> None:
    event = make_event(rounds=1)
    path = f"/organise/events/{event.slug}/"

    organiser.post(f"{path}rounds/{event.rounds[0].id}/remove", page=path)
    organiser.post(f"{path}sessions/{event.rounds[0].sessions[0].id}/remove", page=path)

    assert titles() == ["Workshop 1A", "Workshop 1B"]
    assert "/remove" not in organiser.get(path).text


@pytest.mark.parametrize("address", ["rounds/{round}/edit", "rounds/{round}/sessions/add", "sessions/{session}/edit"])
def test_rounds_and_workshops_are_found_inside_their_own_event_only(organiser: Browser, address: str) -> None:
    mine, other = make_draft(rounds=1), make_draft(rounds=1)
    numbers = {"round": other.rounds[0].id, "session": other.rounds[0].sessions[0].id}

    path = address.format(**numbers)
    found = [organiser.get(f"/organise/events/{event.slug}/{path}").status_code for event in (mine, other)]
    changed = organiser.post(f"/organise/events/{mine.slug}/{path}", WORKSHOP, page="/organise/venues/add").status_code

    assert (found, changed) == ([404, 200], 404)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
@pytest.mark.parametrize("address", ["rounds/{}/edit", "rounds/{}/sessions/add", "sessions/{}/edit"])
def test_numbers_that_do_not_exist_are_no_page(organiser: Browser, address: str, number: str) -> None:
    event = make_draft(rounds=1)

    assert organiser.get(f"/organise/events/{event.slug}/{address.format(number)}").status_code == 404


def test_the_programme_page_asks_as_much_whatever_there_is(organiser: Browser) -> None:
    paths = [f"/organise/events/{make_draft(rounds=rounds).slug}/" for rounds in (1, 2)]
    db.session.commit()
    counts = []
    for path in paths:
        with statements() as sent:
            organiser.get(path)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 9


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("break", ('value="Pauze"', 'value="15:50"', 'value="16:05"', '<option selected value="break">')),
        ("plenary", ('value="Afsluiting"', 'value="15:50"', 'value="16:05"', '<option selected value="plenary">')),
        ("open", ('value="Open voor iedereen"', 'value="15:50"', 'value="17:30"', '<option selected value="open">')),
        ("nonsense", ('value="Ronde 2"', 'value="15:50"', 'value="17:30"', '<option selected value="workshops">')),
    ],
)
def test_a_part_of_any_kind_starts_from_what_is_usual(organiser: Browser, kind: str, shown: tuple[str, ...]) -> None:
    event = make_draft(rounds=1)

    page = organiser.get(f"/organise/events/{event.slug}/rounds/add?kind={kind}").text

    assert [value for value in shown if value not in page] == []


def test_breaks_and_plenary_parts_are_added_and_shown(organiser: Browser) -> None:
    event = make_draft(rounds=1)
    path = f"/organise/events/{event.slug}/"

    organiser.post(
        f"{path}rounds/add?kind=break", {"title": "Soep", "starts": "15:50", "ends": "16:10", "place": "kantine", "notes": "Ook vegetarisch."}
    )
    organiser.post(f"{path}rounds/add", {"kind": "plenary", "title": "Opening", "starts": "16:10", "ends": "16:30", "place": "aula"})

    db.session.expire_all()
    assert [(round_.kind, round_.title, round_.place, round_.notes) for round_ in event.rounds[1:]] == [
        (RoundKind.BREAK, "Soep", "kantine", "Ook vegetarisch."),
        (RoundKind.PLENARY, "Opening", "aula", ""),
    ]
    page = organiser.get(path)
    assert ["Pauze kantine · Ook vegetarisch." in words(page), page.text.count("/sessions/add")] == [True, 1]


@pytest.mark.parametrize(("field", "typed"), [("place", "x" * 121), ("notes", "x" * 301), ("kind", "party"), ("place", "a\0b")])
def test_a_part_that_does_not_fit_is_told_at_the_field(organiser: Browser, field: str, typed: str) -> None:
    event = make_draft(rounds=1)
    facts = {"kind": "break", "title": "Soep", "starts": "15:50", "ends": "16:10"}

    answer = organiser.post(f"/organise/events/{event.slug}/rounds/add", facts | {field: typed})

    assert (answer.status_code, f'id="{field}-error"' in answer.text, len(event.rounds)) == (200, True, 1)


def test_a_workshop_goes_on_in_a_later_round(organiser: Browser) -> None:
    event = make_draft(rounds=2)
    first, second = event.rounds
    path = f"/organise/events/{event.slug}/"

    organiser.post(f"{path}sessions/{first.sessions[0].id}/edit", WORKSHOP | {"until": str(second.id), "equipment": "12 lasbrillen"})

    db.session.expire_all()
    session = first.sessions[0]
    assert (session.last_round, session.equipment) == (second, "12 lasbrillen")
    said = words(organiser.get(path))
    told = ("gaat door tot 16.50, in Ronde 2", "Apparatuur: 12 lasbrillen", "Lassen gaat door, vanuit Ronde 1")
    assert [part for part in told if part not in said] == []
    form = organiser.get(f"{path}sessions/{session.id}/edit").text
    assert [f'<option selected value="{second.id}">Ronde 2 (16.50)</option>' in form, 'value="12 lasbrillen"' in form] == [True, True]


def test_how_long_is_asked_only_where_there_are_later_rounds_of_workshops(organiser: Browser) -> None:
    event = make_draft(rounds=2)
    path = f"/organise/events/{event.slug}/rounds/"

    organiser.post(f"{path}add", {"kind": "break", "title": "Pauze", "starts": "15:50", "ends": "16:00"})
    pages = [organiser.get(f"{path}{round_.id}/sessions/add").text for round_ in event.rounds if round_.is_chosen_from]

    assert [('name="until"' in page, "Pauze" in page) for page in pages] == [(True, False), (False, False)]


@pytest.mark.parametrize("until", ["0", "999999", "x", "9" * 40])
def test_a_round_that_it_can_not_go_on_to_is_refused_at_the_field(organiser: Browser, until: str) -> None:
    event = make_draft(rounds=2)
    session = event.rounds[0].sessions[0]

    answer = organiser.post(f"/organise/events/{event.slug}/sessions/{session.id}/edit", WORKSHOP | {"until": until})

    db.session.expire_all()
    assert ('id="until-error"' in answer.text, session.until_round_id) == (until != "0", None)


@pytest.mark.parametrize(("room", "seats"), [("LOKAAL 1", 18), ("lokaal 2", 40), ("elders", 40), ("", 40)])
def test_without_a_number_a_workshop_has_the_seats_of_its_room_else_of_the_event(organiser: Browser, room: str, seats: int) -> None:
    event = make_draft(rounds=1)
    event.venue.rooms = [Room(name="Lokaal 1", seats=18), Room(name="Lokaal 2")]
    db.session.commit()

    organiser.post(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add", WORKSHOP | {"room": room, "seats": " "})

    assert db.session.scalars(sa.select(Session.seats).where(Session.title == "Lassen")).all() == [seats]


def test_who_leads_elsewhere_is_shown_and_stands_in_nobodys_way(organiser: Browser) -> None:
    make_person("Ilse Kok")
    event, other = make_draft(rounds=1), make_draft("Elders", rounds=1)

    for each in (event, other):
        path = f"/organise/events/{each.slug}/"
        organiser.post(f"{path}rounds/{each.rounds[0].id}/sessions/add", WORKSHOP | {"leader": "Ilse Kok", "title": each.title})

    assert "Ilse Kok leidt Elders, en op dat moment ook XR in de praktijk bij XR in de praktijk." in words(organiser.get(path))


def test_people_are_suggested_to_who_may_see_the_address_book(organiser: Browser) -> None:
    event = make_draft(rounds=1)

    page = organiser.get(f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/sessions/add").text

    assert 'data-person-search="/organise/people/search"' in page


def test_a_programme_of_five_hundred_workshops_asks_as_much_as_a_small_one_and_weighs_little(organiser: Browser) -> None:
    few, many = make_tech_days(waves=5, zone_count=3, workshops_each=2), make_tech_days(waves=15, zone_count=11, workshops_each=3)
    pages, counts = [], []
    for event in (few, many):
        db.session.commit()
        with statements() as sent:
            pages.append(organiser.get(f"/organise/events/{event.slug}/"))
        counts.append(len(sent))

    assert counts[0] == counts[1]
    assert (pages[1].text.count('<a href="sessions/'), len(pages[1].data) < 150_000) == (495, True)


def test_a_workshop_of_a_draft_is_removed_from_its_own_page(organiser: Browser) -> None:
    draft, public = make_draft(rounds=1), make_event("Lassen", rounds=1)
    pages = {event: f"/organise/events/{event.slug}/sessions/{event.rounds[0].sessions[0].id}" for event in (draft, public)}

    shown = [f'action="{page}/remove"' in organiser.get(f"{page}/edit").text for page in pages.values()]
    organiser.post(f"{pages[draft]}/remove", page=f"{pages[draft]}/edit")

    db.session.expire_all()
    assert shown == [True, False]
    assert [len(event.rounds[0].sessions) for event in (draft, public)] == [1, 2]
