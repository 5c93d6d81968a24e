"""Who takes part: people, what is known of them, and what they want."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core import clock
from app.core.database import Model
from app.core.words import folded
from app.schools.models import School

PARTICLES = {"van", "de", "den", "der", "het", "'t", "’t", "ten", "ter", "te", "op", "in", "von", "zu", "el", "al", "la", "le", "du", "da", "dos"}
LONGEST_WORD = 60
# Prefixes are looked up between two words, which needs the order of bytes on every database.
_Word = sa.String(LONGEST_WORD).with_variant(sa.String(LONGEST_WORD, collation="C"), "postgresql")


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
    SCHOOL_CONTACT = "school-contact"
    VIEWER = "viewer"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class TagKind(enum.StrEnum):
    """What a tag says about somebody."""

    SUBJECT = "subject"
    PROFILE = "profile"
    OTHER = "other"


def sort_key(name: str) -> str:
    """Names in the order of a list: without capitals and accents."""
    return folded(name)[:120]


def _sorted_by(context: DefaultExecutionContext) -> str:
    return sort_key(context.get_current_parameters()["name"])  # type: ignore[no-untyped-call]


person_tags = sa.Table(
    "person_tags",
    Model.metadata,
    sa.Column("person_id", sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("tag_id", sa.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Tag(Model):
    """A subject, a profile, or whatever else organisers want to find people by."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[TagKind] = mapped_column(default=TagKind.OTHER)


class Person(UserMixin, Model):
    """Somebody with a work mail address, known by it.

    After a merge the one that goes stays as a row with `merged_into_id`: its address still leads to the other.
    After erasure the row stays without name and address, so that counts stay right.
    """

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    sort_key: Mapped[str] = mapped_column(sa.String(120), default=_sorted_by, index=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    role: Mapped[Role]
    access: Mapped[Access] = mapped_column(default=Access.PARTICIPANT)
    language: Mapped[str] = mapped_column(sa.String(2), default="nl")
    school_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id"), index=True)
    second_school_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schools.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    verified_at: Mapped[datetime | None]  # when somebody showed to read mail at this address
    seen_at: Mapped[datetime | None]  # when somebody signed in last, or came to an event that has been made nameless
    erased_at: Mapped[datetime | None]

    school: Mapped[School | None] = relationship(lazy="joined", foreign_keys=[school_id])
    second_school: Mapped[School | None] = relationship(foreign_keys=[second_school_id])
    tags: Mapped[list[Tag]] = relationship(secondary=person_tags, order_by=Tag.name)

    @property
    def schools(self) -> list[School]:
        """Where this person works: nowhere known, at one school, or at two."""
        return [school for school in (self.school, self.second_school) if school is not None]

    @property
    def is_gone(self) -> bool:
        """Whether this row stands only for what was: erased, or merged into somebody else."""
        return self.erased_at is not None or self.merged_into_id is not None

    @validates("name")
    def _keep_sorted(self, _field: str, value: str) -> str:
        self.sort_key = sort_key(value)
        return value


class PersonWord(Model):
    """A word by which somebody is found in the address book: of the name or the address. Kept by people.search_words."""

    __tablename__ = "person_words"

    word: Mapped[str] = mapped_column(_Word, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, index=True)


class OptOut(Model):
    """A kind of invitation that somebody doesn't want: an event kind, or "news"."""

    __tablename__ = "opt_outs"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)


class Merge(Model):
    """Two records that were found to be one person, and all that moved, so that it can be undone."""

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"))
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    moved: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    gone: Mapped[Person] = relationship(foreign_keys=[gone_id])
    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])


class ErasureRequest(Model):
    """Somebody wants to be erased; an organiser carries it out, or says why not."""

    __tablename__ = "erasure_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.String(300), default="")

    person: Mapped[Person] = relationship()


class ImportStatus(enum.StrEnum):
    """How far an import has come."""

    READING = "reading"
    READY = "ready"
    DONE = "done"
    REFUSED = "refused"


class PeopleImport(Model):
    """A file of people: read and judged row by row first, taken over in one go when somebody says so, gone after a day."""

    __tablename__ = "people_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id"))
    filename: Mapped[str] = mapped_column(sa.String(200))
    status: Mapped[ImportStatus] = mapped_column(default=ImportStatus.READING)
    refusal: Mapped[str] = mapped_column(sa.String(500), default="")
    content: Mapped[bytes | None]  # until it has been read
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(index=True)
    leased_until: Mapped[datetime | None]


class ImportRow(Model):
    """One row of such a file: what it says, the verdict, and what was decided about a doubtful one."""

    __tablename__ = "import_rows"

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("people_imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # as Excel counts it, the heading being 1
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    verdict: Mapped[str] = mapped_column(sa.String(20))  # new, same, changed, doubtful, wrong
    reasons: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("persons.id", ondelete="SET NULL"))
    decision: Mapped[str] = mapped_column(sa.String(20), default="")  # of a doubtful row: new, update, skip


def name_at_the_door(name: str) -> str:
    """What a volunteer sees: "Bram V." for Bram de Vries, a single name as it is."""
    first, *rest = name.split() or [name]
    family = [word for word in rest if word.lower() not in PARTICLES]
    if not family or first.lower() in PARTICLES:
        return name
    return f"{first} {family[0][0]}."
