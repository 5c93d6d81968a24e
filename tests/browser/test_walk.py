"""The whole story on real parts: plan an afternoon, register, get a ticket by mail, withdraw, be promoted."""

import io
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import icalendar
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from app.core.clock import AMSTERDAM
from tests.browser.conftest import DESK, PHONE, Town, visit
from tests.parts.smtp import link, parts, text

ORGANISER = "organisator@school.example"
DAY = date.today() + timedelta(days=30)  # noqa: DTZ011 - a day well ahead, wherever this runs


def send(page: Page) -> None:
    """Press the one button of the form that the page is about."""
    page.locator("main form button.button-primary").click()


def sign_in_by_mail(page: Page, town: Town, email: str) -> None:
    town.postbox.clear()
    page.goto(f"{town.url}/sign-in")
    page.fill("[name=email]", email)
    send(page)
    [mail] = town.postbox.wait_for(to=email)
    page.goto(link(mail, "/sign-in/"))
    send(page)
    page.wait_for_url("**/me")


def add_venue(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/organise/venues/add")
    for name, value in {"name": "Waterrand College", "address": "Oeverweg 12", "city": "Meerdam"}.items():
        page.fill(f"[name={name}]", value)
    send(page)


def plan_afternoon(page: Page, town: Town, title: str, *, seats: int) -> str:
    """Make an afternoon with two rounds of two workshops and publish it; give its address."""
    page.goto(f"{town.url}/organise/events/add")
    facts = {"title": title, "theme": "XR", "summary": "Leren met een bril op.", "description": "Neem je **eigen telefoon** mee."}
    times = {"on": f"{DAY}", "doors_open": "14:30", "starts": "15:00", "ends": "17:30"}
    for name, value in {**facts, **times, "capacity": str(seats)}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=venue]", index=0)
    send(page)
    programme = page.url
    for title_of_round, starts, ends in (("Ronde 1", "15:15", "16:05"), ("Ronde 2", "16:30", "17:20")):
        add_round(page, programme, title_of_round, starts, ends)
    page.goto(programme)
    page.locator("form[action$='/publish'] button").click()
    return f"{town.url}/events/{urlsplit(programme).path.rstrip('/').split('/')[-1]}"


def add_round(page: Page, programme: str, title: str, starts: str, ends: str) -> None:
    page.goto(f"{programme.rstrip('/')}/rounds/add")
    for name, value in {"title": title, "starts": starts, "ends": ends}.items():
        page.fill(f"[name={name}]", value)
    send(page)
    addresses = page.locator("a[href$='/sessions/add']").evaluate_all("links => links.map(link => link.href)")
    for workshop in ("VR in de zorg", "Robots in de kas"):
        page.goto(addresses[-1])
        for name, value in {"title": f"{workshop} ({title})", "room": "lokaal 012", "leader": "Sanne de Wit", "seats": "6"}.items():
            page.fill(f"[name={name}]", value)
        send(page)


def register(page: Page, address: str, name: str, email: str) -> None:
    """Register in a browser that nobody has signed in with."""
    page.goto(address)
    page.locator("a[href$='/register']").first.click()
    for field, value in {"name": name, "email": email, "school": "Thamen"}.items():
        page.fill(f"[name={field}]", value)
    page.select_option("[name=role]", "teacher")
    for field in ("session-1", "session-2"):
        page.locator(f"input[name='{field}']").first.check(force=True)
    send(page)


def qr_of(mail: EmailMessage) -> str:
    [picture] = parts(mail, "image/png")
    content = picture.get_content()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)).convert("L"))
    return str(found.text)


def event_of(mail: EmailMessage) -> icalendar.Event:
    [file] = parts(mail, "text/calendar")
    content = file.get_content()
    calendar = icalendar.Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_an_afternoon_from_the_plan_to_the_waiting_list(town: Town, chromium: Browser) -> None:
    first, second = "eerste@school.example", "tweede@school.example"
    with visit(chromium, viewport=DESK) as page:
        town.site.flask("organiser", "add", ORGANISER, "--name", "Marijke Zandstra")
        sign_in_by_mail(page, town, ORGANISER)
        add_venue(page, town)
        address = plan_afternoon(page, town, "Leren met XR", seats=1)
    town.postbox.clear()

    with visit(chromium, viewport=PHONE) as page:
        register(page, address, "Eva Eerste", first)
    with visit(chromium, viewport=PHONE) as page:
        register(page, address, "Theo Tweede", second)
    [ticket], [waiting] = town.postbox.wait_for(to=first), town.postbox.wait_for(to=second)
    assert qr_of(ticket).startswith("IL")
    assert len(qr_of(ticket)) == 28
    assert event_of(ticket).start == datetime.combine(DAY, time(15), tzinfo=AMSTERDAM)
    assert parts(waiting, "image/png") == []

    with visit(chromium, viewport=PHONE) as page:
        page.goto(link(ticket, "/tickets/"))
        page.locator("form[action$='/withdraw'] button").click()
    withdrawn, promoted = town.postbox.wait_for(2, to=first)[1], town.postbox.wait_for(2, to=second)[1]
    assert link(promoted, "/tickets/") == link(waiting, "/tickets/")
    assert qr_of(promoted) != qr_of(ticket)
    assert "Leren met XR" in text(withdrawn)
