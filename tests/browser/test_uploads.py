"""A picture and a file as an organiser's browser sends them: what is too large is told before it is sent, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.core.database import db
from tests.browser.conftest import DESK, PHONE, visit
from tests.browser.pages import Inspection
from tests.factories import make_draft
from tests.media.files import photo
from tests.media.sending import give_file
from tests.parts.server import Site

CHOOSE, SAVE = "input[type=file]", "main .form button.button-primary"


@pytest.fixture
def slug(demo: Site) -> str:
    """A draft with a file, and without a picture."""
    with demo.inside():
        event = make_draft(at=clock.now())
        give_file(event)
        db.session.commit()
        return event.slug


@pytest.fixture
def page(demo: Site, chromium: Browser) -> Iterator[Page]:
    """The browser of an organiser on a phone."""
    with visit(chromium, viewport=PHONE) as page:
        page.goto(f"{demo.url}/sign-in")
        page.click("button[name=as][value=organiser]")
        page.wait_for_url("**/me")
        yield page


def test_what_is_too_large_is_told_when_it_is_chosen_and_not_sent(demo: Site, page: Page, slug: str, tmp_path: Path) -> None:
    large, small = tmp_path / "groot.jpg", tmp_path / "klein.jpg"
    with large.open("wb") as file:
        file.truncate(15_000_001)
    small.write_bytes(photo(640, 360))
    sent: list[str] = []
    page.goto(f"{demo.url}/organise/events/{slug}/picture")
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)

    page.fill("[name=alt]", "Een hek")
    page.set_input_files(CHOOSE, large)
    expect(page.get_by_role("alert")).to_have_text("Dit bestand is te groot; er past hoogstens 15 MB.")
    page.click(SAVE)
    expect(page.locator(CHOOSE)).to_be_focused()
    refused = (list(sent), page.locator(CHOOSE).get_attribute("aria-invalid"), page.input_value("[name=alt]"))
    page.set_input_files(CHOOSE, small)
    page.click(SAVE)
    page.locator(".picture img").wait_for()

    assert refused == ([], "true", "Een hek")
    assert page.locator(".picture img").evaluate("image => image.decode().then(() => image.currentSrc.split('.').pop())") == "avif"


def test_the_pages_of_pictures_and_files_are_usable_by_everybody(demo: Site, page: Page, slug: str, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    page.goto(f"{demo.url}/organise/events/{slug}/attachments")
    inspection.look(page, "attachments.index")
    page.locator("main .rows a.button").first.click()
    inspection.look(page, "attachments.edit")
    page.goto(f"{demo.url}/organise/events/{slug}/attachments/add")
    page.click(SAVE)
    page.locator("[data-error-summary]").wait_for()
    inspection.look(page, "attachments.add")
    page.goto(f"{demo.url}/organise/events/{slug}/picture")
    page.click(SAVE)
    page.locator("[data-error-summary]").wait_for()
    inspection.look(page, "pictures.edit")
    inspection.check_markup()

    assert inspection.faults == []


def test_a_picture_moves_nothing_while_it_loads(demo: Site, chromium: Browser) -> None:
    with visit(chromium, viewport=DESK) as page:
        page.goto(f"{demo.url}/")
        page.get_by_role("link", name="XR-leren").first.click()
        page.locator(".event-picture img").evaluate("image => image.decode()")
        shifted = page.evaluate(
            "new Promise(done => new PerformanceObserver(list => done(list.getEntries().length)).observe({type: 'layout-shift', buffered: true})"
            " || setTimeout(() => done(0), 500))"
        )

        assert shifted == 0
