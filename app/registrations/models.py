"""Who comes, and which sessions they chose."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.events.models import Event, Round, Session
from app.people.models import Person, Role
from app.schools.models import School


class RegistrationStatus(enum.StrEnum):
    """Whether somebody has a seat at the event."""

    REGISTERED = "registered"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


class ChoiceStatus(enum.StrEnum):
    """Whether somebody has a seat in a session."""

    SEATED = "seated"
    WAITING = "waiting"
    RELEASED = "released"


ACTIVE = (RegistrationStatus.REGISTERED, RegistrationStatus.WAITING)
_is_active = sa.text("status <> 'withdrawn'")


def printed(short_code: str) -> str:
    """A short code as people read it: K7-4PD2."""
    return f"{short_code[:2]}-{short_code[2:]}"


class Registration(Model):
    """One person's place at one event, or in its line. Order of arrival is the order of `id`."""

    __tablename__ = "registrations"
    __table_args__ = (
        sa.Index("uq_registrations_one_active", "event_id", "person_id", unique=True, sqlite_where=_is_active, postgresql_where=_is_active),
        sa.UniqueConstraint("event_id", "short_code"),
        sa.Index("ix_registrations_line", "event_id", "status", "id"),
        sa.CheckConstraint("seats > 0", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("schools.id"), index=True)
    role: Mapped[Role]
    status: Mapped[RegistrationStatus]
    seats: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    code: Mapped[str] = mapped_column(sa.String(29), unique=True)
    short_code: Mapped[str] = mapped_column(sa.String(6))
    form_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    registered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    checked_in_at: Mapped[datetime | None]
    checked_out_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    school: Mapped[School] = relationship(lazy="joined", innerjoin=True)
    choices: Mapped[list["SessionChoice"]] = relationship(back_populates="registration", order_by="SessionChoice.id")

    @property
    def is_active(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.status in ACTIVE

    @property
    def is_waiting(self) -> bool:
        """Whether it stands in line for the event."""
        return self.status is RegistrationStatus.WAITING

    @property
    def printed_code(self) -> str:
        """The short code as people read it: K7-4PD2."""
        return printed(self.short_code)

    @property
    def current_choices(self) -> list["SessionChoice"]:
        """The sessions chosen now, in order of time."""
        held = [choice for choice in self.choices if choice.status is not ChoiceStatus.RELEASED]
        return sorted(held, key=lambda choice: choice.session.starts_at)

    @property
    def choice_by_round(self) -> dict[int, "SessionChoice"]:
        """What is chosen for each round, by its number: a workshop that goes on, for every round that it runs in."""
        return {round_.id: choice for choice in self.current_choices for round_ in choice.session.runs_in}

    @property
    def programme(self) -> list["SessionChoice | Round"]:
        """What one comes for in order of time: the sessions chosen, and what is for everybody."""
        for_all = [round_ for round_ in self.event.rounds if not round_.is_chosen_from]
        return sorted([*self.current_choices, *for_all], key=lambda part: part.starts_at)


class SessionChoice(Model):
    """One registration's seat in one session, or its place in the line for it (by `id`)."""

    __tablename__ = "session_choices"
    __table_args__ = (sa.Index("ix_session_choices_line", "session_id", "status", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("sessions.id"))
    status: Mapped[ChoiceStatus]

    registration: Mapped[Registration] = relationship(back_populates="choices")
    session: Mapped[Session] = relationship()

    @property
    def starts_at(self) -> datetime:
        """When the session begins."""
        return self.session.starts_at

    @property
    def is_waiting(self) -> bool:
        """Whether the session was full when chosen, and still is."""
        return self.status is ChoiceStatus.WAITING
