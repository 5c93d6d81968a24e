"""Erasing a person: everything goes but what counts, which stays without a name."""

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.database import db
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people import emails, queries, signals
from app.people.models import Access, ErasureRequest, Person
from app.people.privacy import holdings

ERASED_NAME = "verwijderd"
ORGANISES = (Access.ORGANISER, Access.ADMINISTRATOR)


class StillOrganises(DomainError):
    """Who may organise is not erased: the right is taken away first."""


def erase(person: Person, *, by: int | None, at: datetime) -> None:
    """Take away all that is kept about somebody; what counts stays without a name. Doing it twice changes nothing.

    Whoever has a seat at something that is still to come gives it up first. Raises StillOrganises.
    """
    db.session.refresh(person, Person.__mapper__.column_attrs.keys(), with_for_update={"key_share": True})
    if person.is_gone:
        return
    if person.access in ORGANISES:
        raise StillOrganises(_("This person may organise. An administrator takes that right away first."))
    signals.erasing.send(person, at=at)
    for holding in holdings():
        if holding.erase is not None:
            holding.erase(person, at)
    for row in (person, *queries.merged_into(person)):
        _take_name(row, at)
    mine = sa.update(ErasureRequest).where(ErasureRequest.person_id == person.id, ErasureRequest.settled_at.is_(None))
    db.session.execute(mine.values(settled_at=at))
    record(Action.PERSON_ERASED, Thing("person", person.id), by=by, at=at)
    db.session.flush()


def nameless(person: Person, *, at: datetime) -> Person:
    """Somebody without a name who stands for this person in figures, so that these count as many people as before."""
    stand_in = Person(name=ERASED_NAME, email=_no_address(), role=person.role, created_at=at, erased_at=at)
    db.session.add(stand_in)
    db.session.flush()
    return stand_in


def ask(person: Person, *, at: datetime) -> ErasureRequest:
    """Somebody wants to be erased; asking twice is asking once."""
    waiting = queries.find_request(person)
    if waiting is not None:
        return waiting
    request = ErasureRequest(person=person, asked_at=at)
    db.session.add(request)
    record(Action.ERASURE_ASKED, Thing("person", person.id), by=person.id, at=at)
    db.session.flush()
    return request


def take_back(person: Person, *, at: datetime) -> None:
    """Somebody wants to stay after all."""
    waiting = queries.find_request(person)
    if waiting is not None:
        db.session.delete(waiting)
        record(Action.ERASURE_TAKEN_BACK, Thing("person", person.id), by=person.id, at=at)
        db.session.flush()


def decline(request: ErasureRequest, *, answer: str, by: int | None, at: datetime) -> None:
    """Write to somebody why not, or not yet. A request that was settled meanwhile stays as it is."""
    settled = sa.update(ErasureRequest).where(ErasureRequest.id == request.id, ErasureRequest.settled_at.is_(None))
    if db.session.connection().execute(settled.values(settled_at=at, answer=answer)).rowcount == 0:
        raise DomainError(_("This request has been settled already."))
    db.session.refresh(request)
    emails.erasure_declined(request.person, answer=answer, at=at)
    record(Action.ERASURE_DECLINED, Thing("person", request.person_id), by=by, at=at)
    db.session.flush()


def _take_name(person: Person, at: datetime) -> None:
    person.name, person.email = ERASED_NAME, _no_address()
    person.access, person.language = Access.PARTICIPANT, "nl"
    person.school = person.second_school = None  # each registration knows its own
    person.verified_at = person.seen_at = None
    person.erased_at = at


def _no_address() -> str:
    return f"{uuid4().hex}@erased.invalid"
