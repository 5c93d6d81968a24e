"""Building programmes in the timetable: by mouse, by keyboard, by touch, and without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page

from app.core.database import db
from app.events import queries, workshops
from app.events.models import Event, Session
from app.venues.models import Room
from tests.browser.conftest import DESK, PHONE, visit
from tests.events.timetables import everything, make_afternoon, make_tech_days, put
from tests.factories import LONG_AGO
from tests.parts.browser import violations
from tests.parts.server import Site

WAVES, ZONES, EACH = 15, 11, 3
TITLES = ("Hechten met een robot", "Prothese uit de printer", "Echo maken")


@contextmanager
def organising(site: Site, browser: Browser, slug: str, **options: object) -> Iterator[Page]:
    """The timetable of an event, opened by an organiser."""
    with visit(browser, **{"viewport": DESK} | options) as page:  # type: ignore[arg-type]
        page.goto(f"{site.url}/sign-in")
        page.locator("button[name=as][value=organiser]").click()
        page.wait_for_url("**/me")
        page.goto(f"{site.url}/organise/events/{slug}/timetable")
        yield page


@pytest.fixture
def afternoon(demo: Site) -> str:
    """A draft with three rounds, a break, two rooms and nothing to do yet."""
    with demo.inside():
        event = make_afternoon(rounds=3)
        event.venue.rooms = [Room(name="kas", seats=14), Room(name="lokaal 012", seats=24)]
        db.session.commit()
        return event.slug


def saved(site: Site, slug: str) -> list[tuple[str, str, str, int]]:
    """Round, title, place and seats of every workshop as it has been saved."""
    with site.inside():
        return everything(queries.event_or_404(slug))


def cell(page: Page, row: int, column: int) -> Locator:
    """The cell of a round, counted from 0, and a lane, counted from 0."""
    return page.locator("tr[data-round]").nth(row).locator("td").nth(column)


def fill_in(page: Page, **facts: str) -> None:
    """Type in the editor that is open, and be done with it."""
    for name, value in facts.items():
        page.locator(f".timetable-editor [name={name}]").fill(value)
    page.locator(".timetable-editor button[type=submit]").click()


def save(page: Page) -> None:
    with page.expect_response("**/timetable") as answer:
        page.locator("[data-do=save]").click()
    assert answer.value.status == 200
    page.locator("[data-for-changes]").wait_for(state="hidden")


def texts(of: Locator) -> list[str]:
    return of.locator("li b").all_text_contents()


def test_the_tech_3_daagse_is_built_by_mouse(demo: Site, chromium: Browser) -> None:
    with demo.inside():
        slug = make_tech_days(waves=WAVES, zone_count=ZONES).slug
        db.session.commit()
    with organising(demo, chromium, slug) as page:
        for title in TITLES:
            cell(page, 0, 0).locator("> a").click()
            fill_in(page, title=title, seats="30")
        for column in range(1, ZONES):
            page.locator("thead [data-do=fill-column]").first.click()
            page.locator("thead [data-do=fill-column]").nth(column).click()
        page.locator("[data-do=fill-row]").first.click()
        assert page.locator("[data-number]").text_content() == f"{WAVES * ZONES * EACH} wijzigingen"
        save(page)
        drag(page, cell(page, 14, 10).locator("li").first, cell(page, 14, 9))
        page.keyboard.down("Control")
        drag(page, cell(page, 13, 10).locator("li").first, cell(page, 13, 9))
        page.keyboard.up("Control")
        drag(page, cell(page, 10, 0).locator("li").first, cell(page, 11, 0), by_edge=True)
        assert [texts(cell(page, row, column)) for row, column in ((14, 10), (13, 10))] == [list(TITLES[1:]), list(TITLES)]
        save(page)
    rows = saved(demo, slug)
    assert (len(rows), len({(golf, zone) for golf, _title, zone, _seats in rows})) == (WAVES * ZONES * EACH + 1, WAVES * ZONES)
    with demo.inside():
        assert [session.stretch for session in workshops_that_go_on(slug)] == ["Golf 11 - Golf 12"]


def drag(page: Page, card: Locator, target: Locator, *, by_edge: bool = False) -> None:
    """Take a workshop by its middle, or by its lower edge, to another cell."""
    card.evaluate("card => card.scrollIntoView({block: 'center', inline: 'end', behavior: 'instant'})")
    box, there = card.bounding_box(), target.bounding_box()
    assert box
    assert there
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + (box["height"] - 3 if by_edge else 15))
    page.mouse.down()
    page.mouse.move(there["x"] + 30, there["y"] + 15, steps=4)
    page.mouse.up()


def workshops_that_go_on(slug: str) -> list[Session]:
    event = queries.event_or_404(slug)
    return [session for round_ in event.rounds for session in round_.sessions if session.until_round_id]


def test_an_afternoon_is_built_by_keyboard_alone(demo: Site, chromium: Browser, afternoon: str) -> None:
    with organising(demo, chromium, afternoon) as page:
        page.locator(".timetable-scroll").focus()
        type_in(page, "Tab", "Enter", "=Lassen", "Tab", "=Ilse Koopman", "Enter")
        type_in(page, "ArrowRight", "Enter", "=Solderen", "Enter", "Control+c", "ArrowDown", "ArrowDown", "Control+v", "Escape")
        type_in(page, "Shift+ArrowDown", "Control+x", "ArrowLeft", "Enter", "Delete", "Control+z")
        type_in(page, "End", "Enter", "=Drones", "Tab", "Tab", "=kantine", "Tab", "=20", "Enter", "Control+s")
        page.locator("[data-said]", has_text="Opgeslagen.").wait_for(state="attached")
        assert violations(page) == []
    assert saved(demo, afternoon) == [
        ("Ronde 1", "Lassen", "kas", 14),
        ("Ronde 1", "Solderen", "lokaal 012", 24),
        ("Ronde 2", "Solderen", "kas", 24),
        ("Ronde 2", "Drones", "kantine", 20),
    ]
    with demo.inside():
        assert [session.stretch for session in workshops_that_go_on(afternoon)] == ["Ronde 2 - Ronde 3"]


def type_in(page: Page, *keys: str) -> None:
    """Press keys; what begins with = is typed over what the field holds."""
    for key in keys:
        if key.startswith("="):
            page.keyboard.press("Control+a")
            page.keyboard.type(key[1:])
        else:
            page.keyboard.press(key)


def test_an_afternoon_is_built_on_a_phone(demo: Site, chromium: Browser, afternoon: str) -> None:
    with organising(demo, chromium, afternoon, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        cell(page, 0, 0).locator("> a").tap()
        fill_in(page, title="Lassen")
        cell(page, 0, 0).locator("li a").tap()
        page.locator("[data-for-chosen] [data-do=move]").tap()
        page.locator("[data-do=next-lane]").tap()
        cell(page, 1, 1).click(position={"x": 5, "y": 5})
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert violations(page) == []
        save(page)
    assert saved(demo, afternoon) == [("Ronde 2", "Lassen", "lokaal 012", 14)]


def test_a_small_programme_is_built_without_javascript(demo: Site, chromium: Browser, afternoon: str) -> None:
    with organising(demo, chromium, afternoon, viewport=PHONE, java_script_enabled=False) as page:
        cell(page, 0, 1).locator("a").click()
        page.fill("[name=title]", "Lassen")
        page.locator("main form button.button-primary").click()
        page.goto(f"{demo.url}/organise/events/{afternoon}/timetable")
        cell(page, 0, 1).locator("li a").click()
        page.fill("[name=title]", "Solderen")
        page.locator("main form button.button-primary").click()
    assert saved(demo, afternoon) == [("Ronde 1", "Solderen", "lokaal 012", 24)]


def test_the_second_of_two_organisers_sees_what_the_first_changed(demo: Site, chromium: Browser, afternoon: str) -> None:
    with demo.inside():
        rounds = [round_ for round_ in queries.event_or_404(afternoon).rounds if round_.is_chosen_from]
        session_id = put(rounds[0], "Lassen", room="kas", leader="Ilse · lasser").id
        db.session.commit()
    with organising(demo, chromium, afternoon, expecting="409") as page:
        cell(page, 0, 0).locator("li a").dblclick()
        assert page.input_value(".timetable-editor [name=leader]") == "Ilse · lasser"
        fill_in(page, title="Lassen met een bril")
        cell(page, 1, 1).locator("> a").click()
        fill_in(page, title="Drones")
        with demo.inside():
            other(afternoon, session_id)
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        assert page.locator("[data-number]").text_content() == "2 wijzigingen"
        with demo.inside():
            other(afternoon, session_id, seats=9)
        with page.expect_response("**/timetable") as answer:
            page.locator("[data-do=save]").click()
        assert answer.value.status == 409
        assert page.locator("[data-meanwhile]").is_visible()
        assert page.locator(".timetable-note").all_text_contents() == ["Intussen gewijzigd: plaatsen 9."]
        save(page)
        cell(page, 1, 1).locator("li a").dblclick()
        fill_in(page, title="Toch niet")
        page.reload()
        page.locator("[data-do=undo]").click()
        assert page.locator("[data-for-changes]").is_hidden()
    assert saved(demo, afternoon) == [("Ronde 1", "Lassen met een bril", "kas", 9), ("Ronde 2", "Drones", "lokaal 012", 24)]


def other(slug: str, session_id: int, *, seats: int = 10) -> None:
    """Somebody else gives a workshop other seats, in the plain form."""
    event: Event = queries.event_or_404(slug)
    session = queries.session_or_404(event, session_id)
    facts = {name: getattr(session, name) for name in ("title", "room", "leader", "description", "equipment")}
    workshops.edit(session, at=LONG_AGO, **facts | {"seats": seats})
    db.session.commit()
