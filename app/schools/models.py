"""Where people come from: schools, companies and institutions."""

import enum

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.database import Model
from app.core.words import folded

LONGEST_KEY = 120


class SchoolKind(enum.StrEnum):
    """What kind of school it is, or what else."""

    VMBO = "vmbo"
    PRO = "pro"
    VO = "vo"
    VSO = "vso"
    PO = "po"
    MBO = "mbo"
    COMPANY = "company"
    INSTITUTION = "institution"
    OTHER = "other"


class HolidayRegion(enum.StrEnum):
    """Which of the three regions for school holidays."""

    NORTH = "north"
    MIDDLE = "middle"
    SOUTH = "south"


class Participation(enum.StrEnum):
    """Whether it takes part in the programme of the region."""

    PARTICIPATING = "participating"
    PREPARING = "preparing"
    OTHER = "other"


def school_key(name: str) -> str:
    """Names that differ only in capitals and blanks are one school. As long as its column: some letters grow."""
    return " ".join(name.casefold().split())[:LONGEST_KEY]


def _searched(context: DefaultExecutionContext) -> str:
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return searchable(values["name"], values.get("short_name") or "", values.get("city") or "")


def searchable(name: str, short_name: str, city: str) -> str:
    """What a school is found by."""
    return folded(f"{name} {short_name} {city}")[:300]


class School(Model):
    """A school, company or institution that people come from."""

    __tablename__ = "schools"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    short_name: Mapped[str] = mapped_column(sa.String(40), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    kind: Mapped[SchoolKind] = mapped_column(default=SchoolKind.OTHER)
    brin: Mapped[str] = mapped_column(sa.String(6), default="")  # four characters, and two digits for the site (vestiging)
    holiday_region: Mapped[HolidayRegion | None]
    participation: Mapped[Participation] = mapped_column(default=Participation.OTHER)
    lesson_ends: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # "15:05": when lessons end, in order
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    is_proposed: Mapped[bool] = mapped_column(default=False)
    search_key: Mapped[str] = mapped_column(sa.String(300), default=_searched)

    domains: Mapped[list["SchoolDomain"]] = relationship(order_by="SchoolDomain.domain", cascade="all, delete-orphan")

    @property
    def label(self) -> str:
        """The name by which colleagues know it."""
        return self.short_name or self.name

    @validates("name", "short_name", "city")
    def _keep_searchable(self, field: str, value: str) -> str:
        now = {"name": self.name, "short_name": self.short_name, "city": self.city} | {field: value}
        self.search_key = searchable(*(text or "" for text in now.values()))
        if field == "name":
            self.name_key = school_key(value)
        return value


class SchoolDomain(Model):
    """A mail domain that tells the school of a new person. Schools of one board may share it."""

    __tablename__ = "school_domains"

    school_id: Mapped[int] = mapped_column(sa.ForeignKey("schools.id", ondelete="CASCADE"), primary_key=True)
    domain: Mapped[str] = mapped_column(sa.String(120), primary_key=True, index=True)


class FormerName(Model):
    """A name that meant this school once: of a school merged into it, or before it was renamed."""

    __tablename__ = "former_names"

    name_key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    school_id: Mapped[int] = mapped_column(sa.ForeignKey("schools.id", ondelete="CASCADE"), index=True)
