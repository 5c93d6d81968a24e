"""The door: stations and what they scanned."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.events.models import Event


class Action(enum.StrEnum):
    """What a station asks for."""

    CHECK_IN = "check_in"
    UNDO = "undo"
    CHECK_OUT = "check_out"


class Outcome(enum.StrEnum):
    """What became of a scan; the words are part of the door API."""

    CHECKED_IN = "checked_in"
    ALREADY_CHECKED_IN = "already_checked_in"
    UNDONE = "undone"
    CHECKED_OUT = "checked_out"
    WAITING_LIST = "waiting_list"
    WITHDRAWN = "withdrawn"
    NOT_APPROVED = "not_approved"
    OTHER_EVENT = "other_event"
    OTHER_DAY = "other_day"
    UNKNOWN = "unknown"
    INVALID = "invalid"


class Station(Model):
    """A helper's phone at the door of one event: a link and a pin, no account."""

    __tablename__ = "stations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    link_token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    pin: Mapped[str] = mapped_column(sa.String(6))
    token_fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    wrong_pins: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)

    def is_open(self, at: datetime) -> bool:
        """Whether it may be used at that moment."""
        return self.revoked_at is None and at < self.valid_until


class Scan(Model):
    """One scan as a station sent it, refused ones too. `id` is the station's own: sent twice, applied once."""

    __tablename__ = "scans"

    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id"), primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    registration_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(sa.String(64))
    action: Mapped[Action]
    outcome: Mapped[Outcome]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    checked_in_at: Mapped[datetime | None]
