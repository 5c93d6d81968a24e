"""Lists for spreadsheets, in which no cell can be a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter

BYTE_ORDER_MARK = "\ufeff"  # Excel takes UTF-8 for something else without it
FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@\t\r\n\0＝＋－＠]")  # also after blanks, and after what nobody sees


def harmless(cell: str) -> str:
    """The cell, with a quote before anything that a spreadsheet might take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV for a Dutch Excel: UTF-8 with a mark, semicolons, harmless cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode()


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as an XLSX file: every cell is text, the first row stays in sight."""
    buffer = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, safe) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(map(len, rows), default=1) - 1, 26)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, bold if number == 0 else None)
    return buffer.getvalue()
