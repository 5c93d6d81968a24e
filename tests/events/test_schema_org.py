"""What search engines read about an event."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core.database import db
from app.events import operations as events
from app.events import rounds, schema_org, workshops, zones
from app.events.kinds import Kind
from app.events.models import Event, RoundKind
from app.region import themes
from app.region.models import Theme
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, make_school, make_venue, plan, register

HERE = "https://inloop.test/events/xr-in-de-praktijk-2026-11-26"


def described(event: Event) -> dict[str, object]:
    return dict(schema_org.described(event, organiser="STO Plassenland", at=NOW))


def test_everything_that_is_known_is_said(app: Flask) -> None:
    event = make_event(seats=12)
    register(event)
    event.theme = db.session.get_one(Theme, themes.find_or_add("XR"))

    assert described(event) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": HERE,
        "url": HERE,
        "name": "XR in de praktijk",
        "description": "Een middag met brillen.",
        "inLanguage": "nl",
        "keywords": "XR",
        "startDate": "2026-11-26T15:00:00+01:00",
        "endDate": "2026-11-26T17:30:00+01:00",
        "doorTime": "2026-11-26T14:30:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Waterrand College",
            "address": {"@type": "PostalAddress", "streetAddress": "Oeverweg 12", "addressLocality": "Meerdam"},
        },
        "organizer": {"@type": "Organization", "name": "STO Plassenland", "url": "https://inloop.test/"},
        "maximumAttendeeCapacity": 12,
        "remainingAttendeeCapacity": 11,
        "offers": {
            "@type": "Offer",
            "url": f"{HERE}/register",
            "availability": "https://schema.org/InStock",
            "availabilityEnds": "2026-11-26T15:00:00+01:00",
        },
    }


def test_times_in_summer_are_in_summer_time(app: Flask) -> None:
    event = make_event(starts_at=DAY - timedelta(days=60))

    assert described(event)["startDate"] == "2026-09-27T16:00:00+02:00"


def test_a_full_event_is_sold_out(app: Flask) -> None:
    event = make_event(seats=1)
    register(event)

    found = described(event)

    assert (found["remainingAttendeeCapacity"], found["offers"]["availability"]) == (0, "https://schema.org/SoldOut")  # type: ignore[index]


def test_what_is_called_off_says_so_and_offers_nothing(app: Flask) -> None:
    event = make_event()
    events.call_off(event, reason="Sneeuw", at=NOW)

    found = described(event)

    assert (found["eventStatus"], "offers" in found) == ("https://schema.org/EventCancelled", False)


def test_an_address_that_nobody_knows_is_left_out(app: Flask) -> None:
    venue = make_venue()
    venue.address = venue.city = ""

    assert described(make_event(venue=venue))["location"] == {"@type": "Place", "name": "Waterrand College"}


def test_who_hosts_is_named(app: Flask) -> None:
    event = events.add(plan(), kind=Kind.COMPANY_VISIT, at=LONG_AGO)
    event.host = make_school("Staal & Zn")

    assert described(event)["contributor"] == {"@type": "Organization", "name": "Staal & Zn"}


def test_the_workshops_that_one_chooses_are_parts_without_the_names_of_who_leads_them(app: Flask) -> None:
    event = make_draft(rounds=2)
    event.rounds[0].sessions[0].leader = "Ilse Koopman"
    workshops.edit(event.rounds[0].sessions[1], title="Door", room="", seats=12, until_round_id=event.rounds[1].id, at=LONG_AGO)

    parts = described(event)["subEvent"]

    assert [(part["name"], part["startDate"][11:16], part["endDate"][11:16]) for part in parts] == [  # type: ignore[attr-defined]
        ("Workshop 1A", "15:00", "15:50"),
        ("Door", "15:00", "16:50"),
        ("Workshop 2A", "16:00", "16:50"),
        ("Workshop 2B", "16:00", "16:50"),
    ]
    assert [part.get("location") for part in parts][:2] == [{"@type": "Place", "name": "lokaal 1"}, None]  # type: ignore[attr-defined]
    assert "Ilse" not in str(parts)


def test_of_a_hall_only_what_is_open_to_everybody_is_a_part(app: Flask) -> None:
    event = events.add(plan(hours=54), kind=Kind.TECH_DAYS, at=LONG_AGO)
    zone = zones.add(event, title="Zorghoek", description="", at=LONG_AGO)
    wave = rounds.add(event, title="Golf 1", starts_at=DAY, ends_at=DAY + timedelta(hours=1), at=LONG_AGO)
    workshops.add(wave, title="Hechten", room="", leader="", description="", seats=30, zone_id=zone.id, at=LONG_AGO)
    evening = DAY + timedelta(hours=4)
    rounds.add(event, kind=RoundKind.OPEN, title="Open avond", place="hal A", starts_at=evening, ends_at=evening + timedelta(hours=2), at=LONG_AGO)

    parts = described(event)["subEvent"]

    assert [(part["name"], part["location"]["name"]) for part in parts] == [("Open avond", "hal A")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("image", "said"), [("", False), ("https://inloop.test/events/x/pictures/1-1200.jpeg", True)])
def test_a_picture_is_named_when_there_is_one(app: Flask, image: str, said: bool) -> None:
    found = schema_org.described(make_event(), organiser="STO", at=NOW, image=image)

    assert ("image" in found) is said
