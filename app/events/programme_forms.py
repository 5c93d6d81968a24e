"""What organisers fill in about a programme: rounds, workshops, stops, zones."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.core import clock
from app.core.forms import Count, Form, Line, Paragraphs, TimeOfDay, instant_typed
from app.events.forms import NOBODY, wall
from app.events.labels import ROUND_LABELS, STOP_LABELS
from app.events.models import Event, Round, RoundKind, Session, Stop, StopKind
from app.schools.queries import hosts

USUAL_LENGTHS = {RoundKind.PLENARY: timedelta(minutes=15), RoundKind.BREAK: timedelta(minutes=15)}


class RoundForm(Form):
    """A stretch of time with parallel workshops, or with something for everybody together."""

    kind = SelectField(_("What happens"), choices=[SelectChoice(kind.value, label) for kind, label in ROUND_LABELS.items()])
    title = Line(_("Name"), most=80)
    on = SelectField(_("Day"))
    starts = TimeOfDay(_("Start"))
    ends = TimeOfDay(_("End"))
    place = Line(_("Where"), required=False, description=_("Where everybody is, such as aula. Workshops have rooms of their own."))
    notes = Paragraphs(_("Notes"), most=300)

    @classmethod
    def blank(cls, event: Event, kind: str | None = None) -> "RoundForm":
        """A form for the next round, of workshops unless another kind is named: it begins where the last one ends."""
        wanted = RoundKind(kind) if kind in set(RoundKind) else RoundKind.WORKSHOPS
        last = event.rounds[-1] if event.rounds else None
        begins = last.ends_at if last else event.starts_at
        ends = min(begins + USUAL_LENGTHS.get(wanted, event.ends_at - event.starts_at), event.ends_at)
        return cls(kind=wanted, title=_usual_title(event, wanted), on=str(clock.local_day(begins)), starts=wall(begins), ends=wall(ends)).during(
            event
        )

    @classmethod
    def showing(cls, round_: Round) -> "RoundForm":
        """A form with what is known of a round."""
        day = str(clock.local_day(round_.starts_at))
        return cls(obj=round_, on=day, starts=wall(round_.starts_at), ends=wall(round_.ends_at)).during(round_.event)

    def during(self, event: Event) -> "RoundForm":
        """Offer the days of the event; for one day there is nothing to choose."""
        if len(event.days) == 1:
            del self.on
        else:
            self.on.choices = [SelectChoice(str(day), format_date(day, "EEE d MMMM")) for day in event.days]
        return self

    def facts(self, event: Event) -> dict[str, Any]:
        """What was filled in, by the names of the columns. Raises a DomainError for a time that the clock skips."""
        day = date.fromisoformat(self.on.data) if self.on else event.days[0]
        return {
            "kind": RoundKind(self.kind.data),
            **{name: self[name].data for name in ("title", "place", "notes")},
            "starts_at": instant_typed(day, self.starts.data),
            "ends_at": instant_typed(day, self.ends.data),
        }


def _usual_title(event: Event, kind: RoundKind) -> str:
    """Ronde 2, Pauze; what everybody does together opens the event, or closes it."""
    if kind is RoundKind.WORKSHOPS:
        return f"{event.profile.stretch} {sum(round_.is_chosen_from for round_ in event.rounds) + 1}"
    if kind is RoundKind.PLENARY:
        return str(_("Closing") if event.rounds else _("Opening"))
    return str(ROUND_LABELS[kind])


class SessionForm(Form):
    """One workshop."""

    title = Line(_("Workshop"))
    until = SelectField(_("Goes on until"), coerce=int)
    room = Line(_("Room"), most=60, required=False)
    leader = Line(_("Workshop leader"), required=False, description=_("Somebody from the address book by name or mail address, or any other name."))
    equipment = Line(_("Equipment"), most=300, required=False, description=_("What must be there, with commas: 12 VR-brillen, beamer."))
    description = Paragraphs(_("What you do there"), most=600)
    seats = Count(_("Seats"), least=1, required=False, description=_("Empty: as many as the room has, else as the whole event."))
    zone = SelectField(_("Zone"), coerce=int)
    host = SelectField(_("Company or institution"), coerce=int)
    round: Round

    @classmethod
    def of(cls, round_: Round, session: Session | None = None, **usual: Any) -> "SessionForm":
        """A form for a workshop that begins in this round, with what is known of it, or what a new one starts from."""
        known = _known(session) if session else usual  # not obj=session: its zone and host are things, those of the form are numbers
        form = cls(**known)
        form.round = round_
        return form._offering_zones(round_.event)._offering_ends()

    def _offering_zones(self, event: Event) -> "SessionForm":
        if not event.profile.has_zones:
            del self.zone, self.host
            return self
        none = SelectChoice(NOBODY, _("Not known yet"))
        self.zone.choices = [none, *(SelectChoice(zone.id, zone.title) for zone in event.zones)]
        self.host.choices = [none, *(SelectChoice(host.id, host.name) for host in hosts())]
        return self

    def _offering_ends(self) -> "SessionForm":
        """The later rounds with workshops; without any there is nothing to choose."""
        later = [other for other in self.round.event.rounds if other.is_chosen_from and other.starts_at > self.round.starts_at]
        if not later:
            del self.until
        else:
            ends = (SelectChoice(other.id, f"{other.title} ({clock.local(other.ends_at):%H.%M})") for other in later)
            self.until.choices = [SelectChoice(NOBODY, _("Only in this round")), *ends]
        return self

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the columns."""
        found = {name: self[name].data for name in ("title", "room", "leader", "equipment", "description")}
        found |= {"seats": self.seats.data or self._usual_seats(), "until_round_id": self.until.data or None if self.until else None}
        return found if not self.zone else found | {"zone_id": self.zone.data or None, "host_id": self.host.data or None}

    def _usual_seats(self) -> int:
        """As many as the room has, else as the event."""
        event = self.round.event
        room = event.venue.find_room(self.room.data)
        return room.seats if room is not None and room.seats is not None else event.capacity


def _known(session: Session) -> dict[str, Any]:
    texts = {name: getattr(session, name) for name in ("title", "room", "leader", "equipment", "description", "seats")}
    return texts | {"zone": session.zone_id or NOBODY, "host": session.host_id or NOBODY, "until": session.until_round_id or NOBODY}


class StopForm(Form):
    """One stop of a trip."""

    kind = SelectField(_("What"), choices=[SelectChoice(kind.value, label) for kind, label in STOP_LABELS.items()])
    title = Line(_("Name"))
    on = SelectField(_("Day"))
    starts = TimeOfDay(_("Start"))
    ends = TimeOfDay(_("End"), required=False)
    address = Line(_("Address"), most=200, required=False)
    notes = Paragraphs(_("Notes"), most=600)

    @classmethod
    def of(cls, event: Event, stop: Stop | None = None) -> "StopForm":
        """A form for a stop of this event, with what is known of it, else after the last one."""
        begins = stop.starts_at if stop else _next_start(event)
        ends = wall(stop.ends_at) if stop and stop.ends_at else None
        form = cls(obj=stop, on=str(clock.local_day(begins)), starts=wall(begins), ends=ends, **({"kind": stop.kind.value} if stop else {}))
        form.on.choices = [SelectChoice(str(day), format_date(day, "EEE d MMMM")) for day in event.days]
        return form

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the columns. Raises a DomainError for a time that the clock skips."""
        day = date.fromisoformat(self.on.data)
        return {
            "kind": StopKind(self.kind.data),
            **{name: self[name].data for name in ("title", "address", "notes")},
            "starts_at": instant_typed(day, self.starts.data),
            "ends_at": instant_typed(day, self.ends.data) if self.ends.data else None,
        }


def _next_start(event: Event) -> datetime:
    last = event.stops[-1] if event.stops else None
    return (last.ends_at or last.starts_at) if last else event.starts_at


class ZoneForm(Form):
    """A zone of the hall."""

    title = Line(_("Name"), most=80)
    description = Paragraphs(_("What there is to do"), most=600)
