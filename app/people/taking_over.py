"""Taking a judged file over into the address book: all rows or none, in a handful of statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.log.actions import Action
from app.log.operations import Thing, record
from app.people import search_words
from app.people.judging import Weighed, in_parts, tags_of
from app.people.models import Person, person_tags, sort_key
from app.people.tags import tag_key, tags_named
from app.schools.operations import school_named


def take_over(weighed: Sequence[Weighed], *, thing: Thing | None, by: int | None, at: datetime) -> int:
    """Write all that the rows say; gives the number of people added or changed. Logged as one entry."""
    writing = [row for row in weighed if row.writes]
    if not writing:
        return 0
    _found_schools(writing)
    people = _add([row.values for row in writing if row.judged.person_id is None], at=at)
    _change({row.judged.person_id: row.values for row in writing if row.judged.person_id is not None})
    _tag([(row.judged.person_id or people[row.values["email"]], row) for row in writing])
    db.session.expire_all()
    record(Action.PEOPLE_IMPORTED, thing, by=by, at=at, count=len(writing))
    db.session.flush()
    return len(writing)


def _found_schools(writing: Sequence[Weighed]) -> None:
    """Propose the schools that we don't know, and note their numbers with the other values of each row."""
    schools: dict[str, int] = {}
    for row in writing:
        for place, name in row.new_schools.items():
            schools[name] = schools.get(name) or school_named(name).id
            row.values[place] = schools[name]


def _add(new: Sequence[Mapping[str, Any]], *, at: datetime) -> dict[str, int]:
    """Insert people; gives their numbers by address."""
    if not new:
        return {}
    rows = [dict(values, sort_key=sort_key(values["name"]), created_at=at) for values in new]
    inserted = db.session.execute(sa.insert(Person).returning(Person.id, Person.name, Person.email), rows).all()
    search_words.rewrite(db.session.connection(), inserted)
    return {email: person_id for person_id, _name, email in inserted}


def _change(changes: Mapping[int | None, Mapping[str, Any]]) -> None:
    """Update people, by number."""
    rows = [dict(values, id=person_id, **_follows(values)) for person_id, values in changes.items() if values]
    if rows:
        db.session.execute(sa.update(Person), rows)
    renamed = [row["id"] for row in rows if row.keys() & {"name", "email"}]
    for some in in_parts(renamed):
        found = db.session.execute(sa.select(Person.id, Person.name, Person.email).where(Person.id.in_(some)))
        search_words.rewrite(db.session.connection(), found.all())


def _follows(values: Mapping[str, Any]) -> dict[str, Any]:
    """What changes with a name or an address: its place in lists, and that nobody has shown to read mail there."""
    ordered = {"sort_key": sort_key(values["name"])} if "name" in values else {}
    return ordered | ({"verified_at": None} if "email" in values else {})


def _tag(people: Sequence[tuple[int, Weighed]]) -> None:
    tags = tags_named({tag for _number, row in people for tag in row.tags})
    have = tags_of({number for number, row in people if row.tags})
    wanted = {(number, tags[tag_key(name)].id) for number, row in people for name, _kind in row.tags if tag_key(name) not in have.get(number, ())}
    if wanted:
        rows = [{"person_id": number, "tag_id": tag_id} for number, tag_id in sorted(wanted)]
        db.session.execute(sa.insert(person_tags), rows)
