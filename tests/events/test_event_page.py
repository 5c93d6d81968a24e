"""The page of an event, kind by kind, and its programme on paper."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.events import operations as events
from app.events import rounds, stops, workshops, zones
from app.events.kinds import Kind
from app.events.models import Event, RoundKind, StopKind
from app.people.models import Access
from app.venues import operations as venues
from tests.browsing import Browser, words
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, make_person, make_school, plan
from tests.media.sending import give_picture, picture_path
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")
ARRIVAL: dict[str, Any] = {
    "by_public_transport": "Bus **142** stopt voor de deur.",
    "by_bike": "De stalling is links.",
    "by_car": "",
    "arrival_notes": "Meld je bij de balie.",
    "accessibility": "Er is een lift.",
}


def afternoon() -> Event:
    """Two rounds with a workshop through both, a break between them and drinks at the end."""
    event = make_draft(rounds=2)
    workshops.edit(event.rounds[0].sessions[1], title="Bouw een lesbot", room="lokaal 1", seats=12, until_round_id=event.rounds[1].id, at=LONG_AGO)
    for title, minutes in (("Pauze", 50), ("Borrel", 130)):
        starts_at = DAY + timedelta(minutes=minutes)
        rounds.add(
            event, kind=RoundKind.BREAK, title=title, place="kantine", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10), at=LONG_AGO
        )
    events.publish(event, at=LONG_AGO)
    return event


def hall(title: str = "Tech 3-Daagse", *, waves: int = 2, workshops_per_zone: int = 1, zones_: int = 1) -> Event:
    """A published Tech 3-Daagse with waves on its first day, hosted by as many companies as there are zones."""
    event = events.add(plan(title, hours=54), kind=Kind.TECH_DAYS, at=LONG_AGO)
    made = [
        (zones.add(event, title=f"Hoek {number}", description="", at=LONG_AGO), make_school(f"{title}: bedrijf {number}")) for number in range(zones_)
    ]
    for number in range(waves):
        starts_at = DAY + timedelta(minutes=20 * number)
        wave = rounds.add(event, title=f"Golf {number + 1}", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=15), at=LONG_AGO)
        for zone, host in made:
            for each in range(workshops_per_zone):
                facts: dict[str, Any] = {"room": "", "leader": "", "description": "", "seats": 30, "zone_id": zone.id, "host_id": host.id}
                workshops.add(wave, title=f"{zone.title}, workshop {each}", **facts, at=LONG_AGO)
    evening = DAY + timedelta(hours=28)
    rounds.add(event, kind=RoundKind.OPEN, title="Open avond", starts_at=evening, ends_at=evening + timedelta(hours=2), at=LONG_AGO)
    events.publish(event, at=LONG_AGO)
    return event


def trip() -> Event:
    """A published trip with one stop."""
    event = events.add(plan("Studiereis", hours=54), kind=Kind.STUDY_TRIP, at=LONG_AGO)
    stops.add(event, kind=StopKind.PICK_UP, title="Bij het station", address="Stationsplein 1, Meerdam", starts_at=DAY, at=LONG_AGO)
    stops.add(event, kind=StopKind.VISIT, title="Staalfabriek", address="Werkstr. 1, Emden", starts_at=DAY + timedelta(hours=20), at=LONG_AGO)
    events.publish(event, at=LONG_AGO)
    return event


def in_order(text: str, *wanted: str) -> bool:
    """Whether these stand in the text in this order."""
    return re.search(".*".join(map(re.escape, wanted)), text) is not None


def data_of(page: str) -> dict[str, Any]:
    """The JSON-LD of a page."""
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    read: dict[str, Any] = json.loads(found)
    return read


def meta_of(page: str) -> dict[str, str]:
    """The description, the Open Graph properties and the robots of a page."""
    return {
        name: html.unescape(content)
        for name, content in re.findall(r'<meta (?:name|property)="(og:\w+|description|robots)" content="([^"]*)">', page)
    }


def test_an_afternoon_is_told_in_the_order_of_time(browser: Browser) -> None:
    said = words(browser.get(f"/events/{afternoon().slug}"))

    assert in_order(
        said, "15.00-15.50 Ronde 1", "Bouw een lesbot", "Ronde 1 en Ronde 2, 15.00-16.50", "15.50-16.00 Pauze", "Ronde 2", "17.10-17.20 Borrel"
    )
    assert said.count("Bouw een lesbot") == 1


def test_a_hall_is_told_by_day_and_by_zone(browser: Browser) -> None:
    said = words(browser.get(f"/events/{hall().slug}"))

    assert in_order(
        said, "do 26 november 2026", "15.00-15.15 Golf 1", "Golf 2", "vr 27 november 2026", "19.00-21.00 Open avond", "aanmelden hoeft niet"
    )
    assert in_order(said, "Hoek 0 door Tech 3-Daagse: bedrijf 0", "Hoek 0, workshop 0")
    assert said.count("Hoek 0, workshop 0") == 1


def test_a_trip_says_first_where_one_gets_on(browser: Browser) -> None:
    answer = browser.get(f"/events/{trip().slug}")

    assert in_order(words(answer), "Opstapplaats 15.00 Bij het station Stationsplein 1, Meerdam", "Waar het begint", "Dag 1", "Dag 2", "Staalfabriek")
    assert answer.text.count('href="https://www.openstreetmap.org/search?query=Werkstr.+1%2C+Emden" rel="noopener noreferrer"') == 1


@pytest.mark.parametrize("kind", [Kind.COMPANY_VISIT, Kind.GUEST_LESSON])
def test_a_visit_says_whom_one_visits_and_where(browser: Browser, kind: Kind) -> None:
    event = events.add(plan(), kind=kind, at=LONG_AGO)
    event.host = make_school("Staal & Zn", city="Veenwijk")
    events.publish(event, at=LONG_AGO)

    said = words(browser.get(f"/events/{event.slug}"))

    assert in_order(said, "Waterrand College Oeverweg 12 Meerdam", "Staal & Zn, Veenwijk")


def test_how_to_get_there_is_told_per_way_and_what_is_not_known_is_left_out(browser: Browser) -> None:
    event = make_event()
    venues.edit(event.venue, at=NOW, **ARRIVAL)

    answer = browser.get(f"/events/{event.slug}")

    said = words(answer)
    assert in_order(
        said,
        "Hoe kom je er",
        "Meld je bij de balie.",
        "Met het openbaar vervoer",
        "Bus 142 stopt",
        "Met de fiets",
        "Toegankelijkheid",
        "Er is een lift.",
    )
    assert ("Met de auto" in said, "<strong>142</strong>" in answer.text) == (False, True)


def test_nothing_is_said_about_a_way_that_nobody_described(browser: Browser) -> None:
    assert "Hoe kom je er" not in words(browser.get(f"/events/{make_event().slug}"))


def test_the_page_tells_other_programs_what_it_is(browser: Browser) -> None:
    event = make_event("Lassen & meer")
    address = f"https://inloop.test/events/{event.slug}"

    page = browser.get(f"/events/{event.slug}").text

    assert meta_of(page) == {
        "description": "Een middag met brillen.",
        "og:title": "Lassen & meer",
        "og:description": "Een middag met brillen.",
        "og:url": address,
        "og:type": "website",
        "og:site_name": "Inloop",
        "og:locale": "nl_NL",
    } | {name: value for name, value in meta_of(page).items() if name == "og:site_name"}
    assert f'<link rel="canonical" href="{address}">' in page
    assert (data_of(page)["name"], data_of(page)["@id"]) == ("Lassen & meer", address)


def test_a_picture_is_shown_by_other_programs_too(browser: Browser) -> None:
    event = make_event()
    picture = give_picture(event)
    address = f"https://inloop.test{picture_path(event, picture)}"

    page = browser.get(f"/events/{event.slug}").text

    assert (meta_of(page)["og:image"], data_of(page)["image"]) == (address, address)
    assert '<meta property="og:image:alt" content="Twee leerlingen lassen een hek.">' in page
    assert browser.get(address.removeprefix("https://inloop.test")).content_type == "image/jpeg"


def test_without_a_summary_the_description_says_what_when_and_where(browser: Browser) -> None:
    event = make_event()
    event.summary = ""

    assert meta_of(browser.get(f"/events/{event.slug}").text)["description"] == "Studiemiddag, do 26 november 2026, Waterrand College"


def test_what_somebody_typed_does_not_end_the_data(browser: Browser) -> None:
    title = "</script><script>alert(1)</script><!--"
    event = make_event(title)

    page = browser.get(f"/events/{event.slug}").text

    assert (data_of(page)["name"], "<script>alert" in page, "<!--" in page) == (title, False, False)


def test_the_address_can_be_selected_mailed_and_sent(browser: Browser) -> None:
    event = make_event("Lassen & meer")
    address = f"https://inloop.test/events/{event.slug}"

    page = html.unescape(browser.get(f"/events/{event.slug}").text)

    encoded = address.replace(":", "%3A").replace("/", "%2F")
    assert f'value="{address}"' in page
    assert f'href="mailto:?subject=Lassen%20%26%20meer&body=Lassen%20%26%20meer%20{encoded}"' in page
    assert f'href="https://wa.me/?text=Lassen%20%26%20meer%20{encoded}"' in page


def test_the_programme_on_paper_is_a_list_in_the_order_of_time(browser: Browser) -> None:
    said = words(browser.get(f"/events/{afternoon().slug}/programme"))

    assert in_order(
        said,
        *("14.30 Inloop", "15.00 -15.50 Ronde 1", "Workshop 1A lokaal 1", "Bouw een lesbot lokaal 1 tot 16.50"),
        *("15.50 -16.00 Pauze kantine", "16.00 -16.50 Ronde 2", "Bouw een lesbot lokaal 1 gaat door, begonnen om 15.00"),
        *("17.10 -17.20 Borrel", "17.30 Einde"),
    )


def test_the_programme_of_a_hall_names_every_workshop_in_its_wave_and_zone(browser: Browser) -> None:
    said = words(browser.get(f"/events/{hall(zones_=2).slug}/programme"))

    wave = ("Hoek 0 Tech 3-Daagse: bedrijf 0", "Hoek 0, workshop 0", "Hoek 1 Tech 3-Daagse: bedrijf 1", "Hoek 1, workshop 0")
    assert in_order(said, "Golf 1", *wave, "Golf 2", *wave, "vr 27 november 2026", "Open avond")


def test_the_programme_of_a_trip_goes_from_stop_to_stop(browser: Browser) -> None:
    said = words(browser.get(f"/events/{trip().slug}/programme"))

    assert in_order(said, "Dag 1, do 26 november 2026", "15.00 Bij het station", "Dag 2", "11.00 Staalfabriek", "Werkstr. 1, Emden", "Dag 3")


def test_an_event_without_a_programme_has_a_page_for_paper_all_the_same(browser: Browser) -> None:
    answer = browser.get(f"/events/{make_event().slug}/programme")

    assert (answer.status_code, "15.00-17.30 uur" in words(answer)) == (200, True)


def test_the_programme_of_what_is_called_off_says_so(browser: Browser) -> None:
    event = afternoon()
    events.call_off(event, reason="Sneeuw", at=NOW)

    assert in_order(words(browser.get(f"/events/{event.slug}/programme")), "Afgelast", "Sneeuw")


def test_the_programme_of_a_draft_is_the_organisers(app: Flask, browser: Browser, teacher: Browser, organiser: Browser) -> None:
    path = f"/events/{make_draft('Geheime middag', rounds=1).slug}/programme"
    viewer = Browser(app).sign_in(make_person("Willem", access=Access.VIEWER))

    answers = [visitor.get(path) for visitor in (browser, teacher, viewer, organiser)]

    assert [answer.status_code for answer in answers] == [404, 404, 200, 200]
    assert meta_of(answers[-1].text)["robots"] == "noindex"


@pytest.mark.parametrize("page", ["", "/programme"])
def test_five_hundred_workshops_ask_no_more_of_the_database_than_two(browser: Browser, page: str) -> None:
    small, large = hall("Klein"), hall("Groot", waves=3, zones_=5, workshops_per_zone=3)
    counts = []
    db.session.commit()

    for event in (small, large):
        path = f"/events/{event.slug}{page}"
        with statements() as sent:
            assert browser.get(path).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= (8 if page == "" else 4)
