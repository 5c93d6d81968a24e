"""The field that asks for a school, among more of them than a list holds."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.core.database import db
from app.schools.queries import MOST_OFFERED
from tests.browser.conftest import PHONE, visit
from tests.factories import make_event, make_school
from tests.parts.browser import violations
from tests.parts.server import Site, flask, serve, settings

SCHOOL = "[name=school]"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation with many schools."""
    folder = tmp_path_factory.mktemp("region")
    env = settings(f"sqlite:///{folder}/region.sqlite3", BASE_URL="http://127.0.0.1")
    flask("db", "upgrade", env=env)
    del env["BASE_URL"]
    with serve(env, log=folder / "gunicorn.log") as site:
        with site.inside():
            for number in range(MOST_OFFERED):
                make_school(f"School {number:02}", domains=["bestuur.nl"])
            make_school("Waterrand College", domains=["waterrand.nl"])
            make_school("Scholengemeenschap Waterkant", city="Vaarthuizen")
            db.session.commit()
        yield site


@pytest.fixture
def form(region: Site, chromium: Browser) -> Iterator[Page]:
    """The form of a stranger on a phone."""
    with region.inside():
        slug = make_event(starts_at=clock.now() + timedelta(hours=1)).slug
        db.session.commit()
    with visit(chromium, viewport=PHONE) as page:
        page.goto(f"{region.url}/events/{slug}/register")
        yield page


def test_schools_are_searched_and_chosen_with_the_keyboard(form: Page) -> None:
    form.locator(SCHOOL).press_sequentially("water")
    options = form.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(2)
    assert violations(form) == []

    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        form.keyboard.press(key)
    first = options.first
    expect(form.locator(SCHOOL)).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    expect(form.locator(SCHOOL)).to_have_attribute("aria-expanded", "true")
    form.keyboard.press("Enter")

    expect(form.locator(SCHOOL)).to_have_value("Waterrand College")
    expect(form.get_by_role("listbox")).to_be_hidden()


def test_schools_are_found_by_place_and_chosen_with_a_tap(form: Page) -> None:
    form.locator(SCHOOL).press_sequentially("vaarth")

    form.get_by_role("option", name="Waterkant").click()

    expect(form.locator(SCHOOL)).to_have_value("Scholengemeenschap Waterkant")


def test_any_other_name_can_be_typed(form: Page) -> None:
    form.locator(SCHOOL).press_sequentially("Zuiderzee")
    expect(form.get_by_text("Geen school gevonden")).to_be_attached()
    form.keyboard.press("Escape")
    form.keyboard.press("Tab")

    expect(form.locator(SCHOOL)).to_have_value("Zuiderzee")
    expect(form.get_by_role("listbox")).to_be_hidden()


def test_the_address_tells_the_school_and_is_not_sent(form: Page) -> None:
    asked: list[str] = []
    form.on("request", lambda request: asked.append(request.url))
    form.fill("[name=email]", "b.devries@Waterrand.nl")
    form.keyboard.press("Tab")

    expect(form.locator(SCHOOL)).to_have_value("Waterrand College")
    expect(form.get_by_text("Ingevuld op grond van je mailadres")).to_be_visible()
    assert [address for address in asked if "devries" in address] == []


def test_an_address_that_tells_no_school_leaves_the_field_as_it_is(form: Page) -> None:
    form.fill("[name=email]", "jan@bestuur.nl")
    with form.expect_response("**/schools/search*"):
        form.keyboard.press("Tab")
    expect(form.locator(SCHOOL)).to_have_value("")

    form.fill(SCHOOL, "Eigen keus")
    form.fill("[name=email]", "b.devries@waterrand.nl")
    form.keyboard.press("Tab")
    form.wait_for_timeout(300)
    expect(form.locator(SCHOOL)).to_have_value("Eigen keus")


def test_the_page_is_no_heavier_for_many_schools(form: Page) -> None:
    assert (form.locator("datalist").count(), len(form.content()) < 20_000) == (0, True)


def test_when_the_search_can_not_be_reached_any_name_will_do(form: Page) -> None:
    form.route("**/schools/search*", lambda route: route.fulfill(status=204))
    form.locator(SCHOOL).press_sequentially("water")
    form.keyboard.press("Tab")

    expect(form.locator(SCHOOL)).to_have_value("water")
