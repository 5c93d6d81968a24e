"""Tags: the subjects and profiles of people, and whatever else organisers want to find them by."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.database import db, insert_unless_there
from app.core.errors import DomainError
from app.core.words import folded
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people.models import Person, Tag, TagKind, person_tags

PROFILES = ("BWI", "D&P", "E&O", "Groen", "HBR", "M&T", "MVI", "MaT", "PIE", "Z&W")
KIND_LABELS = {TagKind.SUBJECT: _l("Subject"), TagKind.PROFILE: _l("Profile"), TagKind.OTHER: _l("Other")}
LONGEST = 60
Found = sa.Select[int]  # the numbers of people


@lru_cache
def tag_key(name: str) -> str:
    """Names that differ only in capitals, accents and marks are one tag."""
    return folded(name)[:LONGEST]


def tags() -> Sequence[Tag]:
    """All tags, profiles first, by name."""
    order = sa.case({TagKind.PROFILE.value: 0, TagKind.SUBJECT.value: 1}, value=Tag.kind, else_=2)
    return db.session.scalars(sa.select(Tag).order_by(order, Tag.name_key)).all()


def find_tag(name: str) -> Tag | None:
    """The tag of that name, whatever its kind."""
    return db.session.scalar(sa.select(Tag).where(Tag.name_key == tag_key(name)))


def tags_named(names: Iterable[tuple[str, TagKind]]) -> Mapping[str, Tag]:
    """Tags by their key; those that are not there yet are made, of the kind given. Raises DomainError for a name without a word."""
    wanted = {tag_key(name): (name, kind) for name, kind in names}
    if "" in wanted:
        raise DomainError(_("A tag has at least one letter or digit."))
    known = _by_key(wanted)
    missing = wanted.keys() - known.keys()
    for key in sorted(missing):
        insert_unless_there(Tag, name=wanted[key][0][:LONGEST], name_key=key, kind=wanted[key][1])
    return {**known, **_by_key(missing)}


def _by_key(keys: Iterable[str]) -> dict[str, Tag]:
    found = sa.select(Tag).where(Tag.name_key.in_(list(keys)))
    return {tag.name_key: tag for tag in db.session.scalars(found)}


def tag_people(found: Found, name: str, kind: TagKind, *, by: int, at: datetime) -> int:
    """Give the tag to all people found who haven't got it; gives how many these were. The tag is made when it is new."""
    tag = next(iter(tags_named([(name, kind)]).values()))
    have = sa.select(person_tags.c.person_id).where(person_tags.c.tag_id == tag.id)
    people = found.with_only_columns(Person.id, sa.literal(tag.id)).where(Person.id.not_in(have)).order_by(None)
    count = _count(sa.insert(person_tags).from_select(["person_id", "tag_id"], people))
    if count:
        record(Action.PEOPLE_TAGGED, Thing("tag", tag.id, tag.name), by=by, at=at, count=count, tag=tag.name)
    return count


def untag_people(found: Found, name: str, *, by: int, at: datetime) -> int:
    """Take the tag from all people found who have it; gives how many these were. Raises DomainError for an unknown tag."""
    tag = find_tag(name)
    if tag is None:
        raise DomainError(_("There is no tag of that name."), field="tag")
    people = found.with_only_columns(Person.id).order_by(None)
    count = _count(sa.delete(person_tags).where(person_tags.c.tag_id == tag.id, person_tags.c.person_id.in_(people)))
    if count:
        record(Action.PEOPLE_UNTAGGED, Thing("tag", tag.id, tag.name), by=by, at=at, count=count, tag=tag.name)
    return count


def _count(change: sa.Executable) -> int:
    """Make the change; gives how many rows it was."""
    return int(getattr(db.session.execute(change, execution_options={"preserve_rowcount": True}), "rowcount", 0))
