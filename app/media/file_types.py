"""Which files go with events: what they are is judged by what is in them and by their name together."""

import codecs
import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.forms import Text
from app.core.uploads import file_size

LONGEST_NAME = 120  # characters
MOST_BYTES_OF_NAME = 200  # file systems take 255
MOST_MEMBERS = 5000
FORBIDDEN = '<>:"|?*%'  # by Windows, and what addresses give a meaning of its own
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
DIRECTORY_ENTRY = b"PK\x01\x02"


class NotTaken(DomainError):
    """This file can't go with an event; the message says why, and what can."""


@dataclass(frozen=True)
class FileType:
    """A kind of file that is safe to hand on."""

    extension: str
    content_type: str
    label: Text
    fits: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _text(content: bytes) -> bool:
    """Whether it is plain text: UTF-8, UTF-16 by its mark, or Windows' own, without control characters."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(character in "\t\n\r\f" or character >= " " for character in set(text))
    return False


def _members(content: bytes) -> dict[str, zipfile.ZipInfo]:
    """What a zip says that it holds; nothing is unpacked. Nothing when it is no zip, or a bomb of names."""
    if not content.startswith(b"PK\x03\x04") or content.count(DIRECTORY_ENTRY) > MOST_MEMBERS:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {member.filename: member for member in packed.infolist()}
    except Exception:  # whatever a broken zip makes the reader stumble over, it is none
        return {}


def _office(folder: str) -> Callable[[bytes], bool]:
    def fits(content: bytes) -> bool:
        names = _members(content)
        return "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)

    return fits


def _open_document(kind: str) -> Callable[[bytes], bool]:
    """The format says what it is in the first member, which is not packed."""
    wanted = f"application/vnd.oasis.opendocument.{kind}".encode()
    return lambda content: content[30:38] == b"mimetype" and content[38 : 38 + len(wanted)] == wanted and bool(_members(content))


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
TYPES = {
    type_.extension: type_
    for type_ in (
        FileType("pdf", "application/pdf", "PDF", _begins(b"%PDF-")),
        FileType("docx", f"{_OFFICE}wordprocessingml.document", "Word", _office("word")),
        FileType("xlsx", f"{_OFFICE}spreadsheetml.sheet", "Excel", _office("xl")),
        FileType("pptx", f"{_OFFICE}presentationml.presentation", "PowerPoint", _office("ppt")),
        FileType("odt", f"{_OPEN}text", "ODT", _open_document("text")),
        FileType("ods", f"{_OPEN}spreadsheet", "ODS", _open_document("spreadsheet")),
        FileType("odp", f"{_OPEN}presentation", "ODP", _open_document("presentation")),
        FileType("png", "image/png", "PNG", _begins(b"\x89PNG\r\n\x1a\n")),
        FileType("jpg", "image/jpeg", "JPEG", _begins(b"\xff\xd8\xff")),
        FileType("webp", "image/webp", "WebP", _webp),
        FileType("txt", "text/plain", "TXT", _text),
        FileType("csv", "text/csv", "CSV", _text),
    )
}
SAME = {"jpeg": "jpg"}


def judge(filename: str, content: bytes) -> FileType:
    """The type of a file. Raises NotTaken when we don't take it, when it is not what its name says, or when it holds macros."""
    extension = _extension(filename)
    type_ = TYPES.get(SAME.get(extension, extension))
    if type_ is None:
        raise NotTaken(_said(extension, file_size(len(content))), field="file")
    if not type_.fits(content):
        message = _("The name says %(type)s, but that is not what is in this file. Save it once more, and send that one.", type=type_.label)
        raise NotTaken(message, field="file")
    if _has_macros(content):
        raise NotTaken(_("There are macros in this file (%(type)s). Save it without them, or as PDF.", type=type_.label), field="file")
    return type_


def type_called(content_type: str) -> FileType | None:
    """The type under which a file has been kept."""
    return next((type_ for type_ in TYPES.values() if type_.content_type == content_type), None)


def safe_name(filename: str, type_: FileType) -> str:
    """A name that any computer can give to this file: no folders, nothing hidden, its letters kept."""
    name = PurePosixPath(unicodedata.normalize("NFC", filename).replace("\\", "/")).name
    kept = "".join("-" if character in FORBIDDEN else character for character in name if not unicodedata.category(character).startswith("C"))
    stem = " ".join(kept.rpartition(".")[0].split()).strip(". ")
    stem = f"_{stem}" if stem.casefold() in RESERVED else stem
    room = LONGEST_NAME - len(type_.extension) - 1
    stem = (stem or _("file"))[:room].encode()[:MOST_BYTES_OF_NAME].decode(errors="ignore").strip(". ")
    return f"{stem}.{type_.extension}"


def _extension(filename: str) -> str:
    """What follows the last dot, in small letters; nothing when that is no extension."""
    found = filename.rpartition(".")[2].strip().lower() if "." in filename else ""
    return found if found.isascii() and found.isalnum() and len(found) <= 10 else ""


def _said(extension: str, size: str) -> str:
    kinds = _("PDF, Word, Excel, PowerPoint (without macros), ODT, ODS, ODP, JPEG, PNG, WebP, TXT or CSV")
    if not extension:
        said: str = _("The name of this file (%(size)s) does not say what it is. We take %(kinds)s.", size=size, kinds=kinds)
    else:
        said = _("We don't take .%(extension)s files (%(size)s). We take %(kinds)s.", extension=extension, size=size, kinds=kinds)
    return said


def _has_macros(content: bytes) -> bool:
    names = [name.casefold() for name in _members(content)]
    return any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) or "macrosheets/" in name for name in names)
