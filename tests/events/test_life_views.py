"""The buttons of an event's life: publishing later, calling off for the plan, the archive."""

from datetime import timedelta

import pytest
from flask import Flask
from time_machine import travel

from app.core.database import db
from app.events import archiving, operations
from app.events.models import Event, EventStatus
from tests.browsing import Browser, words
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, register

pytestmark = pytest.mark.usefixtures("today")


def at_home(event: Event) -> str:
    """Its page for organisers."""
    return f"/organise/events/{event.slug}/"


def test_a_moment_is_chosen_shown_and_taken_back(organiser: Browser) -> None:
    draft = make_draft()
    later = f"{at_home(draft)}publish-later"

    chosen = organiser.post(later, {"moment": "2026-11-25T18:00"})
    planned = words(organiser.get(at_home(draft)))
    shown = organiser.get(later).text
    listed = words(organiser.get("/organise/"))
    organiser.post(f"{at_home(draft)}stay-draft", page=later)

    assert (chosen.status_code, 'value="2026-11-25T18:00"' in shown, draft.publishes_at) == (302, True, None)
    assert "Het wordt vanzelf openbaar op wo 25 november 2026, 18.00." in planned
    assert ["Wordt vanzelf openbaar" in listed, "Concept" in listed, "Concept" in words(organiser.get("/organise/"))] == [True, False, True]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Vul dit in"),
        ("gisteren", ""),
        ("2026-11-25T11:00", "al voorbij"),
        ("2026-11-26T15:00", "dan al gesloten"),
        ("2026-03-29T02:30", "Deze tijd bestaat niet"),
        ("9999-12-31T23:59", ""),
        ("0001-01-01T00:00", ""),
        ("\0", ""),
    ],
)
def test_a_moment_that_does_not_fit_is_told_at_its_field_and_kept(organiser: Browser, typed: str, said: str) -> None:
    draft = make_draft()

    answer = organiser.post(f"{at_home(draft)}publish-later", {"moment": typed})

    assert (answer.status_code, 'id="moment-error"' in answer.text, said in words(answer)) == (200, True, True)
    assert (draft.publishes_at, typed in answer.text or typed == "\0") == (None, True)


def test_the_hour_that_comes_twice_means_the_first(organiser: Browser) -> None:
    draft = make_draft(starts_at=DAY + timedelta(days=365))
    page = f"{at_home(draft)}publish-later"

    organiser.post(page, {"moment": "2027-10-31T02:30"})
    hint = words(organiser.get(page))

    assert draft.publishes_at is not None
    assert f"{draft.publishes_at:%H:%M}" == "00:30"
    assert "dan is het eerste bedoeld" in hint


def test_what_is_public_can_not_become_so_later(organiser: Browser) -> None:
    event = make_event()
    later = f"{at_home(event)}publish-later"

    answers = [organiser.post(later, {"moment": "2026-11-25T18:00"}), organiser.post(f"{at_home(event)}stay-draft", page=later)]

    assert ([answer.status_code for answer in answers], "al openbaar" in words(answers[0])) == ([200, 302], True)
    assert (event.status, event.publishes_at) == (EventStatus.PUBLISHED, None)


@pytest.mark.parametrize(("ticked", "stays", "said"), [({"stays_in_plan": "y"}, True, "Afgelast, wel in plan"), ({}, False, "Afgelast")])
def test_calling_off_asks_whether_it_stays_in_the_plan(organiser: Browser, browser: Browser, ticked: dict[str, str], stays: bool, said: str) -> None:
    event = make_event("Lassen")
    asked = organiser.get(f"{at_home(event)}call-off").text

    organiser.post(f"{at_home(event)}call-off", {"reason": "Sneeuw"} | ticked)

    pages = [words(organiser.get(path)) for path in (at_home(event), "/organise/", "/organise/years/2026/list")]
    public = [words(browser.get(path)) for path in ("/", f"/events/{event.slug}")]
    assert ('name="stays_in_plan" type="checkbox" value="y"' in asked, "checked" in asked, event.stays_in_plan) == (True, True, stays)
    assert [(said in page, "wel in plan" in page) for page in pages] == [(True, stays)] * 3
    assert [("Afgelast" in page, "wel in plan" in page) for page in public] == [(True, False)] * 2
    assert "Sneeuw" in public[1]


def test_an_event_is_put_away_and_brought_back(organiser: Browser) -> None:
    event = make_event(rounds=1)
    operations.call_off(event, reason="Sneeuw", at=NOW)
    page = at_home(event)

    before = organiser.get(page).text
    organiser.post(f"{page}archive", page=page)
    away = organiser.get(page)
    refused = organiser.post(f"{page}edit", {"title": "Toch wel"})
    organiser.post(f"{page}bring-back", page=page)
    after = organiser.get(page).text

    buttons = [[f'action="{page}{name}"' in text for name in ("archive", "bring-back")] for text in (before, away.text, after)]
    assert buttons == [[True, False], [False, True], [True, False]]
    assert ("Gearchiveerd" in words(away), "rounds/" in away.text) == (True, False)
    assert (refused.status_code, event.title, event.archived_at) == (200, "XR in de praktijk", None)


def test_what_still_comes_is_not_put_away(organiser: Browser) -> None:
    event = make_event()

    answer = organiser.post(f"{at_home(event)}archive", page=at_home(event))

    assert (answer.status_code, "Alleen wat afgerond of afgelast is" in words(organiser.get(at_home(event))), event.archived_at) == (302, True, None)


def test_the_archive_asks_as_little_for_thirty_as_for_one(app: Flask, organiser: Browser) -> None:
    for number in range(60):
        event = make_event(f"Middag {number}", starts_at=DAY - timedelta(days=90 + number), at=LONG_AGO - timedelta(days=300))
        archiving.archive(event, at=NOW)
    db.session.commit()

    first, second = (organiser.get(f"/organise/?archived=1&page={page}").text for page in (1, 2))

    assert (first.count('class="when"'), second.count('class="when"'), "archived=1" in first) == (50, 10, True)


@pytest.mark.parametrize(
    ("days", "said"),
    [(-20, "Aanmelden kan vanaf zo 15 nov"), (-4, "nog 40 van 40 plaatsen"), (-1, "Aanmelding gesloten"), (0, "Bezig"), (1, "Afgerond")],
)
def test_the_agenda_says_where_an_event_is(browser: Browser, days: int, said: str) -> None:
    opens, closes = DAY - timedelta(days=11), DAY - timedelta(days=2)
    make_event("Lassen", registration_opens_at=opens, registration_closes_at=closes)

    with travel(DAY + timedelta(days=days), tick=False):
        page = words(browser.get("/?past=1" if days > 0 else "/"))

    every = ("Aanmelden kan vanaf zo 15 nov", "Aanmelding gesloten", "Bezig", "Afgerond")
    assert [word for word in every if word in page] == [word for word in every if word == said]
    assert said in page


def test_the_viewer_reads_what_becomes_of_a_draft_without_buttons(app: Flask, organiser: Browser) -> None:
    draft = make_draft()
    register(make_event("Iets anders"))
    organiser.post(f"{at_home(draft)}publish-later", {"moment": "2026-11-25T18:00"})

    page = organiser.get(at_home(draft)).text

    assert [f"{at_home(draft)}{name}" in page for name in ("publish", "publish-later", "stay-draft")] == [True] * 3
