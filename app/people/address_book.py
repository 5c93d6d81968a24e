"""The address book: people by any part of their name or address, and by school, role, tag and access; one indexed query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.database import db
from app.core.words import folded
from app.people.models import LONGEST_WORD, Access, Person, PersonWord, Role, person_tags
from app.people.queries import named

PAGE = 50
MOST_WORDS = 8
LAST = "\U0010ffff"  # sorts behind every word that begins alike
STILL_THERE = Person.merged_into_id.is_(None) & Person.erased_at.is_(None)


@dataclass(frozen=True)
class Search:
    """Whom to find; what is empty does not narrow it."""

    words: str = ""
    school_id: int | None = None
    role: Role | None = None
    tag_id: int | None = None
    access: Access | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return self != Search()


def ids(search: Search) -> sa.Select[int]:
    """The numbers of all people found."""
    found = sa.select(Person.id).where(STILL_THERE)
    for word in folded(search.words).split()[:MOST_WORDS]:
        found = found.where(Person.id.in_(_having(word[:LONGEST_WORD])))
    if search.school_id is not None:
        found = found.where((Person.school_id == search.school_id) | (Person.second_school_id == search.school_id))
    if search.role is not None:
        found = found.where(Person.role == search.role)
    if search.tag_id is not None:
        found = found.where(Person.id.in_(sa.select(person_tags.c.person_id).where(person_tags.c.tag_id == search.tag_id)))
    if search.access is not None:
        found = found.where(Person.access == search.access)
    return found


def these(chosen: Collection[int]) -> sa.Select[int]:
    """The numbers of those among the chosen who are still there."""
    return sa.select(Person.id).where(STILL_THERE, Person.id.in_(chosen))


def _having(beginning: str) -> sa.Select[int]:
    """Who has a word that begins so: a range of the index."""
    return sa.select(PersonWord.person_id).where(PersonWord.word >= beginning, PersonWord.word < beginning + LAST)


def on_page(search: Search, page: int) -> tuple[Sequence[Person], int]:
    """The people on a page, counted from 1, in order of name with their schools and tags, and how many were found in all.

    One query for both, and one for the tags of those on the page.
    """
    found = ids(search)
    total = sa.select(sa.func.count()).select_from(found.subquery()).scalar_subquery()
    shown = _in_full(found).add_columns(total).limit(PAGE).offset(PAGE * (page - 1))
    rows = db.session.execute(shown).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def suggested(words: str, *, most: int) -> list[tuple[Person, str]]:
    """A few people with these words, and what to type for each: the name, with the address where others have the same name. Two queries."""
    if not folded(words).strip():
        return []
    found = ids(Search(words=words)).with_only_columns(Person).order_by(Person.sort_key, Person.id).limit(most)
    people = db.session.scalars(found).all()
    alone = named({person.name for person in people}) if people else {}
    return [(person, person.name if person.name in alone else f"{person.name} <{person.email}>") for person in people]


def everybody(search: Search) -> Sequence[Person]:
    """All people found, in order of name, with schools and tags: for a file."""
    return db.session.scalars(_in_full(ids(search))).all()


def _in_full(found: sa.Select[int]) -> sa.Select[Person]:
    people = found.with_only_columns(Person).options(joinedload(Person.second_school), selectinload(Person.tags))
    return people.order_by(Person.sort_key, Person.id)
