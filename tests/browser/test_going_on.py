"""A workshop that goes on: building it with somebody from the address book, and choosing it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.core.database import db
from app.events.models import Event
from tests.browser.conftest import PHONE, visit
from tests.factories import make_draft, make_event, make_person
from tests.parts.browser import violations
from tests.parts.server import Site, flask, serve, settings


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation of our own."""
    folder = tmp_path_factory.mktemp("region")
    env = settings(f"sqlite:///{folder}/region.sqlite3", BASE_URL="http://127.0.0.1")
    flask("db", "upgrade", env=env)
    del env["BASE_URL"]
    with serve(env, log=folder / "gunicorn.log") as site:
        yield site


def with_long_workshop() -> Event:
    """An event in which Workshop 1B goes on in the second round."""
    event = make_event(starts_at=clock.now() + timedelta(hours=1), rounds=2)
    event.rounds[0].sessions[1].until_round = event.rounds[1]
    db.session.commit()
    return event


@pytest.fixture
def form(region: Site, chromium: Browser) -> Iterator[Page]:
    """The form of a stranger on a phone."""
    with region.inside():
        slug = with_long_workshop().slug
    with visit(chromium, viewport=PHONE) as page:
        page.goto(f"{region.url}/events/{slug}/register")
        yield page


def test_what_can_not_be_chosen_any_more_is_out_of_reach_at_once_and_comes_back(form: Page) -> None:
    second = form.locator("#session-2")
    cards = {name: second.get_by_label(name, exact=True) for name in ("Workshop 2A", "Workshop 2B", "Workshop 1B")}
    expect(cards["Workshop 1B"]).to_be_disabled()
    cards["Workshop 2B"].check()

    form.locator("#session-1").get_by_label("Workshop 1B", exact=True).check()

    expect(second.get_by_role("status")).to_have_text("Workshop 1B gaat hier door. In deze ronde hoef je niets te kiezen.")
    assert [card.is_disabled() for card in cards.values()] == [True, True, False]
    expect(cards["Workshop 1B"]).to_be_checked()
    assert violations(form) == []

    form.locator("#session-1").get_by_label("Workshop 1A", exact=True).check()

    assert [card.is_disabled() for card in cards.values()] == [False, False, True]
    expect(cards["Workshop 2B"]).to_be_checked()


def test_it_is_registered_with_one_tap(form: Page) -> None:
    form.fill("[name=email]", "jan@school.nl")
    form.fill("[name=name]", "Jan de Boer")
    form.fill("[name=school]", "Zuiderzee")
    form.select_option("[name=role]", "teacher")
    form.locator("#session-1").get_by_label("Workshop 1B", exact=True).check()
    form.get_by_role("button", name="Aanmelden").click()

    expect(form.locator(".ticket-choices li")).to_have_count(1)


def test_a_leader_is_found_in_the_address_book_with_the_keyboard(demo: Site, chromium: Browser) -> None:
    with demo.inside():
        make_person("Quirine Zuidema")
        slug = make_draft(rounds=1).slug
        db.session.commit()
    with visit(chromium, viewport=PHONE) as page:
        page.goto(f"{demo.url}/sign-in")
        page.click("button[name=as][value=organiser]")
        page.wait_for_url("**/me")
        page.goto(f"{demo.url}/organise/events/{slug}/")
        page.get_by_role("link", name="Workshop toevoegen").click()
        page.fill("[name=title]", "Lassen")
        page.locator("[name=leader]").press_sequentially("zuid")
        expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
        assert violations(page) == []
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("[name=leader]")).to_have_value("Quirine Zuidema")
        page.get_by_role("button", name="Opslaan").click()

        expect(page.get_by_role("cell", name="Quirine Zuidema")).to_be_visible()
