"""Every page: usable by everybody (WCAG 2.2 AA), valid, from this host only, and usable without JavaScript."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, ViewportSize
from werkzeug.routing import MapAdapter

from app.core import clock
from app.core.database import db
from app.events.kinds import Kind
from app.events.models import Event, EventStatus, Stop, Zone
from app.media.models import Attachment
from app.people import imports
from app.people.models import ImportRow, ImportStatus
from app.people.verdicts import Verdict
from app.region.school_years import SchoolYear
from app.venues.models import Room
from tests.browser.conftest import DESK, PHONE, visit
from tests.browser.pages import NOT_PAGES, Inspection, endpoint_of
from tests.factories import make_draft, make_event, make_person, register
from tests.parts.server import Site

VISITOR = {
    "accounts.enter_code",
    "accounts.follow_link",
    "accounts.sign_in",
    "events.agenda",
    "events.programme",
    "events.show",
    "registrations.register",
    "registrations.sent",
    "statements.accessibility",
    "statements.privacy",
}
TEACHER = {
    "accounts.me",
    "accounts.sign_in_again",
    "passkeys.add",
    "privacy.data",
    "privacy.edit",
    "privacy.erase",
    "registrations.change",
    "registrations.ticket",
    "sessions.index",
}
ORGANISER = {
    "attachments.add",
    "attachments.edit",
    "attachments.index",
    "checkin.stations",
    "erasures.answer",
    "erasures.erase",
    "erasures.index",
    "events.add",
    "events.call_off",
    "events.copy",
    "events.edit",
    "events.organise",
    "itinerary.add",
    "itinerary.edit",
    "life.publish_later",
    "merges.choose",
    "merges.merge",
    "outbox.index",
    "outbox.show",
    "people.add",
    "people.edit",
    "people.index",
    "people.show",
    "people_imports.add",
    "people_imports.show",
    "pictures.edit",
    "periods.add",
    "periods.edit",
    "periods.index",
    "periods.take_over",
    "planner.day",
    "planner.index",
    "planner.move",
    "planner.show",
    "programme.add_round",
    "programme.add_session",
    "programme.edit_round",
    "programme.edit_session",
    "programme.show",
    "programme.timetable",
    "programme_lines.add",
    "programme_lines.edit",
    "programme_lines.index",
    "programme_lines.targets",
    "registrations.index",
    "reports.attendance",
    "reports.attendance_print",
    "rooms.add",
    "rooms.edit",
    "rooms.index",
    "schools.accept",
    "schools.add",
    "schools.edit",
    "schools.index",
    "schools.merge",
    "themes.edit",
    "themes.index",
    "themes.merge",
    "venues.add",
    "venues.edit",
    "venues.index",
    "zones.add",
    "zones.edit",
}

SCHOOL_CONTACT = {"own_school.add_person", "own_school.edit", "own_school.edit_person", "own_school.people", "own_school.show"}
ADMINISTRATOR = {"log.index", "rights.change", "rights.find", "rights.index", "settings.region", "settings.retention_times"}
VIEWER = {
    "events.organise",
    "periods.index",
    "planner.day",
    "planner.index",
    "planner.show",
    "programme.show",
    "programme.timetable",
    "programme_lines.index",
    "reports.attendance",
    "reports.attendance_print",
}


@pytest.fixture(scope="module")
def addresses(demo: Site) -> Iterator[MapAdapter]:
    """Which address belongs to which view."""
    with demo.inside() as app:
        yield app.url_map.bind("127.0.0.1")


def new_event(site: Site) -> str:
    """An afternoon in an hour that one can still register for; gives its slug."""
    with site.inside():
        event = make_event(rounds=1, starts_at=clock.now() + timedelta(hours=1))
        db.session.commit()
        return event.slug


def new_ticket(site: Site) -> str:
    """Somebody's registration that can still be changed; gives the token of its address."""
    with site.inside():
        registration = register(make_event(rounds=1, starts_at=clock.now() + timedelta(hours=1)), at=clock.now())
        db.session.commit()
        return registration.token


def this_year() -> str:
    """The school year it is, on the wall."""
    return f"/organise/years/{SchoolYear.of(clock.local_day(clock.now())).starts_in}"


def organisers_paths(site: Site) -> list[str]:
    """A draft, whose programme can be changed, and a published event, which has people; the rest is found by links."""
    with site.inside():
        stop, zone = db.session.scalars(sa.select(Stop)).first(), db.session.scalars(sa.select(Zone)).first()
        assert stop is not None
        assert zone is not None
        trip, hall = f"/organise/events/{stop.event.slug}/stops", f"/organise/events/{zone.event.slug}/zones"
        of_kinds = [f"{trip}/add", f"{trip}/{stop.id}/edit", f"{hall}/add", f"{hall}/{zone.id}/edit"]
        with_files = db.session.scalars(sa.select(Event.slug).join(Attachment, Attachment.event_id == Event.id)).first()
        draft = make_draft("Nog te plannen", rounds=1).slug
        namesake, other = make_person("Tom Visser", email="tom.visser@thuis.example"), make_person("Tom Visser")
        sent = imports.add(filename="mensen.csv", content=b"", by=None, at=clock.now())
        sent.status, doubt = ImportStatus.READY, [["same-name", namesake.email]]
        facts = {"name": "Tom Visser", "email": "t.visser@school.example"}
        db.session.add(ImportRow(import_id=sent.id, number=2, facts=facts, verdict=Verdict.DOUBTFUL.value, reasons=doubt))
        db.session.flush()
        rooms = f"/organise/venues/{db.session.scalars(sa.select(Room.venue_id)).first()}/rooms/"
        two = f"/organise/people/{namesake.id}/merge/{other.id}"
        db.session.commit()
    of_published = ("call-off", "registrations", "attendance", "attendance/print", "door")
    return [
        two,
        rooms,
        *of_kinds,
        *(f"/organise/events/{with_files}/{page}" for page in ("picture", "attachments")),
        this_year(),
        f"/organise/events/{draft}/",
        *(f"/organise/events/{new_event(site)}/{page}" for page in of_published),
        "/organise/",
    ]


def sign_in(page: Page, site: Site, part: str) -> None:
    page.goto(f"{site.url}/sign-in")
    page.click(f"button[name=as][value={part}]")
    page.wait_for_url("**/me")


def assert_sound(inspection: Inspection) -> None:
    inspection.check_markup()
    assert "\n".join(inspection.faults) == ""


def test_every_page_is_looked_at(addresses: MapAdapter) -> None:
    pages = {rule.endpoint for rule in addresses.map.iter_rules() if "GET" in (rule.methods or ())} - NOT_PAGES
    assert {"checkin.station"} | VISITOR | TEACHER | SCHOOL_CONTACT | ORGANISER | ADMINISTRATOR == pages


def test_pages_for_everybody(demo: Site, chromium: Browser, addresses: MapAdapter, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=PHONE) as page:
        inspection.crawl(page, addresses, [f"{demo.url}/events/{new_event(demo)}", f"{demo.url}/"])
        page.goto(f"{demo.url}/sign-in")
        page.fill("[name=email]", "nieuw@school.example")
        page.locator("main form button.button-primary").click()
        inspection.look(page, "accounts.enter_code")
        page.goto(demo.flask("organiser", "add", "tweede@school.example", "--name", "Tweede Organisator").strip())
        inspection.look(page, "accounts.follow_link")
        page.goto(f"{demo.url}/")
        page.locator("main a[href*='/events/']").first.click()
        page.goto(f"{page.url}/register/sent")
        inspection.look(page, "registrations.sent")
    assert_sound(inspection)
    assert inspection.seen == VISITOR


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_page_of_every_kind(demo: Site, chromium: Browser, tmp_path: Path, viewport: ViewportSize) -> None:
    inspection = Inspection(tmp_path)
    with demo.inside():
        coming = sa.select(Event.kind, Event.slug).where(Event.status != EventStatus.DRAFT, Event.starts_at > clock.now())
        slugs = {kind: slug for kind, slug in db.session.execute(coming.order_by(Event.starts_at))}  # noqa: C416 - the last one of each kind
        assert set(slugs) == set(Kind)
    with visit(chromium, viewport=viewport) as page:
        for slug in slugs.values():
            page.goto(f"{demo.url}/events/{slug}")
            for summary in page.locator("summary").all():
                summary.click()
            inspection.look(page, f"events.show-{slug}")
            page.goto(f"{demo.url}/events/{slug}/programme")
            inspection.look(page, f"events.programme-{slug}")
    assert_sound(inspection)


def test_the_address_of_an_event_is_copied(demo: Site, chromium: Browser) -> None:
    address = f"{demo.url}/events/{new_event(demo)}"
    with visit(chromium, viewport=DESK, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(address)
        page.locator("[data-copy]").click()
        page.locator("[data-share-status]", has_text="Gekopieerd").wait_for(state="attached")
        assert page.evaluate("navigator.clipboard.readText()") == page.input_value("[data-share-link]")


def test_on_a_phone_a_place_opens_in_its_own_map(demo: Site, chromium: Browser) -> None:
    address = f"{demo.url}/events/{new_event(demo)}"
    maps = []
    for agent in ("Mozilla/5.0 (Linux; Android 14; Pixel 8)", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "Mozilla/5.0 (X11; Linux)"):
        with visit(chromium, viewport=PHONE, user_agent=agent) as page:
            page.goto(address)
            maps.append(page.locator("[data-map]").get_attribute("href"))
    wanted = "Oeverweg%2012%2C%20Meerdam"
    assert maps == [f"geo:0,0?q={wanted}", f"maps://?q={wanted}", "https://www.openstreetmap.org/search?query=Oeverweg+12%2C+Meerdam"]


def test_pages_for_teachers(demo: Site, chromium: Browser, addresses: MapAdapter, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=PHONE) as page:
        sign_in(page, demo, "teacher")
        inspection.crawl(page, addresses, [f"{demo.url}/tickets/{new_ticket(demo)}", page.url])
        page.goto(f"{demo.url}/sign-in/again")
        inspection.look(page, "accounts.sign_in_again")
    assert_sound(inspection)
    assert inspection.seen >= TEACHER


def test_pages_for_organisers(demo: Site, chromium: Browser, addresses: MapAdapter, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=DESK) as page:
        sign_in(page, demo, "organiser")
        inspection.crawl(page, addresses, [demo.url + path for path in organisers_paths(demo)])
    assert_sound(inspection)
    assert inspection.seen >= ORGANISER


def test_pages_for_school_contacts(demo: Site, chromium: Browser, addresses: MapAdapter, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=PHONE) as page:
        sign_in(page, demo, "school-contact")
        inspection.crawl(page, addresses, [f"{demo.url}/school"])
    assert_sound(inspection)
    assert inspection.seen >= SCHOOL_CONTACT


def test_pages_for_administrators(demo: Site, chromium: Browser, addresses: MapAdapter, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=DESK) as page:
        sign_in(page, demo, "administrator")
        for path in ("rights/find?q=zandstra", "settings/region", "settings/retention", "log/", "rights/"):
            page.goto(f"{demo.url}/organise/{path}")
            inspection.look(page, endpoint_of(addresses, page.url))
        page.locator("main .row-actions a").first.click()
        page.locator("input[name=access]").first.wait_for()
        inspection.look(page, endpoint_of(addresses, page.url))
    assert_sound(inspection)
    assert inspection.seen >= ADMINISTRATOR


def test_no_link_or_button_of_a_viewer_leads_to_a_refusal(demo: Site, chromium: Browser, addresses: MapAdapter, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=PHONE) as page:
        sign_in(page, demo, "viewer")
        inspection.crawl(page, addresses, [f"{demo.url}/organise/?past=1", demo.url + this_year()])
        page.goto(f"{demo.url}/organise/")
        assert page.locator("main form").count() == 0
    assert_sound(inspection)
    assert inspection.seen >= VIEWER


def test_the_door(demo: Site, chromium: Browser, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    station = json.loads(demo.flask("door", "open", new_event(demo), "--json"))
    with visit(chromium, viewport=PHONE) as page:
        page.goto(station["link"])
        inspection.look(page, "checkin.pin")
        page.fill("[name=pin]", station["pin"])
        page.locator("main form button.button-primary").click()
        page.locator("video").wait_for(state="attached")
        inspection.look(page, "checkin.station")
    assert_sound(inspection)


def test_a_form_with_faults(demo: Site, chromium: Browser, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=PHONE) as page:
        page.goto(f"{demo.url}/events/{new_event(demo)}/register")
        page.fill("[name=name]", "Bram de Vries")
        page.locator("main form button.button-primary").click()
        page.locator("[data-error-summary]").wait_for()
        inspection.look(page, "registrations.register")
        assert page.input_value("[name=name]") == "Bram de Vries"
    assert_sound(inspection)


def test_an_address_that_leads_nowhere(demo: Site, chromium: Browser, tmp_path: Path) -> None:
    inspection = Inspection(tmp_path)
    with visit(chromium, viewport=PHONE, expecting="404") as page:
        page.goto(f"{demo.url}/events/bestaat-niet")
        inspection.look(page, "error")
    assert_sound(inspection)


def test_registering_without_javascript(demo: Site, chromium: Browser) -> None:
    slug = new_event(demo)
    with visit(chromium, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"{demo.url}/events/{slug}")
        page.locator("a[href$='/register']").first.click()
        for name, value in {"name": "Bram Zonder", "email": "zonder@school.example", "school": "Thamen"}.items():
            page.fill(f"[name={name}]", value)
        page.select_option("[name=role]", "teacher")
        page.locator("input[name=session-1]").first.check(force=True)
        page.locator("main form button.button-primary").click()
        page.wait_for_url("**/tickets/*")
        page.locator("form[action$='/withdraw'] button").click()
        assert page.locator("form[action$='/withdraw']").count() == 0
