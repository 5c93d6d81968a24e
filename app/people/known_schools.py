"""The schools we know, as a whole file of people asks for them: all at once, and what a misspelt one may mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

import sqlalchemy as sa

from app.core.database import db
from app.core.words import folded
from app.people.columns import Facts, Reason
from app.schools.models import FormerName, School, school_key

ALIKE = 0.8  # of 1: how much two names must have in common
PLACES = {"school": "school_id", "second_school": "second_school_id"}


@dataclass
class Meant:
    """The schools of one row: known ones by column of the table, new ones by name, and what we doubt."""

    ids: dict[str, int] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    doubts: list[Reason] = field(default_factory=list)

    def as_new(self) -> "Meant":
        """The same, every school that we don't know being new."""
        return Meant({place: number for place, number in self.ids.items() if place not in self.new}, self.new)

    def as_known(self) -> "Meant":
        """The same, what is like a known school being that one."""
        return Meant(self.ids, {place: name for place, name in self.new.items() if place not in self.ids})


class KnownSchools:
    """All schools, read once."""

    def __init__(self) -> None:
        found = db.session.execute(sa.select(School.id, School.name, School.short_name).order_by(School.is_proposed.desc(), School.id.desc()))
        rows = found.all()
        former = db.session.execute(sa.select(FormerName.name_key, FormerName.school_id))
        self.names = {school_id: name for school_id, name, _short_name in rows}
        self._by_key = dict(former.all())
        self._by_key |= {school_key(short_name): school_id for school_id, _name, short_name in rows if short_name}
        self._by_key |= {school_key(name): school_id for school_id, name, _short_name in rows}
        self._similar: dict[str, int | None] = {}

    def find(self, typed: str) -> int | None:
        """The school of exactly this name, short name or former name."""
        return self._by_key.get(school_key(typed))

    def find_similar(self, typed: str) -> int | None:
        """The school whose name is nearly this, or has all its words."""
        key = folded(typed)
        if key not in self._similar:
            self._similar[key] = self._look_for(key)
        return self._similar[key]

    @cached_property
    def _spellings(self) -> Mapping[str, int]:
        return {folded(key): school_id for key, school_id in self._by_key.items()}

    def _look_for(self, key: str) -> int | None:
        close = get_close_matches(key, self._spellings, n=1, cutoff=ALIKE)
        if close:
            return self._spellings[close[0]]
        words = set(key.split())
        return next((school_id for spelling, school_id in self._spellings.items() if words <= set(spelling.split())), None)

    def meant(self, facts: Facts) -> Meant:
        """Which schools a row means."""
        meant = Meant()
        for column, place in PLACES.items():
            typed = getattr(facts, column)
            if typed:
                self._note(meant, place, typed)
        return meant

    def _note(self, meant: Meant, place: str, typed: str) -> None:
        known = self.find(typed)
        if known is not None:
            meant.ids[place] = known
            return
        meant.new[place] = typed
        similar = self.find_similar(typed)
        if similar is not None:
            meant.ids[place] = similar
            meant.doubts.append(["similar-school", typed, self.names[similar]])
