"""What organisers fill in about events."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.core import clock
from app.core.forms import Count, Day, Form, Line, Moment, Paragraphs, TimeOfDay, instant_typed
from app.events import queries
from app.events.kinds import Profile
from app.events.models import Event, Round, Venue
from app.events.operations import Plan


def _wall(instant: datetime) -> time:
    return clock.local(instant).time()


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso or "")
    except ValueError:
        return None


class EventForm(Form):
    """One day, its times, place and seats."""

    title = Line(_("Title"))
    theme = Line(_("Theme"), most=80, required=False)
    summary = Line(_("In one sentence"), most=300, required=False)
    description = Paragraphs(_("Description"), description=_("Markdown: **bold**, lists with -, links."))
    venue = SelectField(_("Venue"), coerce=int)
    on = Day(_("Day"))
    doors_open = TimeOfDay(_("Doors open"))
    starts = TimeOfDay(_("Start"))
    ends = TimeOfDay(_("End"))
    capacity = Count(_("Seats"), least=1)
    registration_opens = Moment(_("Registration opens"), description=_("Empty: as soon as the event is published."))
    registration_closes = Moment(_("Registration closes"), description=_("Empty: at the start of the event."))

    @classmethod
    def blank(cls, profile: Profile, on: str | None = None) -> "EventForm":
        """A form for a new event, with the usual times and seats of its kind, on a day when one is given (2026-11-26)."""
        form = cls(on=_day(on), doors_open=profile.doors_open, starts=profile.starts, ends=profile.ends, capacity=profile.capacity)
        return form.offering(queries.venues())

    @classmethod
    def showing(cls, event: Event) -> "EventForm":
        """A form with what is known of an event."""
        form = cls(
            obj=event,
            venue=event.venue_id,
            on=clock.local_day(event.starts_at),
            doors_open=_wall(event.doors_open_at),
            starts=_wall(event.starts_at),
            ends=_wall(event.ends_at),
            registration_opens=event.registration_opens_at,
            registration_closes=None if event.registration_closes_at == event.starts_at else event.registration_closes_at,  # moves along
        )
        return form.offering(queries.venues())

    def offering(self, venues: Sequence[Venue]) -> "EventForm":
        """Offer these venues."""
        self.venues = venues
        self.venue.choices = [SelectChoice(str(venue.id), f"{venue.name}, {venue.city}" if venue.city else venue.name) for venue in self.venues]
        return self

    def plan(self) -> Plan:
        """What was filled in. Raises a DomainError for a time that the clock skips."""
        day: date = self.on.data
        starts_at = instant_typed(day, self.starts.data)
        return Plan(
            title=self.title.data,
            theme=self.theme.data,
            summary=self.summary.data,
            description=self.description.data,
            venue=next(venue for venue in self.venues if venue.id == self.venue.data),
            doors_open_at=instant_typed(day, self.doors_open.data),
            starts_at=starts_at,
            ends_at=instant_typed(day, self.ends.data),
            capacity=self.capacity.data,
            registration_opens_at=self.registration_opens.data,
            registration_closes_at=self.registration_closes.data or starts_at,
        )


class CopyForm(Form):
    """The next edition."""

    title = Line(_("Title"))
    on = Day(_("Day"))


class CallOffForm(Form):
    """Why an event is called off."""

    reason = Line(_("Reason, for everybody who registered"), most=300)


class RoundForm(Form):
    """A stretch of time with parallel workshops."""

    title = Line(_("Name of the round"), most=80)
    starts = TimeOfDay(_("Start"))
    ends = TimeOfDay(_("End"))

    @classmethod
    def blank(cls, event: Event) -> "RoundForm":
        """A form for the next round: it begins where the last one ends."""
        last = event.rounds[-1] if event.rounds else None
        number = len(event.rounds) + 1
        return cls(
            title=str(_("Round %(number)d", number=number)), starts=_wall(last.ends_at if last else event.starts_at), ends=_wall(event.ends_at)
        )

    @classmethod
    def showing(cls, round_: Round) -> "RoundForm":
        """A form with what is known of a round."""
        return cls(obj=round_, starts=_wall(round_.starts_at), ends=_wall(round_.ends_at))

    def times(self, event: Event) -> dict[str, datetime]:
        """starts_at and ends_at on the day of the event. Raises a DomainError for a time that the clock skips."""
        day = clock.local_day(event.starts_at)
        return {"starts_at": instant_typed(day, self.starts.data), "ends_at": instant_typed(day, self.ends.data)}


class SessionForm(Form):
    """One workshop."""

    title = Line(_("Workshop"))
    room = Line(_("Room"), most=60, required=False)
    leader = Line(_("Workshop leader"), required=False)
    description = Paragraphs(_("What you do there"), most=600)
    seats = Count(_("Seats"), least=1)

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the operation."""
        return {name: self[name].data for name in ("title", "room", "leader", "description", "seats")}


class VenueForm(Form):
    """A place and how to get there."""

    name = Line(_("Name"))
    address = Line(_("Street and number"), most=160, required=False)
    city = Line(_("Place"), most=80, required=False)
    arrival_notes = Paragraphs(_("How to get there"), most=2000, description=_("Parking, bus stop, which entrance."))

    def facts(self) -> dict[str, str]:
        """What was filled in."""
        return {name: self[name].data for name in ("name", "address", "city", "arrival_notes")}
