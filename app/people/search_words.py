"""The words by which people are found in the address book, kept with every change of a name or address."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from app.core.database import insert_each
from app.core.words import words
from app.people.models import LONGEST_WORD, Person, PersonWord

_INSERT = sa.insert(PersonWord)
_DELETE = sa.delete(PersonWord).where(PersonWord.person_id == sa.bindparam("person"))
_SEARCHED = ("name", "email", "erased_at", "merged_into_id")


def write(connection: sa.Connection, person_id: int, text: str) -> None:
    """Write the words of somebody who has none yet."""
    found = sorted(words(text, longest=LONGEST_WORD))
    if found:
        insert_each(PersonWord, "word", found, connection, person_id=person_id)


def rewrite(connection: sa.Connection, people: Sequence[tuple[int, str, str]]) -> None:
    """Write the words of many people anew, given as (id, name, address): for what is written past the session."""
    if not people:
        return
    connection.execute(_DELETE, [{"person": person_id} for person_id, _name, _email in people])
    found = ((person_id, words(f"{name} {email}", longest=LONGEST_WORD)) for person_id, name, email in people)
    connection.execute(_INSERT, [{"word": word, "person_id": person_id} for person_id, its in found for word in sorted(its)])


@sa.event.listens_for(Person, "after_insert")
def _added(_mapper: Mapper[Any], connection: sa.Connection, person: Person) -> None:
    if not person.is_gone:
        write(connection, person.id, f"{person.name} {person.email}")


@sa.event.listens_for(Person, "after_update")
def _changed(mapper: Mapper[Any], connection: sa.Connection, person: Person) -> None:
    state: Any = sa.inspect(person)
    if any(state.attrs[name].history.has_changes() for name in _SEARCHED):
        connection.execute(_DELETE, {"person": person.id})
        _added(mapper, connection, person)
