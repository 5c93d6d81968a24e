"""Two records that turn out to be one person: what moves, and putting it back."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import record
from app.people import emails, signals
from app.people.models import Access, ErasureRequest, Merge, OptOut, Person
from app.people.operations import thing
from app.people.permissions import Permission, may

UNDONE_WITHIN = timedelta(days=30)
ORDINARY = (Access.PARTICIPANT, Access.SCHOOL_CONTACT)
Moved = dict[str, Any]


class MergeRefused(DomainError):
    """These two can't be merged, or no longer be parted, for the reason given."""


def merge(gone: Person, kept: Person, *, by: Person, at: datetime) -> Merge:
    """Make one person of two: what is `gone`'s becomes `kept`'s, and both addresses are told. Raises MergeRefused.

    Packages to the right move theirs on `signals.merged`, and may refuse.
    """
    _hold(gone, kept)
    check(gone, kept, by=by)
    moved: Moved = {"people": _move(gone, kept)}
    for receiver, what in signals.merged.send(gone, into=kept):
        moved[package_of(receiver)] = what
    gone.merged_into_id = kept.id
    merged = Merge(gone=gone, kept=kept, by_id=by.id, merged_at=at, moved=moved)
    db.session.add(merged)
    record(Action.PERSONS_MERGED, thing(kept), by=by.id, at=at, person=gone.id)
    emails.merged(gone, kept, at=at)
    db.session.flush()
    return merged


def check(gone: Person, kept: Person, *, by: Person) -> None:
    """Whether these two may be merged at all. Raises MergeRefused."""
    if gone.id == kept.id:
        raise MergeRefused(_("This is one and the same person."))
    if gone.is_gone or kept.is_gone:
        raise MergeRefused(_("One of the two is no longer in the address book."))
    _check_rights(gone, kept, by=by)
    if gone.access is not Access.PARTICIPANT and gone.access is not kept.access:
        raise MergeRefused(_("%(name)s may do more in Inloop. Keep that one, or have an administrator take the right away first.", name=gone.name))


def part(merged: Merge, *, by: Person, at: datetime) -> None:
    """Undo a merge: everything that moved, and still exists, goes back. Raises MergeRefused after 30 days."""
    gone, kept = merged.gone, merged.kept
    _hold(gone, kept)
    db.session.refresh(merged)
    if merged.undone_at is not None:
        return
    if not may_be_parted(merged, at=at):
        raise MergeRefused(_("A merge can be undone within 30 days, as long as both are there."))
    if gone.merged_into_id != kept.id:
        raise MergeRefused(_("%(name)s has been merged once more since. Undo that first.", name=kept.name))
    _check_rights(gone, kept, by=by)
    merged.undone_at = at
    gone.merged_into_id = None
    _put_back(gone, kept, merged.moved.get("people") or {})
    signals.parted.send(gone, from_=kept, moved=merged.moved)
    record(Action.PERSONS_PARTED, thing(kept), by=by.id, at=at, person=gone.id)
    db.session.flush()


def may_be_parted(merged: Merge, *, at: datetime) -> bool:
    """Whether there is still time, and somebody to part."""
    is_there = merged.gone.erased_at is None and merged.kept.erased_at is None
    return is_there and merged.undone_at is None and at <= merged.merged_at + UNDONE_WITHIN


def merges_into(person: Person) -> list[Merge]:
    """What has been merged into somebody and not been undone, latest first."""
    found = sa.select(Merge).where(Merge.kept_id == person.id, Merge.undone_at.is_(None)).order_by(Merge.id.desc())
    return list(db.session.scalars(found.options(joinedload(Merge.gone))))


def merge_or_404(merge_id: int) -> Merge:
    """The merge with this number."""
    return db.session.get(Merge, merge_id) or abort(404)


def package_of(receiver: Any) -> str:
    """The package that a receiver of a signal belongs to: the key under which it finds again what it moved."""
    return str(receiver.__module__).split(".")[1]


def _check_rights(gone: Person, kept: Person, *, by: Person) -> None:
    """Who takes over somebody's address takes over her rights."""
    if not {gone.access, kept.access} <= set(ORDINARY) and not may(by, Permission.MANAGE_ACCESS):
        raise MergeRefused(_("One of the two may organise or look on. Only an administrator merges or parts them."))


def _hold(*people: Person) -> None:
    """Nobody registers as, erases or merges either of them meanwhile."""
    db.session.execute(sa.select(Person.id).where(Person.id.in_([person.id for person in people])).order_by(Person.id).with_for_update())
    for person in people:
        db.session.refresh(person)


def _move(gone: Person, kept: Person) -> Moved:
    """Tags, schools, opt-outs, a request to be erased, and who was merged before; on `gone` itself they stay as they were."""
    tags = [tag for tag in gone.tags if tag not in kept.tags]
    kept.tags = [*kept.tags, *tags]
    schools = {}
    for school in (school for school in gone.schools if school not in kept.schools):
        place = next((place for place in ("school", "second_school") if getattr(kept, place) is None), None)
        if place:
            setattr(kept, place, school)
            schools[place] = school.id
    has = set(db.session.scalars(sa.select(OptOut.kind).where(OptOut.person_id == kept.id)))
    kinds = [kind for kind in db.session.scalars(sa.select(OptOut.kind).where(OptOut.person_id == gone.id)) if kind not in has]
    db.session.add_all(OptOut(person_id=kept.id, kind=kind) for kind in kinds)
    followers = _turn(Person.merged_into_id, Person.id, gone, kept)
    requests = _turn(ErasureRequest.person_id, ErasureRequest.id, gone, kept)
    return {"tags": [tag.id for tag in tags], "schools": schools, "opt_outs": kinds, "followers": followers, "requests": requests}


def _turn(column: Any, number: Any, gone: Person, kept: Person) -> list[int]:
    """Rows of one become the other's; gives their numbers."""
    turned = sa.update(column.class_).where(column == gone.id).values({column: kept.id}).returning(number)
    return list(db.session.scalars(turned))


def _put_back(gone: Person, kept: Person, moved: Moved) -> None:
    kept.tags = [tag for tag in kept.tags if tag.id not in moved.get("tags", [])]
    for place, school_id in moved.get("schools", {}).items():
        if getattr(kept, f"{place}_id") == school_id:
            setattr(kept, place, None)
    kinds = moved.get("opt_outs", [])
    db.session.execute(sa.delete(OptOut).where(OptOut.person_id == kept.id, OptOut.kind.in_(kinds)))
    for column, number, key in (
        (Person.merged_into_id, Person.id, "followers"),
        (ErasureRequest.person_id, ErasureRequest.id, "requests"),
    ):
        back = sa.update(column.class_).where(number.in_(moved.get(key, [])), column == kept.id)
        db.session.execute(back.values({column: gone.id}))
