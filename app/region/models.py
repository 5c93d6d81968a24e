"""What the region has decided: its settings, and what its plan says it will do."""

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model


class Setting(Model):
    """One thing an administrator has decided differently from the default."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(sa.JSON)


class ProgrammeLine(Model):
    """A line of the region's plan; hours and money are accounted for by it. One that is no longer used is retired, never removed."""

    __tablename__ = "programme_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120), unique=True)
    description: Mapped[str] = mapped_column(sa.String(600), default="")
    is_retired: Mapped[bool] = mapped_column(default=False)

    targets: Mapped[list["Target"]] = relationship(back_populates="line", order_by="Target.year, Target.id", cascade="all, delete-orphan")


class Measure(enum.StrEnum):
    """What a target counts."""

    ACTIVITIES = "activities"
    PARTICIPATIONS = "participations"
    PEOPLE = "people"
    HOURS = "hours"


class Target(Model):
    """How much of something a programme line means to reach in a school year."""

    __tablename__ = "targets"
    __table_args__ = (sa.UniqueConstraint("line_id", "year", "measure"), sa.CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("programme_lines.id", ondelete="CASCADE"), index=True)
    year: Mapped[int]  # the calendar year in which the school year begins
    measure: Mapped[Measure]
    number: Mapped[int]

    line: Mapped[ProgrammeLine] = relationship(back_populates="targets")


class Theme(Model):
    """What an event is about, in the region's own words."""

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(80), unique=True)
