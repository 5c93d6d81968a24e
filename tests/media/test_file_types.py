"""What may go with an event is judged by what is in it and by its name together."""

import time
import zipfile

import pytest

from app.media.file_types import LONGEST_NAME, TYPES, NotTaken, judge, safe_name
from tests.media.files import EXE, OLD_WORD, PDF, TEXT, office, open_document, packed, photo

pytestmark = pytest.mark.usefixtures("words")
TAKEN = {
    "lesblad.pdf": PDF,
    "lesblad.docx": office("word"),
    "cijfers.xlsx": office("xl"),
    "dia's.pptx": office("ppt"),
    "lesblad.odt": open_document("text"),
    "cijfers.ods": open_document("spreadsheet"),
    "dia's.odp": open_document("presentation"),
    "route.png": photo(20, 10, file_format="PNG"),
    "route.jpg": photo(20, 10),
    "route.webp": photo(20, 10, file_format="WEBP"),
    "lees mij.txt": TEXT,
    "lijst.csv": b"naam;school\r\nZo\xeb;Waterrand\r\n",
}


def refusal(filename: str, content: bytes) -> str:
    """What is said about a file; nothing when it is taken."""
    try:
        judge(filename, content)
    except NotTaken as refused:
        return str(refused)
    return ""


def test_what_is_safe_is_taken_for_what_it_is() -> None:
    assert {name: judge(name, content).extension for name, content in TAKEN.items()} == {name: name.rpartition(".")[2] for name in TAKEN}
    assert {name.rpartition(".")[2] for name in TAKEN} == set(TYPES)


@pytest.mark.parametrize("filename", ["LESBLAD.PDF", "les.blad.Pdf", "../../etc/lesblad.pdf", "les\0blad.pdf"])
def test_the_name_counts_by_its_last_part_in_any_letters(filename: str) -> None:
    assert judge(filename, PDF).label == "PDF"


def test_jpeg_has_two_names() -> None:
    assert judge("foto.jpeg", photo(20, 10)).extension == "jpg"


@pytest.mark.parametrize("own", TAKEN)
def test_nothing_is_taken_under_the_name_of_something_else(own: str) -> None:
    texts = {"txt", "csv"}
    others = [name for name in TAKEN if name != own and not {name.rpartition(".")[2], own.rpartition(".")[2]} <= texts | {"pdf"}]

    taken = [name for name in others if not refusal(name, TAKEN[own])]

    assert taken == []


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("lesblad.pdf", EXE),
        ("lesblad.pdf", b""),
        ("lesblad.pdf", b"<script>alert(1)</script>%PDF-1.4"),
        ("lesblad.docx", OLD_WORD),
        ("lesblad.docx", b"PK\x03\x04 geen zip"),
        ("lesblad.docx", packed("word/document.xml")),
        ("lesblad.odt", packed("content.xml", "mimetype")),
        ("lees mij.txt", EXE),
        ("lees mij.txt", b"Neem een bril mee\0"),
        ("lees mij.txt", b"\xff\xfe\0"),
        ("route.webp", b"RIFF\0\0\0\0WAVE"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(filename: str, content: bytes) -> None:
    label = judge(filename, TAKEN[filename]).label

    assert refusal(filename, content) == f"The name says {label}, but that is not what is in this file. Save it once more, and send that one."


@pytest.mark.parametrize(("filename", "extension"), [("virus.exe", "exe"), ("les.docm", "docm"), ("plaatje.svg", "svg"), ("pagina.pdf.html", "html")])
def test_other_files_are_refused_by_type_and_size(filename: str, extension: str) -> None:
    assert refusal(filename, b"x" * 1_400_000) == (
        f"We don't take .{extension} files (1.4 MB). We take PDF, Word, Excel, PowerPoint (without macros), "
        "ODT, ODS, ODP, JPEG, PNG, WebP, TXT or CSV."
    )


@pytest.mark.parametrize("filename", ["", "lesblad", "lesblad.", ".", "les.<script>", "les.pdfpdfpdfpdf", "les.\0"])
def test_a_name_that_says_nothing_is_refused(filename: str) -> None:
    assert refusal(filename, PDF).startswith("The name of this file (1 kB) does not say what it is. We take PDF, ")


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("les.docx", office("word", "word/vbaProject.bin")),
        ("les.xlsx", office("xl", "XL/VBAPROJECT.BIN")),
        ("les.xlsx", office("xl", "xl/macrosheets/sheet1.xml")),
        ("les.pptx", office("ppt", "ppt/vbaProject.bin")),
        ("les.odt", open_document("text", "Basic/Standard/Module1.xml")),
        ("les.ods", open_document("spreadsheet", "Scripts/python/les.py")),
    ],
)
def test_macros_are_refused(filename: str, content: bytes) -> None:
    assert refusal(filename, content).startswith("There are macros in this file (")


def test_a_zip_of_very_many_names_is_refused_unread() -> None:
    entry = b"PK\x01\x02" + b"\0" * 42
    begun = time.perf_counter()

    said = refusal("les.docx", b"PK\x03\x04" + entry * 200_000 + b"PK\x05\x06" + b"\0" * 18)

    assert (said.startswith("The name says Word"), time.perf_counter() - begun < 1) == (True, True)


def test_what_is_packed_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = office("word")
    monkeypatch.setattr(zipfile.ZipFile, "open", None)

    assert refusal("les.docx", content) == ""


@pytest.mark.parametrize(
    ("filename", "safe"),
    [
        ("Lesblad lassen.pdf", "Lesblad lassen.pdf"),
        ("Zoë's draaiboek – één.pdf", "Zoë's draaiboek – één.pdf"),
        ("גולדה.pdf", "גולדה.pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Bram\\les.pdf", "les.pdf"),
        ("..\\..\\les.PDF", "les.pdf"),
        ("les\0blad\r\n.pdf", "lesblad.pdf"),
        ("les\u202efdp.exe.pdf", "lesfdp.exe.pdf"),
        ("...verborgen.pdf", "verborgen.pdf"),
        ("  veel   ruimte  .pdf", "veel ruimte.pdf"),
        ('a<b>c:d"e|f?g*h%2e.pdf', "a-b-c-d-e-f-g-h-2e.pdf"),
        ("CON.pdf", "_CON.pdf"),
        (".pdf", "file.pdf"),
        ("les;filename=x.pdf", "les;filename=x.pdf"),
    ],
)
def test_names_are_kept_as_far_as_every_computer_can_have_them(filename: str, safe: str) -> None:
    assert safe_name(filename, TYPES["pdf"]) == safe


@pytest.mark.parametrize("letter", ["a", "ë", "👩🏽‍🔧"])
def test_names_are_never_too_long_for_a_disk(letter: str) -> None:
    name = safe_name(f"{letter * 500}.pdf", TYPES["pdf"])

    assert (len(name) <= LONGEST_NAME, len(name.encode()) <= 210, name[-4:], "\N{REPLACEMENT CHARACTER}" in name) == (True, True, ".pdf", False)
