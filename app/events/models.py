"""What is planned: events, their rounds of parallel sessions, and where they are."""

import enum
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.database import Model
from app.events.kinds import Kind, Profile, Unit
from app.schools.models import School


class EventStatus(enum.StrEnum):
    """Where an event is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CALLED_OFF = "called_off"


TRANSITIONS: dict[EventStatus, frozenset[EventStatus]] = {
    EventStatus.DRAFT: frozenset({EventStatus.PUBLISHED}),
    EventStatus.PUBLISHED: frozenset({EventStatus.CALLED_OFF}),
    EventStatus.CALLED_OFF: frozenset(),
}
PUBLIC_STATUSES = (EventStatus.PUBLISHED, EventStatus.CALLED_OFF)


class Venue(Model):
    """A place where events are held, and how to get there."""

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(160), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    arrival_notes: Mapped[str] = mapped_column(sa.Text, default="")

    @property
    def line(self) -> str:
        """Name, address and city in one line, for calendars."""
        return ", ".join(part for part in (self.name, self.address, self.city) if part)


class StopKind(enum.StrEnum):
    """What one does at a stop of a trip."""

    PICK_UP = "pick-up"
    TRAVEL = "travel"
    VISIT = "visit"
    SESSION = "session"
    MEAL = "meal"
    NIGHT = "night"


class Event(Model):
    """One event. `seats_taken` is kept by registrations.capacity and never exceeds `capacity`, unless overruled."""

    __tablename__ = "events"
    __table_args__ = (
        sa.CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="seats"),
        sa.CheckConstraint("ends_at > starts_at AND doors_open_at <= starts_at", name="times"),
        sa.Index("ix_events_public", "status", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    status: Mapped[EventStatus] = mapped_column(default=EventStatus.DRAFT)
    title: Mapped[str] = mapped_column(sa.String(120))
    theme: Mapped[str] = mapped_column(sa.String(80), default="")
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    venue_id: Mapped[int] = mapped_column(sa.ForeignKey("venues.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id"), index=True)
    doors_open_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime]
    call_off_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    uid: Mapped[str] = mapped_column(sa.String(64), unique=True)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    calendar_version: Mapped[int] = mapped_column(default=0)
    calendar_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]

    venue: Mapped[Venue] = relationship(lazy="joined", innerjoin=True)
    host: Mapped[School | None] = relationship()
    stops: Mapped[list["Stop"]] = relationship(back_populates="event", order_by="Stop.starts_at, Stop.id", cascade="all, delete-orphan")
    zones: Mapped[list["Zone"]] = relationship(back_populates="event", order_by="Zone.title", cascade="all, delete-orphan")
    rounds: Mapped[list["Round"]] = relationship(back_populates="event", order_by="Round.starts_at, Round.id", cascade="all, delete-orphan")

    @property
    def profile(self) -> Profile:
        """What events of this kind can do."""
        return self.kind.profile

    @property
    def seats_left(self) -> int:
        """Seats that nobody has."""
        return self.capacity - self.seats_taken

    @property
    def offered_rounds(self) -> list["Round"]:
        """The rounds to choose from: those that have workshops."""
        return [round_ for round_ in self.rounds if round_.sessions]

    @property
    def days(self) -> list[date]:
        """The days it lasts, in Amsterdam."""
        first, last = clock.local_day(self.starts_at), clock.local_day(self.ends_at)
        return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]

    @property
    def stops_by_day(self) -> dict[date, list["Stop"]]:
        """The stops of every day, in order; a day without stops too."""
        found: dict[date, list[Stop]] = {day: [] for day in self.days}
        for stop in self.stops:
            found.setdefault(clock.local_day(stop.starts_at), []).append(stop)
        return found

    def workshops_of(self, zone: "Zone") -> list["Session"]:
        """The workshops of a zone, each once, however many waves it runs in."""
        sessions = (session for round_ in self.rounds for session in round_.sessions if session.zone_id == zone.id)
        return list({session.title: session for session in sessions}.values())

    @property
    def is_called_off(self) -> bool:
        """Whether it will not take place."""
        return self.status is EventStatus.CALLED_OFF

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.status in PUBLIC_STATUSES

    def takes_registrations(self, at: datetime) -> bool:
        """Whether somebody can register at that moment, be it for the waiting list."""
        has_opened = self.registration_opens_at is None or self.registration_opens_at <= at
        is_for_persons = self.profile.registers is Unit.PERSON
        return is_for_persons and self.status is EventStatus.PUBLISHED and has_opened and at < self.registration_closes_at


class Round(Model):
    """A stretch of time in which sessions run side by side; a participant chooses one of them."""

    __tablename__ = "rounds"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="times"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(sa.String(80))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    event: Mapped[Event] = relationship(back_populates="rounds")
    sessions: Mapped[list["Session"]] = relationship(back_populates="round", order_by="Session.id", cascade="all, delete-orphan")


class Session(Model):
    """One workshop in one round. `seats_taken` is kept by registrations.capacity."""

    __tablename__ = "sessions"
    __table_args__ = (sa.CheckConstraint("seats_taken >= 0 AND seats_taken <= seats", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    room: Mapped[str] = mapped_column(sa.String(60), default="")
    leader: Mapped[str] = mapped_column(sa.String(120), default="")
    description: Mapped[str] = mapped_column(sa.String(600), default="")
    seats: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    zone_id: Mapped[int | None] = mapped_column(sa.ForeignKey("zones.id", ondelete="SET NULL"), index=True)
    host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id"), index=True)

    zone: Mapped["Zone | None"] = relationship()
    host: Mapped[School | None] = relationship()
    round: Mapped[Round] = relationship(back_populates="sessions")

    @property
    def seats_left(self) -> int:
        """Seats that nobody has."""
        return self.seats - self.seats_taken


class Stop(Model):
    """One stop of a trip: where one gets on, travels to, visits, works, eats or sleeps."""

    __tablename__ = "stops"
    __table_args__ = (sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="times"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    kind: Mapped[StopKind]
    title: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    notes: Mapped[str] = mapped_column(sa.String(600), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(back_populates="stops")


class Zone(Model):
    """A part of the hall with its own sector: its workshops stand together."""

    __tablename__ = "zones"
    __table_args__ = (sa.UniqueConstraint("event_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(sa.String(80))
    description: Mapped[str] = mapped_column(sa.String(600), default="")

    event: Mapped[Event] = relationship(back_populates="zones")
