"""Who takes part: people and their schools."""

import enum

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model

PARTICLES = {"van", "de", "den", "der", "het", "'t", "’t", "ten", "ter", "te", "op", "in", "von", "zu", "el", "al", "la", "le", "du", "da", "dos"}


class Role(enum.StrEnum):
    """What somebody does at a school or company."""

    TEACHER = "teacher"
    CAREERS_ADVISER = "careers-adviser"
    TEACHING_ASSISTANT = "teaching-assistant"
    TECHNICAL_ASSISTANT = "technical-assistant"
    INSTRUCTOR = "instructor"
    TEAM_LEADER = "team-leader"
    SCHOOL_LEADER = "school-leader"
    SUPPORT_STAFF = "support-staff"
    MBO_TEACHER = "mbo-teacher"
    COMPANY = "company"
    OTHER = "other"


class Access(enum.StrEnum):
    """What somebody may do in Inloop; permissions.py says what each is allowed."""

    PARTICIPANT = "participant"
    ORGANISER = "organiser"


class School(Model):
    """A school, college or other organisation that people come from."""

    __tablename__ = "schools"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    short_name: Mapped[str] = mapped_column(sa.String(40), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    mail_domain: Mapped[str] = mapped_column(sa.String(120), default="")
    is_proposed: Mapped[bool] = mapped_column(default=False)

    @property
    def label(self) -> str:
        """The name by which colleagues know it."""
        return self.short_name or self.name


class Person(UserMixin, Model):
    """Somebody with a work mail address, known by it."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    role: Mapped[Role]
    access: Mapped[Access] = mapped_column(default=Access.PARTICIPANT)
    language: Mapped[str] = mapped_column(sa.String(2), default="nl")
    school_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id"), index=True)

    school: Mapped[School | None] = relationship(lazy="joined")


def name_at_the_door(name: str) -> str:
    """What a volunteer sees: "Bram V." for Bram de Vries, a single name as it is."""
    first, *rest = name.split() or [name]
    family = [word for word in rest if word.lower() not in PARTICLES]
    if not family or first.lower() in PARTICLES:
        return name
    return f"{first} {family[0][0]}."
