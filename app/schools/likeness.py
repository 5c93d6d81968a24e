"""Which schools a name that somebody typed probably means."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.core.words import folded

ALIKE = 0.3  # of the pieces of the shorter name
NEARLY_AS_MUCH = 0.6  # of what the likeliest shares
_LITTLE = "de het een van te in op aan bij school college lyceum scholengemeenschap vmbo mavo mbo roc vakcollege praktijkschool"
SAY_LITTLE = frozenset(_LITTLE.split())


class Known(NamedTuple):
    """What is compared of a school: what it is called, and how it is shown."""

    id: int
    name: str
    short_name: str
    city: str


def likeliest(name: str, known: Iterable[tuple[Known, frozenset[str]]], *, most: int = 3) -> Sequence[Known]:
    """The schools whose names share most with this one, best first; none when nothing is alike."""
    wanted = pieces(name)
    found = [(_likeness(wanted, there), school) for school, there in known]
    best = max((likeness for likeness, _school in found), default=0.0)
    alike = sorted((pair for pair in found if pair[0] >= max(ALIKE, best * NEARLY_AS_MUCH)), key=lambda pair: (-pair[0], pair[1].name))
    return [school for _how_much, school in alike[:most]]


def compared(school: Known) -> tuple[Known, frozenset[str]]:
    """A school with the pieces of all that it is called by, so that many names can be held against it."""
    return school, pieces(f"{school.name} {school.short_name} {school.city}")


def pieces(text: str) -> frozenset[str]:
    """Every three letters in a row, of every word that tells schools apart: typing errors spoil a few only."""
    said = folded(text).split()
    telling = [word for word in said if word not in SAY_LITTLE] or said
    return frozenset(f" {word} "[start : start + 3] for word in telling for start in range(len(word)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
