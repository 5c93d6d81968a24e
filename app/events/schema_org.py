"""An event in the words of schema.org, for search engines and other programs: only what is known, no names of people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core import clock
from app.core.links import link
from app.events.models import Event, Round, Session
from app.schools.models import School

CONTEXT = "https://schema.org"


def described(event: Event, *, organiser: str, at: datetime, image: str = "") -> Mapping[str, Any]:
    """The event as JSON-LD; `organiser` is the name of the region, `image` the full address of a picture."""
    address = link("events.show", slug=event.slug)
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "@id": address,
            "url": address,
            "name": event.title,
            "description": event.summary,
            "image": image,
            "inLanguage": "nl",
            "keywords": event.theme.title if event.theme else "",
            **_when(event.starts_at, event.ends_at),
            "doorTime": _instant(event.doors_open_at),
            "eventStatus": f"{CONTEXT}/{'EventCancelled' if event.is_called_off else 'EventScheduled'}",
            "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
            "location": _place(event),
            "organizer": {"@type": "Organization", "name": organiser, "url": link("events.agenda")},
            "contributor": _host(event.host) if event.profile.has_host else None,
            **_seats(event, at),
            "subEvent": _parts(event, address),
        }
    )


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in ("", None, [])}


def _instant(moment: datetime) -> str:
    return clock.local(moment).isoformat(timespec="seconds")


def _when(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    return {"startDate": _instant(starts_at), "endDate": _instant(ends_at)}


def _place(event: Event) -> dict[str, Any]:
    venue = event.venue
    address = _known({"@type": "PostalAddress", "streetAddress": venue.address, "addressLocality": venue.city})
    return _known({"@type": "Place", "name": venue.name, "address": address if len(address) > 1 else None})


def _host(school: School | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": school.name} if school else None


def _seats(event: Event, at: datetime) -> dict[str, Any]:
    """Seats are only for those who may take one by themselves, and as long as they may."""
    if not event.takes_registrations(at):
        return {}
    offer = {
        "@type": "Offer",
        "url": link("registrations.register", slug=event.slug),
        "availability": f"{CONTEXT}/{'InStock' if event.seats_left > 0 else 'SoldOut'}",
        "availabilityStarts": _instant(event.registration_opens_at) if event.registration_opens_at else None,
        "availabilityEnds": _instant(event.registration_closes_at),
    }
    return {"maximumAttendeeCapacity": event.capacity, "remainingAttendeeCapacity": max(event.seats_left, 0), "offers": _known(offer)}


def _parts(event: Event, address: str) -> list[dict[str, Any]]:
    """What one can choose, and what is open to everybody. The hundreds of workshops of a hall would only be weight."""
    sessions = [session for round_ in event.offered_rounds for session in round_.sessions] if event.profile.chooses_sessions else []
    open_to_all = [round_ for round_ in event.rounds if round_.is_open]
    parts: list[Session | Round] = [*sessions, *open_to_all]
    return [
        {"@type": "Event", "name": part.title, **_when(part.starts_at, part.ends_at), "superEvent": {"@id": address}} | _room(part) for part in parts
    ]


def _room(part: Session | Round) -> dict[str, Any]:
    name = part.place if isinstance(part, Round) else part.room
    return {"location": {"@type": "Place", "name": name}} if name else {}
