"""What organisers fill in about events."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice

from app.core import clock
from app.core.forms import Count, Day, Form, Hours, Line, Moment, Paragraphs, TimeOfDay, instant_typed
from app.events.kinds import Profile
from app.events.models import Event
from app.events.operations import Plan
from app.region.models import ProgrammeLine
from app.region.queries import programme_lines
from app.region.themes import titles
from app.schools.queries import hosts
from app.venues.models import Venue
from app.venues.queries import venues

NOBODY = 0


def wall(instant: datetime) -> time:
    """The time on the clock in Amsterdam."""
    return clock.local(instant).time()


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso or "")
    except ValueError:
        return None


def _usual(profile: Profile) -> dict[str, int | None]:
    return {"capacity": profile.capacity, "minutes_per_day": profile.minutes_per_day}


class EventForm(Form):
    """One day, its times, place and seats."""

    title = Line(_("Title"))
    theme = Line(_("Theme"), most=80, required=False)
    line = SelectField(_("Programme line"), coerce=int, default=NOBODY)
    summary = Line(_("In one sentence"), most=300, required=False)
    description = Paragraphs(_("Description"), description=_("Markdown: **bold**, lists with -, links."))
    venue = SelectField(_("Venue"), coerce=int)
    on = Day(_("Day"))
    last_on = Day(_("Last day"), required=False, description=_("Empty: it lasts one day."))
    doors_open = TimeOfDay(_("Doors open"))
    starts = TimeOfDay(_("Start"))
    ends = TimeOfDay(_("End"))
    host = SelectField(_("Company or institution"), coerce=int)
    host_minutes = Hours(
        _("Hours of the company or institution"),
        most=400,
        required=False,
        description=_("What it puts in, all its people together; such as 6 or 7,5."),
    )
    minutes_per_day = Hours(
        _("Contact hours a day"), required=False, description=_("Such as 7,5; travel and breaks left out. Empty: the usual number.")
    )
    capacity = Count(_("Seats"), least=1)
    registration_opens = Moment(_("Registration opens"), description=_("Empty: as soon as the event is published."))
    registration_closes = Moment(_("Registration closes"), description=_("Empty: at the start of the event."))

    @classmethod
    def blank(cls, profile: Profile, on: str | None = None) -> "EventForm":
        """A form for a new event, with the usual times and seats of its kind, on a day when one is given (2026-11-26)."""
        first = _day(on)
        last = first + timedelta(days=profile.days - 1) if first and profile.takes_days else None
        form = cls(on=first, last_on=last, doors_open=profile.doors_open, starts=profile.starts, ends=profile.ends, **_usual(profile))
        return form.of_kind(profile).offering(venues()).on_lines(programme_lines())

    @classmethod
    def showing(cls, event: Event) -> "EventForm":
        """A form with what is known of an event."""
        form = cls(
            **{name: getattr(event, name) for name in ("title", "summary", "description", "capacity", "minutes_per_day", "host_minutes")},
            theme=event.theme.title if event.theme else "",
            venue=event.venue_id,
            host=event.host_id or NOBODY,
            line=event.line_id or NOBODY,
            on=clock.local_day(event.starts_at),
            last_on=clock.local_day(event.ends_at) if len(event.days) > 1 else None,
            doors_open=wall(event.doors_open_at),
            starts=wall(event.starts_at),
            ends=wall(event.ends_at),
            registration_opens=event.registration_opens_at,
            registration_closes=None if event.registration_closes_at == event.starts_at else event.registration_closes_at,  # moves along
        )
        return form.of_kind(event.profile).offering(venues()).on_lines(programme_lines(), chosen=event.line_id)

    def of_kind(self, profile: Profile) -> "EventForm":
        """Only the fields that events of this kind have."""
        if not profile.takes_days:
            del self.last_on
        self.usual_minutes = profile.minutes_per_day
        if not profile.counts_days:
            del self.minutes_per_day
        if not profile.has_host:
            del self.host, self.host_minutes
        else:
            self.hosts = {school.id: school for school in hosts()}
            self.host.choices = [SelectChoice(NOBODY, _("Not known yet")), *(SelectChoice(number, host.name) for number, host in self.hosts.items())]
        return self

    def offering(self, places: Sequence[Venue]) -> "EventForm":
        """Offer these venues."""
        self.venues = places
        self.venue.choices = [SelectChoice(str(venue.id), f"{venue.name}, {venue.city}" if venue.city else venue.name) for venue in self.venues]
        return self

    def on_lines(self, known: Sequence[ProgrammeLine], chosen: int | None = None) -> "EventForm":
        """Offer the lines of the plan; a retired one only to the event that has it."""
        self.lines = {line.id: line for line in known if not line.is_retired or line.id == chosen}
        if self.lines:
            self.line.choices = [SelectChoice(NOBODY, _("None")), *(SelectChoice(number, line.title) for number, line in self.lines.items())]
        else:
            del self.line
        return self

    @property
    def known_themes(self) -> Sequence[str]:
        """The themes to choose from, or to type another."""
        return titles()

    def plan(self) -> Plan:
        """What was filled in. Raises a DomainError for a time that the clock skips."""
        day: date = self.on.data
        last: date = (self.last_on.data if self.last_on else None) or day
        starts_at = instant_typed(day, self.starts.data)
        return Plan(
            title=self.title.data,
            theme=self.theme.data,
            summary=self.summary.data,
            description=self.description.data,
            venue=next(venue for venue in self.venues if venue.id == self.venue.data),
            doors_open_at=instant_typed(day, self.doors_open.data),
            starts_at=starts_at,
            ends_at=instant_typed(last, self.ends.data),
            capacity=self.capacity.data,
            registration_opens_at=self.registration_opens.data,
            registration_closes_at=self.registration_closes.data or starts_at,
            host=self.hosts.get(self.host.data) if self.host else None,
            line=self.lines.get(self.line.data) if self.line else None,
            minutes_per_day=self.minutes_per_day.data or self.usual_minutes if self.minutes_per_day else None,
            host_minutes=self.host_minutes.data if self.host_minutes else None,
        )


class CopyForm(Form):
    """The next edition."""

    title = Line(_("Title"))
    on = Day(_("Day"))


class CallOffForm(Form):
    """Why an event is called off."""

    reason = Line(_("Reason, for everybody who registered"), most=300)
    stays_in_plan = BooleanField(
        _("Stays in the plan"), default=True, description=_("It then counts as planned but not held; without the tick it never was in the plan.")
    )


class PublishLaterForm(Form):
    """When a draft goes public by itself."""

    moment = Moment(_("Moment"), required=True, description=_("In Amsterdam time. When an hour comes twice, as clocks go back, the first is meant."))
