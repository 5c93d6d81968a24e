"""What is planned: events, and what their programmes are made of."""

import enum
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.database import Model
from app.events.kinds import Kind, Profile, Unit
from app.people.models import Person
from app.region.models import ProgrammeLine, Theme
from app.schools.models import School
from app.venues.models import Venue


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
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("themes.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme_lines.id"), index=True)
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    venue_id: Mapped[int] = mapped_column(sa.ForeignKey("venues.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id"), index=True)
    doors_open_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    minutes_per_day: Mapped[int | None]  # contact time of a day, where the kind counts hours by the day
    host_minutes: Mapped[int | None]  # what the host puts in, all its people together
    seats_taken: Mapped[int] = mapped_column(default=0)
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime]
    call_off_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    stays_in_plan: Mapped[bool] = mapped_column(default=True)  # called off, but it was planned: accounts say so
    publishes_at: Mapped[datetime | None] = mapped_column(index=True)  # a draft that goes public by itself
    archived_at: Mapped[datetime | None]
    programme_version: Mapped[int] = mapped_column(default=0)
    uid: Mapped[str] = mapped_column(sa.String(64), unique=True)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    calendar_version: Mapped[int] = mapped_column(default=0)
    calendar_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]

    venue: Mapped[Venue] = relationship(lazy="joined", innerjoin=True)
    theme: Mapped[Theme | None] = relationship()
    line: Mapped[ProgrammeLine | None] = relationship()
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
        return [round_ for round_ in self.rounds if round_.is_chosen_from and round_.sessions]

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

    @property
    def sessions(self) -> Iterator["Session"]:
        """All workshops, in the order of the programme."""
        return (session for round_ in self.rounds for session in round_.sessions)

    def running_in(self, round_: "Round") -> list["Session"]:
        """The workshops of a round: first those that go on from an earlier one, then its own."""
        if not round_.is_chosen_from:
            return []
        earlier = (each for before in self.rounds if before.starts_at < round_.starts_at for each in before.sessions if each.until_round_id)
        return [*(session for session in earlier if session.last_round.starts_at >= round_.starts_at), *round_.sessions]

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


class RoundKind(enum.StrEnum):
    """What happens in a stretch of time."""

    WORKSHOPS = "workshops"  # side by side, one to choose
    PLENARY = "plenary"  # everybody together
    BREAK = "break"  # no contact hours
    OPEN = "open"  # whoever walks in; counted, not registered


class Round(Model):
    """A stretch of time: workshops side by side, of which a participant chooses one, or something for everybody together."""

    __tablename__ = "rounds"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="times"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RoundKind] = mapped_column(default=RoundKind.WORKSHOPS)
    title: Mapped[str] = mapped_column(sa.String(80))
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    notes: Mapped[str] = mapped_column(sa.String(300), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    event: Mapped[Event] = relationship(back_populates="rounds")
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="round", foreign_keys="Session.round_id", order_by="Session.id", cascade="all, delete-orphan"
    )

    @property
    def is_chosen_from(self) -> bool:
        """Whether there is something to choose in it."""
        return self.kind is RoundKind.WORKSHOPS

    @property
    def is_break(self) -> bool:
        """Whether there is time to breathe in it."""
        return self.kind is RoundKind.BREAK

    @property
    def is_open(self) -> bool:
        """Whether everybody can walk in."""
        return self.kind is RoundKind.OPEN


class Session(Model):
    """One workshop, in one round or through several. `seats_taken` is kept by registrations.capacity."""

    __tablename__ = "sessions"
    __table_args__ = (sa.CheckConstraint("seats_taken >= 0 AND seats_taken <= seats", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    until_round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rounds.id", ondelete="SET NULL"), index=True)  # when it goes on
    title: Mapped[str] = mapped_column(sa.String(120))
    room: Mapped[str] = mapped_column(sa.String(60), default="")
    leader: Mapped[str] = mapped_column(sa.String(120), default="")
    leader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id", ondelete="SET NULL"), index=True)  # when in the address book
    equipment: Mapped[str] = mapped_column(sa.String(300), default="")
    description: Mapped[str] = mapped_column(sa.String(600), default="")
    seats: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    zone_id: Mapped[int | None] = mapped_column(sa.ForeignKey("zones.id", ondelete="SET NULL"), index=True)
    host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id"), index=True)

    zone: Mapped["Zone | None"] = relationship()
    host: Mapped[School | None] = relationship()
    round: Mapped[Round] = relationship(back_populates="sessions", foreign_keys=[round_id])
    until_round: Mapped[Round | None] = relationship(foreign_keys=[until_round_id])
    leading: Mapped[Person | None] = relationship()

    @property
    def runs_in(self) -> list[Round]:
        """The rounds that whoever chooses it spends there."""
        if self.until_round_id is None:
            return [self.round]
        until = next((round_.starts_at for round_ in self.round.event.rounds if round_.id == self.until_round_id), self.round.starts_at)
        return [round_ for round_ in self.round.event.offered_rounds if self.round.starts_at <= round_.starts_at <= until]

    @property
    def last_round(self) -> Round:
        """The round in which it ends."""
        return self.until_round or self.round

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.round.starts_at

    @property
    def ends_at(self) -> datetime:
        """When the last round of it ends."""
        return self.last_round.ends_at

    @property
    def stretch(self) -> str:
        """The round in which it is, or the first and the last one: Ronde 1 - Ronde 2."""
        return f"{self.round.title} - {self.until_round.title}" if self.until_round else self.round.title

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
