"""The columns of a list of people, as they are read and written: in Dutch and in English, in any order."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from email_validator import EmailNotValidError
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.forms import normal_address
from app.core.languages import LANGUAGES
from app.core.sheet_reader import Row, Unreadable
from app.core.words import folded
from app.people.labels import ROLE_LABELS
from app.people.models import Person, Role, TagKind

MOST_ROWS = 5000
HEADING_WITHIN = 20  # rows: above the headings there may be a title
LONGEST_TAG, LONGEST_ADDRESS = 60, 254
LONGEST = {"name": 120, "school": 120, "second_school": 120, "subjects": LONGEST_TAG, "profiles": LONGEST_TAG}
UNREADABLE = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of characters, separators of lines
Reason = list[str]

COLUMNS = {
    "name": _l("Name"),
    "email": _l("Mail address"),
    "role": _l("Role"),
    "school": _l("School"),
    "second_school": _l("Second school"),
    "subjects": _l("Subjects"),
    "profiles": _l("Profiles"),
    "language": _l("Language"),
}
HEADINGS = {
    "name": ("naam", "name", "volledigenaam", "fullname"),
    "email": ("email", "mail", "emailadres", "mailadres", "werkmail", "emailaddress", "mailaddress"),
    "role": ("functie", "rol", "role", "function"),
    "school": ("school", "organisatie", "schooloforganisatie", "organisation", "schoolororganisation"),
    "second_school": ("tweedeschool", "secondschool", "school2", "anderschool", "andereschool"),
    "subjects": ("vakken", "vak", "subjects", "subject"),
    "profiles": ("profielen", "profiel", "profiles", "profile"),
    "language": ("taal", "language"),
}
_COLUMN_OF = {heading: column for column, headings in HEADINGS.items() for heading in headings}
_MORE_ROLES = {
    "leraar": Role.TEACHER,
    "lerares": Role.TEACHER,
    "leerkracht": Role.TEACHER,
    "toa": Role.TECHNICAL_ASSISTANT,
    "oop": Role.SUPPORT_STAFF,
}


@dataclass(frozen=True)
class Facts:
    """What one row says, as it was typed; what it leaves out is empty."""

    name: str = ""
    email: str = ""
    role: str = ""
    school: str = ""
    second_school: str = ""
    subjects: list[str] = field(default_factory=list)
    profiles: list[str] = field(default_factory=list)
    language: str = ""


def facts_of(rows: Iterable[Row]) -> Iterator[tuple[int, Facts]]:
    """What the rows below the headings say. Raises Unreadable for no headings, a heading twice, no rows, or too many."""
    columns: Mapping[str, int] = {}
    found = 0
    for number, cells in rows:
        if not columns:
            columns = _headings(cells)
            if not columns and number >= HEADING_WITHIN:
                break
            continue
        found += 1
        if found > MOST_ROWS:
            raise Unreadable(_("This file has more than %(most)s rows. Divide it into several files.", most=MOST_ROWS))
        yield number, _facts(cells, columns)
    if not columns:
        raise Unreadable(_("No row with headings was found. One of the first 20 rows should say at least: Name, Mail address."))
    if not found:
        raise Unreadable(_("There is nobody in this file: below the headings it is empty."))


def _headings(cells: Sequence[str]) -> Mapping[str, int]:
    """Which column stands where, when this row holds the headings; else nothing."""
    named = [(column, place) for place, cell in enumerate(cells) if (column := _COLUMN_OF.get(re.sub(r"[^a-z0-9]", "", folded(cell))))]
    columns = dict(named)
    if not {"name", "email"} <= columns.keys():
        return {}
    if len(columns) < len(named):
        twice = next(column for column, place in named if columns[column] != place)
        raise Unreadable(_("The column %(column)s is there twice. Keep one of them.", column=COLUMNS[twice]))
    return columns


def _facts(cells: Sequence[str], columns: Mapping[str, int]) -> Facts:
    typed = {column: cells[place] for column, place in columns.items() if place < len(cells)}
    lists = {column: several(typed.pop(column, "")) for column in ("subjects", "profiles")}
    return Facts(**typed, **lists)  # type: ignore[arg-type]


def several(typed: str) -> list[str]:
    """What was typed with ; or , between, each once."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[;,\n]", typed) if part.strip()))


def faults_of(facts: Facts) -> list[Reason]:
    """Why this row can't be taken over: codes of verdicts.REASONS, each with what it is about."""
    found = [*_faulty_name(facts.name), *_faulty_address(facts.email)]
    found += [fault for column, text in _texts(facts) if text and (fault := _faulty_text(column, text))]
    if facts.role and find_role(facts.role) is None:
        found.append(["unknown-role", facts.role])
    if facts.language and find_language(facts.language) is None:
        found.append(["unknown-language", facts.language])
    return found


def _faulty_text(column: str, text: str) -> Reason:
    """What is wrong with what stands in a column; nothing when it is fine."""
    if _is_unreadable(text):
        return ["unreadable", column]
    if len(text) > LONGEST.get(column, LONGEST_ADDRESS):
        return ["too-long", column]
    is_judged_elsewhere = column in ("name", "email")
    return [] if is_judged_elsewhere or text.isalnum() or folded(text) else ["no-word", column]


def _faulty_name(name: str) -> list[Reason]:
    if not name:
        return [["no-name"]]
    is_word = any(character.isalpha() for character in name) and not name[0].isdigit() and not name.startswith("#")
    return [] if is_word else [["no-name-but", name]]


def _faulty_address(email: str) -> list[Reason]:
    if not email:
        return [["no-address"]]
    return [] if find_address(email) else [["bad-address", email]]


@lru_cache(maxsize=MOST_ROWS)
def find_address(typed: str) -> str | None:
    """The address as it is kept, or None when it is none."""
    try:
        return normal_address(typed)
    except EmailNotValidError:
        return None


def _texts(facts: Facts) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        value = getattr(facts, column)
        yield from ((column, text) for text in (value if isinstance(value, list) else [value]))


def _is_unreadable(text: str) -> bool:
    if text.isprintable():
        return "\N{REPLACEMENT CHARACTER}" in text
    return any(character == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(character) in UNREADABLE for character in text)


@lru_cache
def find_role(typed: str) -> Role | None:
    """The role that somebody means, in either language."""
    return _roles().get(folded(typed))


@cache
def _roles() -> Mapping[str, Role]:
    known = {role.value: role for role in Role} | {folded(role.value.replace("-", " ")): role for role in Role} | _MORE_ROLES
    for code in LANGUAGES:
        with force_locale(code):
            known |= {folded(str(label)): role for role, label in ROLE_LABELS.items()}
    return known


def find_language(typed: str) -> str | None:
    """The code of the language that somebody means."""
    known = {"nl": "nl", "nederlands": "nl", "dutch": "nl", "en": "en", "engels": "en", "english": "en"}
    return known.get(folded(typed))


def heading_row() -> list[str]:
    """The headings, in the language in force."""
    return [str(label) for label in COLUMNS.values()]


def row_of(person: Person) -> list[str]:
    """A person as a row of the same columns."""
    tags = {kind: "; ".join(tag.name for tag in person.tags if tag.kind is kind) for kind in TagKind}
    first, second = [*(school.name for school in person.schools), "", ""][:2]
    role = str(ROLE_LABELS[person.role])
    return [person.name, person.email, role, first, second, tags[TagKind.SUBJECT], tags[TagKind.PROFILE], LANGUAGES.get(person.language, "")]


SAMPLE = (
    ("Fatima el Amrani", "f.elamrani@school.example", "teacher", "Waterrand College", "", "Techniek; Wiskunde", "PIE; BWI", "nl"),
    ("Jan van den Berg", "j.vandenberg@school.example", "careers-adviser", "Vakcollege Polderlicht", "", "", "D&P", "nl"),
)


def sample_rows() -> list[list[str]]:
    """A file to begin with."""
    rows = [[*row[:2], str(ROLE_LABELS[Role(row[2])]), *row[3:7], LANGUAGES[row[7]]] for row in SAMPLE]
    return [heading_row(), *rows]
