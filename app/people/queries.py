"""Finding people."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased, joinedload

from app.core.database import db
from app.people.models import Access, ErasureRequest, OptOut, Person

# On the path of every registration, so made once: building a statement takes longer than running it.
_named = aliased(Person)
_leads_on = _named.merged_into_id.is_(None) | _named.verified_at.is_not(None)
_meant = sa.select(sa.func.coalesce(_named.merged_into_id, _named.id)).where(_named.email == sa.bindparam("email"), _leads_on).scalar_subquery()
_BY_EMAIL = sa.select(Person).where(Person.id == _meant)
_CONTACT = sa.select(Person.id, Person.name, Person.email, Person.language).where(Person.id == _meant)


class Contact(NamedTuple):
    """Whom to write to: a person as four columns, where somebody waits for it."""

    id: int
    name: str
    email: str
    language: str


def find_by_email(email: str) -> Person | None:
    """The person with this address, however it is capitalised.

    The address of somebody who was merged leads to who stayed, when she has shown to read mail at it; else to nobody.
    """
    return db.session.scalar(_BY_EMAIL, {"email": email.lower()})


def find_contact(email: str) -> Contact | None:
    """The person with this address, as plain columns."""
    row = db.session.connection().execute(_CONTACT, {"email": email.lower()}).one_or_none()
    return Contact(*row) if row else None


def names_of(ids: Collection[int]) -> Mapping[int, str]:
    """Names by number, of those who still have one."""
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids), Person.erased_at.is_(None)))
    return dict(rows.all())


def merged_into(person: Person) -> Sequence[Person]:
    """The rows that were found to be this person, too."""
    return db.session.scalars(sa.select(Person).where(Person.merged_into_id == person.id).order_by(Person.id)).all()


def addresses_of(person: Person) -> list[str]:
    """Every mail address that leads to this person."""
    return [person.email, *(row.email for row in merged_into(person))]


def find_request(person: Person) -> ErasureRequest | None:
    """The request to be erased that nobody has settled yet."""
    return db.session.scalar(sa.select(ErasureRequest).where(ErasureRequest.person_id == person.id, ErasureRequest.settled_at.is_(None)))


def requests(*, settled: bool) -> Sequence[ErasureRequest]:
    """Requests to be erased: those that wait, longest first, or the last ones that were settled."""
    found = sa.select(ErasureRequest).options(joinedload(ErasureRequest.person))
    if settled:
        found = found.where(ErasureRequest.settled_at.is_not(None)).order_by(ErasureRequest.settled_at.desc(), ErasureRequest.id.desc()).limit(50)
    else:
        found = found.where(ErasureRequest.settled_at.is_(None)).order_by(ErasureRequest.asked_at, ErasureRequest.id)
    return db.session.scalars(found).all()


def request_or_404(request_id: int) -> ErasureRequest:
    """A request to be erased that waits."""
    waiting = sa.select(ErasureRequest).where(ErasureRequest.id == request_id, ErasureRequest.settled_at.is_(None))
    return db.session.scalar(waiting) or abort(404)


def person_or_404(person_id: int, *, hold: bool = False) -> Person:
    """Somebody who is there: not erased, and not merged into somebody else; held, as she is now, for who is about to change what is known."""
    there = sa.select(Person).where(Person.id == person_id, Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    there = there.with_for_update(of=Person, key_share=True).execution_options(populate_existing=True) if hold else there
    found: Person | None = db.session.scalar(there)
    return found or abort(404)


def opt_outs_of(person: Person) -> set[str]:
    """The kinds of invitation that somebody does not want."""
    return set(db.session.scalars(sa.select(OptOut.kind).where(OptOut.person_id == person.id)))


def count_by_school(ids: Collection[int]) -> Mapping[int, int]:
    """How many people work at these schools, by number of the school; one query, who works at two counts at both."""
    is_there = (Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    first = sa.select(Person.school_id.label("school_id")).where(Person.school_id.in_(ids), *is_there)
    both = first.union_all(sa.select(Person.second_school_id).where(Person.second_school_id.in_(ids), *is_there)).subquery()
    return dict(db.session.execute(sa.select(both.c.school_id, sa.func.count()).group_by(both.c.school_id)).all())


def with_rights() -> Sequence[Person]:
    """Everybody who may do more than a participant, those who may do most first."""
    most_first = sa.case({access: place for place, access in enumerate(reversed(Access))}, value=Person.access)
    found = sa.select(Person).where(Person.access != Access.PARTICIPANT, Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    return db.session.scalars(found.options(joinedload(Person.second_school)).order_by(most_first, Person.sort_key, Person.id)).all()


def named(typed: Collection[str]) -> dict[str, Person]:
    """Who is meant by each name or mail address, where that is one person in the address book only. One query."""
    addresses = {text: text.rpartition("<")[2].rstrip(">").strip().lower() for text in typed}
    there = Person.erased_at.is_(None) & Person.merged_into_id.is_(None)
    found = sa.select(Person).where(there, Person.name.in_(typed) | Person.email.in_(set(addresses.values())))
    meant: dict[str, list[Person]] = {}
    for person in db.session.scalars(found).unique():
        for text in typed:
            if text == person.name or addresses[text] == person.email:
                meant.setdefault(text, []).append(person)
    return {text: people[0] for text, people in meant.items() if len(people) == 1}
