"""What stands in the calendars of schools: holidays, exams and busy weeks. Always data, never code."""

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.schools.models import HolidayRegion, School


class PeriodKind(enum.StrEnum):
    """What keeps people from coming."""

    HOLIDAY = "holiday"
    EXAM = "exam"
    BUSY = "busy"
    SOFT = "soft"  # something to bear in mind: a feast, a fast


class Period(Model):
    """Some days, both ends included, of one school, of a holiday region, or of everybody.

    A school's own period with the title of one of its region's takes its place within the same school year.
    """

    __tablename__ = "periods"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="days"),
        sa.CheckConstraint("region IS NULL OR school_id IS NULL", name="whose"),
        sa.Index("ix_periods_days", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PeriodKind]
    title: Mapped[str] = mapped_column(sa.String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    region: Mapped[HolidayRegion | None]
    school_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(sa.String(120), default="")  # where it was imported from; "" when typed

    school: Mapped[School | None] = relationship(lazy="joined")

    def covers(self, day: date) -> bool:
        """Whether that day is one of them."""
        return self.starts_on <= day <= self.ends_on
