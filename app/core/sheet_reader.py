"""Lists as people send them: the cells of a CSV or XLSX file as text, whatever program wrote it, and no bombs."""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from openpyxl import DEFUSEDXML, load_workbook

from app.core.errors import DomainError
from app.core.spreadsheets import FORMULA

MOST_UNZIPPED = 50 * 1024 * 1024
MOST_MEMBERS = 1000
WIDEST = 60  # columns; a sheet may say that it has 16,384
LOOKED_AT = 20  # lines in which separators are counted
SEPARATORS = ";,\t"
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SAYS_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
Row = tuple[int, list[str]]


class Unreadable(DomainError):
    """The file is not one of those we read; the message says what to do."""


def rows_of(content: bytes) -> Iterator[Row]:
    """The rows that hold anything, each with its number as a spreadsheet counts it. Raises Unreadable, also half-way."""
    if content.startswith(OLD_EXCEL):
        raise Unreadable(_("This is a file of an old Excel, or one with a password. Save it as .xlsx without a password, or as CSV."))
    read = _xlsx if content.startswith(ZIP) else _csv
    try:
        for number, row in enumerate(read(content), start=1):
            cells = [tidied(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken file makes the readers stumble over, it is the file
        raise unreadable() from error


def unreadable() -> Unreadable:
    """The refusal of a file that can't be made anything of."""
    return Unreadable(_("This file can't be read. Save it once more as .xlsx or CSV, and send that one."))


def tidied(cell: str) -> str:
    """A cell without blanks around it, in composed Unicode, and without the quote that keeps formulas asleep."""
    text = unicodedata.normalize("NFC", cell).strip().strip("\ufeff")
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def _csv(content: bytes) -> Iterator[list[str]]:
    text = decoded(content)
    said = SAYS_SEPARATOR.match(text)
    if said:
        text = text[said.end() :]
    return csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else _separator(text))


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-16 or UTF-8 by its mark, else line by line UTF-8 or Windows' own."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if content[1:2] == b"\0":
        return content.decode("utf-16-le", errors="replace")
    lines = content.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
    return "".join(map(_line, lines))


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """What stands most often in the first lines, outside quotes."""
    start = re.sub(r'"[^"]*"', "", "".join(text.splitlines(keepends=True)[:LOOKED_AT]))
    return max(SEPARATORS, key=start.count)


def _xlsx(content: bytes) -> Iterator[list[str]]:
    refuse_bomb(content)
    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is missing: a sheet could make the reader expand entities for ever")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=WIDEST, values_only=True):
            yield as_text(row)
    finally:
        book.close()


def refuse_bomb(content: bytes) -> None:
    """Raises Unreadable for a zip that holds far more than it seems to; what its list says is all that is ever unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = packed.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNZIPPED:
        raise Unreadable(_("Unpacked, this file is larger than 50 MB. Copy only the list itself into a new file."))


def as_text(row: Sequence[object]) -> list[str]:
    """Cells as they would be typed; dates as 2026-11-26, so that nobody takes them for words."""
    return [_cell(value) for value in row]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
