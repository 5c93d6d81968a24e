"""Story A: an organiser plans the year, with a mouse, with a keyboard, and without JavaScript."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.core.database import db
from app.events.models import Event, EventStatus
from app.planning.models import Period, PeriodKind
from app.region.school_years import SchoolYear
from app.schools.models import School
from tests.browser.conftest import DESK, visit
from tests.browser.test_pages import sign_in
from tests.factories import make_event, register
from tests.observing import mails
from tests.parts.server import Site

TUESDAY, WEEK = 1, timedelta(weeks=1)


@dataclass(frozen=True)
class Plans:
    """Last year's afternoon, and a Tuesday after the summer on which one school has a study day."""

    slug: str
    title: str
    day: date

    @property
    def wall(self) -> str:
        return f"/organise/years/{SchoolYear.of(self.day).starts_in}"


@pytest.fixture
def plans(demo: Site) -> Plans:
    """A school year of which nothing has been planned yet, but by one school."""
    year = SchoolYear(SchoolYear.of(clock.local_day(clock.now())).starts_in + 1)
    day = next(day for day in (date(year.starts_in, 9, number) for number in range(14, 21)) if day.weekday() == TUESDAY)
    with demo.inside():
        school = db.session.scalars(sa.select(School).where(School.short_name == "De Kade")).one()
        db.session.add(Period(kind=PeriodKind.HOLIDAY, title="Studiedag", starts_on=day, ends_on=day, school_id=school.id))
        event = make_event("Lassen met een bril op", rounds=2, starts_at=clock.now() - timedelta(days=300))
        db.session.commit()
        return Plans(event.slug, event.title, day)


@pytest.fixture
def organiser(demo: Site, chromium: Browser) -> Iterator[Page]:
    with visit(chromium, viewport=DESK) as page:
        sign_in(page, demo, "organiser")
        yield page


def draft_of(plans: Plans) -> Event:
    """The copy, not yet published."""
    return db.session.scalars(sa.select(Event).where(Event.title == plans.title, Event.status == EventStatus.DRAFT)).one()


def move_here(page: Page, day: date) -> None:
    """Press the button of the page that looks at this day."""
    expect(page).to_have_url(re.compile(rf"/move\?on={day}$"))
    page.get_by_role("button", name="Verplaats naar").click()
    expect(page).to_have_url(re.compile(rf"#day-{day}$"))


def test_an_organiser_plans_the_year(demo: Site, organiser: Page, plans: Plans, chromium: Browser) -> None:
    page, day = organiser, plans.day

    page.goto(f"{demo.url}/organise/events/{plans.slug}/copy")
    page.get_by_label("Dag", exact=True).fill(str(day))
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("Ronde 2").first).to_be_visible()

    page.goto(f"{demo.url}{plans.wall}")
    page.locator(f"#day-{day} > a").first.click()
    expect(page.get_by_text("De Kade is vrij: Studiedag.")).to_be_visible()
    expect(page.get_by_text(f"Dezelfde dag als {plans.title}.")).to_be_visible()
    expect(page.locator(".nearest a")).to_have_count(3)

    page.goto(f"{demo.url}{plans.wall}")  # by mouse: to Thursday
    page.locator(f"#day-{day} .wall-event").drag_to(page.locator(f"#day-{day + timedelta(days=2)}"))
    move_here(page, day + timedelta(days=2))

    page.locator(f"#day-{day + timedelta(days=2)} .wall-event").focus()  # by keyboard: to Tuesday of the next week, then back
    for key in ("Enter", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator(f"#day-{day + WEEK} > a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#day-{day + timedelta(days=2)} .wall-event")).to_be_focused()
    for key in ("Space", "ArrowDown", "ArrowLeft", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    move_here(page, day + WEEK)

    with visit(chromium, viewport=DESK, java_script_enabled=False, storage_state=page.context.storage_state()) as plain:
        plain.goto(f"{demo.url}/organise/years/days/{day + WEEK}")  # without JavaScript: from the day to the page that moves
        plain.get_by_role("link", name="Andere dag").click()
        plain.get_by_label("Bekijk deze dag").fill(str(day + 2 * WEEK))
        plain.get_by_role("button", name="Bekijk", exact=True).click()
        move_here(plain, day + 2 * WEEK)

    with demo.inside():
        assert clock.local_day(draft_of(plans).starts_at) == day + 2 * WEEK


def test_publishing_sends_nothing_and_moving_tells_everybody_once(demo: Site, organiser: Page, plans: Plans) -> None:
    page, to = organiser, plans.day + WEEK
    page.goto(f"{demo.url}/organise/events/{plans.slug}/copy")
    page.get_by_label("Titel").fill("Vieren dat het af is")
    page.get_by_label("Dag", exact=True).fill(str(plans.day))
    page.locator("main form button[type=submit]").last.click()
    with demo.inside():
        before = mails()

    page.get_by_role("button", name="Publiceren", exact=True).click()
    expect(page.get_by_text("er is niemand gemaild")).to_be_visible()
    with demo.inside():
        event = db.session.scalars(sa.select(Event).where(Event.title == "Vieren dat het af is")).one()
        assert (event.status, mails()) == (EventStatus.PUBLISHED, before)
        people = [register(event, at=clock.now()).person.email for _ in range(2)]
        slug = event.slug
        db.session.commit()
        before = mails()

    page.goto(f"{demo.url}/organise/years/events/{slug}/move?on={to}")
    expect(page.get_by_text("2 mensen krijgen een mail.")).to_be_visible()
    move_here(page, to)

    with demo.inside():
        assert sorted(mails()[len(before) :]) == sorted(("moved", email) for email in people)
