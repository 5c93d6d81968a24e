"""A viewer reads events and who was there, and is shown nothing that she may not do."""

import csv
import io
import re

import pytest
from flask import Flask

from app.people.models import Access
from app.people.permissions import ALLOWED, REQUIRES
from tests.browsing import Browser
from tests.factories import NOW, make_draft, make_event, make_person, register
from tests.world import World, make_world, routes

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def viewer(app: Flask) -> Browser:
    return Browser(app).sign_in(make_person("Willem de Graaf", access=Access.VIEWER))


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def pages(app: Flask, world: World) -> list[str]:
    """Every page that viewers may open and others may not."""
    allowed = ALLOWED[Access.VIEWER] - ALLOWED[Access.PARTICIPANT]
    rules = [rule for method, rule in routes(app) if method == "GET"]
    return [world.path(rule) for rule in rules if getattr(app.view_functions[rule.endpoint], REQUIRES, None) in allowed]


def test_these_are_the_pages_of_viewers(app: Flask, world: World) -> None:
    of_event = f"/organise/events/{world.event.slug}"

    planning = ["/", "/2026", "/2026/list", f"/days/{NOW.date()}"]
    assert sorted(pages(app, world)) == [
        "/organise/",
        *(of_event + part for part in ("/", "/attendance", "/attendance.csv", "/attendance/print", "/timetable")),
        "/organise/periods/2026",
        "/organise/programme-lines/",
        "/organise/programme-lines/2026",
        *(f"/organise/years{part}" for part in planning),
    ]


def test_nothing_leads_to_a_refusal_and_nothing_can_be_sent(app: Flask, world: World, viewer: Browser) -> None:
    make_draft("Concept", rounds=1)
    opened = [*pages(app, world), "/organise/?past=1", "/organise/events/concept-2026-11-26/"]

    found = {path: viewer.get(path).text for path in opened}

    forms = {path: [action for action in re.findall(r'<form[^>]*action="([^"]*)"', page) if action != "/language"] for path, page in found.items()}
    links = {link.partition("#")[0] for page in found.values() for link in re.findall(r'href="(/[^"]*)"', page)}
    assert {path: actions for path, actions in forms.items() if actions} == {}
    assert {link: viewer.get(link).status_code for link in links if viewer.get(link).status_code not in (200, 302)} == {}


def test_organisers_see_buttons_on_the_same_pages(app: Flask, world: World, organiser: Browser) -> None:
    page = organiser.get(f"/organise/events/{world.event.slug}/attendance").text

    assert "/present" in page
    assert "/organise/events/add" in organiser.get("/organise/").text


def test_an_empty_list_offers_a_viewer_nothing_to_make(viewer: Browser) -> None:
    assert "/organise/events/add" not in viewer.get("/organise/").text


def test_the_file_for_viewers_has_no_mail_addresses(app: Flask, viewer: Browser, organiser: Browser) -> None:
    event = make_event(rounds=1)
    register(event, make_person("Anna", email="anna@school.example"))

    def table(browser: Browser) -> list[list[str]]:
        body = browser.get(f"/organise/events/{event.slug}/attendance.csv").data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(body), delimiter=";"))

    assert [["anna@school.example" in row for row in table(browser)] for browser in (viewer, organiser)] == [[False, False], [False, True]]
    assert [len(row) for row in table(viewer)] == [6, 6]
