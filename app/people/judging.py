"""Judging the rows of a file of people: who is new, who has changed, and where we had better ask."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.core.database import db
from app.core.words import folded
from app.people.address_book import STILL_THERE
from app.people.columns import Facts, Reason, faults_of, find_address, find_language, find_role
from app.people.known_schools import KnownSchools, Meant
from app.people.models import PARTICLES, Access, Person, Role, Tag, TagKind, person_tags, sort_key
from app.people.tags import tag_key
from app.people.verdicts import Decision, Judged, Verdict

OTHERWISE = {"role": Role.OTHER, "language": "nl", "school_id": None, "second_school_id": None}  # of somebody new
AT_ONCE = 500  # rows, and values in one query
KEEPS_ADDRESS = (Access.VIEWER, Access.ORGANISER, Access.ADMINISTRATOR)  # a file must not hand their rights to another address
Decided = Mapping[int, tuple[str, Sequence[Reason]]]  # by row: the decision, and the doubts it was about


class Known(NamedTuple):
    """What we know of somebody, without the weight of a Person."""

    id: int
    name: str
    email: str
    role: Role
    access: Access
    language: str
    school_id: int | None
    second_school_id: int | None
    sort_key: str
    merged_into_id: int | None
    is_erased: bool


@dataclass(frozen=True)
class Weighed:
    """A judged row and what taking it over writes: nothing, somebody new, or changes to `judged.person_id`."""

    judged: Judged
    values: dict[str, Any] = field(default_factory=dict)
    new_schools: dict[str, str] = field(default_factory=dict)
    tags: list[tuple[str, TagKind]] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether anything is to be taken over."""
        return bool(self.values or self.new_schools or self.tags)


class Judge:
    """Weighs the rows of one file in order; remembers them, to find who is there twice."""

    def __init__(self, decided: Decided | None = None) -> None:
        self._decided = decided or {}
        self._schools = KnownSchools()
        self._rows_of_address: dict[str, int] = {}
        self._rows_of_name: dict[tuple[str, object], int] = {}
        self._by_address: dict[str, Known] = {}
        self._by_name: dict[str, list[Known]] = {}
        self._tags: dict[int, set[str]] = {}

    def weigh(self, rows: Iterable[tuple[int, Facts]]) -> Iterator[Weighed]:
        """Weigh rows, with a few queries for some hundreds at a time."""
        for some in in_parts(list(rows)):
            self._look_up([facts for _number, facts in some])
            yield from (self._weigh(number, facts) for number, facts in some)

    def _look_up(self, some: Sequence[Facts]) -> None:
        self._by_address = _by_address(some)
        named = known_people(Person.sort_key.in_({sort_key(facts.name) for facts in some}) & STILL_THERE)
        self._by_name = defaultdict(list)
        for known in named:
            self._by_name[known.sort_key].append(known)
        self._tags = tags_of({known.id for known in (*self._by_address.values(), *named)})

    def _weigh(self, number: int, facts: Facts) -> Weighed:
        email = find_address(facts.email) or ""
        person, faults = self._by_address.get(email), faults_of(facts)
        if not faults and email in self._rows_of_address:
            faults = [["twice", str(self._rows_of_address[email])]]
        elif not faults and person is not None and person.is_erased:
            faults = [["gone"]]
        if faults:
            return Weighed(Judged(number, facts, Verdict.WRONG, faults))
        self._rows_of_address[email] = number
        schools = self._schools.meant(facts)
        namesake, doubts = self._doubts(number, facts, person, schools)
        doubts += schools.doubts
        if not doubts:
            return self._plan(number, facts, person, schools)
        return self._as_decided(number, facts, person or namesake, schools, doubts)

    def _doubts(self, number: int, facts: Facts, person: Known | None, schools: Meant) -> tuple[Known | None, list[Reason]]:
        """Who else it may be, and why we doubt."""
        if person is not None:
            return None, [] if is_same_name(person.name, facts.name) else [["other-name", person.name]]
        places = set(schools.ids.values())
        namesake = next((known for known in self._by_name.get(sort_key(facts.name), []) if {known.school_id, known.second_school_id} & places), None)
        key = (sort_key(facts.name), schools.ids.get("school_id") or folded(facts.school))
        earlier = self._rows_of_name.setdefault(key, number)
        if namesake is not None:
            return namesake, [["same-name", namesake.email]]
        return None, [["same-name-in-file", str(earlier)]] if earlier != number else []

    def _as_decided(self, number: int, facts: Facts, other: Known | None, schools: Meant, doubts: list[Reason]) -> Weighed:
        """A doubtful row: taken over when that was decided, about the doubts that there still are."""
        decision, about = self._decided.get(number, ("", []))
        person_id = other.id if other else None
        waits = Weighed(Judged(number, facts, Verdict.DOUBTFUL, doubts, person_id))
        if [list(reason) for reason in about] != doubts or decision not in (Decision.NEW, Decision.UPDATE):
            return waits
        is_about_school = doubts == schools.doubts
        schools = schools.as_new() if is_about_school and decision == Decision.NEW else schools.as_known()
        is_second = decision == Decision.NEW and not is_about_school
        planned = self._plan(number, facts, None if is_second else other, schools)
        return replace(planned, judged=replace(planned.judged, verdict=Verdict.DOUBTFUL, reasons=doubts))

    def _plan(self, number: int, facts: Facts, person: Known | None, schools: Meant) -> Weighed:
        """What taking the row over would write."""
        new = [["new-school", name] for name in schools.new.values()]
        said = {"name": facts.name, "role": find_role(facts.role), "language": find_language(facts.language)} | schools.ids
        said = {column: value for column, value in said.items() if value is not None}
        if person is None:
            values = {"email": find_address(facts.email), **OTHERWISE, **said}
            return Weighed(Judged(number, facts, Verdict.NEW, new), values, schools.new, tags_said(facts))
        return self._plan_change(number, facts, person, self._differences(person, said, facts), schools)

    def _plan_change(self, number: int, facts: Facts, person: Known, values: dict[str, Any], schools: Meant) -> Weighed:
        tags = [tag for tag in tags_said(facts) if tag_key(tag[0]) not in self._tags.get(person.id, set())]
        new = [["new-school", name] for name in schools.new.values()]
        reasons = [*self._in_words(person, values), *(["changes", _column(kind), "", name] for name, kind in tags), *new]
        verdict = Verdict.CHANGED if values or tags or schools.new else Verdict.SAME
        return Weighed(Judged(number, facts, verdict, reasons, person.id), values, schools.new, tags)

    def _differences(self, person: Known, said: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
        """What the row says differently. Of two schools one may stand alone."""
        values = {column: value for column, value in said.items() if getattr(person, column) != value}
        if values.get("school_id") == person.second_school_id and "second_school_id" not in said:
            values.pop("school_id", None)
        email = find_address(facts.email) or ""
        if email not in self._by_address and person.access not in KEEPS_ADDRESS:
            values["email"] = email
        return values

    def _in_words(self, person: Known, values: Mapping[str, Any]) -> list[Reason]:
        return [["changes", column.removesuffix("_id"), self._word(getattr(person, column)), self._word(value)] for column, value in values.items()]

    def _word(self, value: object) -> str:
        return self._schools.names.get(value, "") if isinstance(value, int) else str(value or "")


def known_people(which: sa.ColumnElement[bool]) -> list[Known]:
    """What we know of these people, the merged and erased among them."""
    columns = [getattr(Person, name) for name in Known._fields[:-1]]
    return [Known(*row) for row in db.session.execute(sa.select(*columns, Person.erased_at.is_not(None)).where(which))]


def _by_address(some: Sequence[Facts]) -> dict[str, Known]:
    """Whom the addresses of these rows mean; that of somebody who was merged means who stayed."""
    people = known_people(Person.email.in_({find_address(facts.email) or "" for facts in some}))
    kept = known_people(Person.id.in_({known.merged_into_id for known in people if known.merged_into_id}))
    by_number = {known.id: known for known in kept}
    return {known.email: by_number.get(known.merged_into_id or 0, known) for known in people}


def tags_of(people: Collection[int]) -> dict[int, set[str]]:
    """The keys of everybody's tags, by the number of the person."""
    found: dict[int, set[str]] = {}
    rows = sa.select(person_tags.c.person_id, Tag.name_key).join(Tag, Tag.id == person_tags.c.tag_id)
    for some in in_parts(sorted(people)):
        for person_id, key in db.session.execute(rows.where(person_tags.c.person_id.in_(some))):
            found.setdefault(person_id, set()).add(key)
    return found


def tags_said(facts: Facts) -> list[tuple[str, TagKind]]:
    """The tags of a row."""
    return [(name, TagKind.SUBJECT) for name in facts.subjects] + [(name, TagKind.PROFILE) for name in facts.profiles]


def is_same_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: they share a word that is more than an initial or a particle."""
    mine, theirs = ({word for word in folded(name).split() if len(word) > 1} - PARTICLES for name in (one, other))
    return folded(one) == folded(other) or bool(mine & theirs)


def in_parts(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The things in order, some hundreds at a time."""
    return (things[start : start + AT_ONCE] for start in range(0, len(things), AT_ONCE))


def _column(kind: TagKind) -> str:
    return "profiles" if kind is TagKind.PROFILE else "subjects"
