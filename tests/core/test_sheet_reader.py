"""Files as programs write them are read alike; what would choke us is refused with a sentence."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from flask import Flask

from app.core.sheet_reader import Unreadable, rows_of
from tests.people.files import bomb, by_openpyxl, by_xlsxwriter, csv

ROWS = (("Naam", "E-mail"), ("Özlem Şahin", "o@x.example"), ("José", "j@x.example"))
LATIN = (("Naam", "E-mail"), ("Zoë “Zo” Renée", "z@x.example"), ("José", "j@x.example"))


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [tuple(row) for _number, row in rows_of(content)]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_csv_is_read_in_every_encoding_of_unicode(app: Flask, separator: str, encoding: str) -> None:
    assert cells(csv(*ROWS, separator=separator).encode(encoding)) == list(ROWS)


def test_csv_of_windows_is_read(app: Flask) -> None:
    assert cells(csv(*LATIN).encode("cp1252")) == list(LATIN)


def test_a_file_glued_together_of_two_encodings_is_read_line_by_line(app: Flask) -> None:
    content = csv(*ROWS[:2]).encode() + csv(LATIN[1]).encode("cp1252")

    assert cells(content) == [*ROWS[:2], LATIN[1]]


def test_the_separator_that_excel_notes_is_believed(app: Flask) -> None:
    assert cells(b"sep=|\r\nNaam|E-mail\r\nJan; Piet|j@x.example\r\n") == [("Naam", "E-mail"), ("Jan; Piet", "j@x.example")]


def test_separators_inside_quotes_do_not_count(app: Flask) -> None:
    assert cells(b'Naam;Vakken\n"Jan";"a,b,c,d,e"\n') == [("Naam", "Vakken"), ("Jan", "a,b,c,d,e")]


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_xlsx_is_read(app: Flask, write: object) -> None:
    assert cells(write(*ROWS)) == list(ROWS)  # type: ignore[operator]


def test_rows_keep_the_number_that_a_spreadsheet_shows(app: Flask) -> None:
    rows = (("Lijst",), (None,), ROWS[0], (None,), ROWS[1])

    assert [number for number, _cells in rows_of(by_openpyxl(*rows))] == [1, 3, 5]
    assert [number for number, _cells in rows_of(b"Lijst\n\nNaam;E-mail\n;\nJan;j@x.example\n")] == [1, 3, 5]


def test_dates_numbers_and_yes_are_told_as_text(app: Flask) -> None:
    content = by_openpyxl((datetime(2026, 3, 1), date(2026, 3, 2), 3, 4.0, 4.5, True, None, "x"))  # noqa: DTZ001 - as Excel keeps it

    assert cells(content) == [("2026-03-01T00:00:00", "2026-03-02T00:00:00", "3", "4", "4.5", "1", "", "x")]


def test_a_quote_that_keeps_a_formula_asleep_is_taken_away_and_others_stay(app: Flask) -> None:
    assert cells(b"'=1+1;'t Hart;'-x\n") == [("=1+1", "'t Hart", "-x")]


def broken_zip() -> bytes:
    return by_openpyxl(*ROWS)[:-200]


def other_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("brief.txt", "x")
    return buffer.getvalue()


def many_members() -> bytes:
    buffer = io.BytesIO(by_openpyxl(*ROWS))
    with zipfile.ZipFile(buffer, "a") as packed:
        for number in range(1001):
            packed.writestr(f"xl/media/{number}.txt", "x")
    return buffer.getvalue()


def entities() -> bytes:
    """A billion laughs inside the sheet."""
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    cell = '<c t="inlineStr"><is><t>&b;</t></is></c>'
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>{cell}</row></sheetData></worksheet>'
    return _with_sheet(f'<?xml version="1.0"?>{laughs}{sheet}'.encode())


def _with_sheet(sheet: bytes) -> bytes:
    source, buffer = zipfile.ZipFile(io.BytesIO(by_openpyxl(*ROWS))), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for member in source.namelist():
            packed.writestr(member, sheet if member.endswith("sheet1.xml") else source.read(member))
    return buffer.getvalue()


@pytest.mark.parametrize("make", [broken_zip, other_zip, many_members, entities, bomb, lambda: b"\xd0\xcf\x11\xe0rest", lambda: b"PK\x03\x04"])
def test_what_is_no_list_or_a_bomb_is_refused_with_a_sentence(app: Flask, make: object) -> None:
    with pytest.raises(Unreadable, match=r".+"):
        list(rows_of(make()))  # type: ignore[operator]


def test_a_bomb_that_says_it_is_small_is_not_unpacked_further_than_it_says(app: Flask) -> None:
    content = bytearray(bomb(2))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")

    with zipfile.ZipFile(io.BytesIO(bytes(content))) as packed, packed.open("xl/worksheets/sheet2.xml") as member, pytest.raises(zipfile.BadZipFile):
        member.read()


def test_openpyxl_reads_through_defusedxml() -> None:
    assert openpyxl.DEFUSEDXML is True


def test_a_sheet_that_says_it_is_enormous_is_read_quickly(app: Flask) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Naam</t></is></c></row></sheetData></worksheet>'
    )

    assert [row[0] for row in cells(_with_sheet(sheet))] == ["Naam"]


@pytest.mark.parametrize("content", [b"", b"\n\n;;\n", b"\xef\xbb\xbf"])
def test_nothing_is_nothing(app: Flask, content: bytes) -> None:
    assert cells(content) == []
