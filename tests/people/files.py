"""Files of people as the programs that people use write them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlsxwriter

from app.core.sheet_reader import rows_of
from app.people.columns import Facts, facts_of

HEADING = ("Naam", "E-mail", "Functie", "School", "Tweede school", "Vakken", "Profielen", "Taal")
BRAM = ("Bram de Vries", "b.devries@waterrand.example", "Docent", "Waterrand College", "", "Techniek; Wiskunde", "PIE, BWI", "nl")


def csv(*rows: Sequence[str], separator: str = ";") -> str:
    """As Excel writes it: CRLF, quotes where needed."""
    quoted = (separator.join(f'"{cell}"' if any(mark in cell for mark in ';,\t"\n') else cell for cell in row) for row in rows)
    return "".join(f"{row}\r\n" for row in quoted)


def by_openpyxl(*rows: Sequence[Any], merged: str = "") -> bytes:
    """As openpyxl writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_xlsxwriter(*rows: Sequence[Any]) -> bytes:
    """As xlsxwriter writes it, with shared strings."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def bomb(megabytes: int = 51) -> bytes:
    """An XLSX that is small until it is unpacked."""
    buffer = io.BytesIO(by_openpyxl(HEADING))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as member:
        for _ in range(megabytes):
            member.write(b"\0" * 1024 * 1024)
    return buffer.getvalue()


def read(content: bytes) -> list[tuple[int, Facts]]:
    """What is read of a file."""
    return list(facts_of(rows_of(content)))
