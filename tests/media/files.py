"""Pictures and files as people send them, and as nobody should; all made here."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageCms
from PIL.Image import Exif

WARM, TEAL = (200, 90, 40), (20, 130, 120)
AMSTERDAM = {1: "N", 2: (52.0, 22.0, 0.0), 3: "E", 4: (4.0, 54.0, 0.0)}  # where a photo was taken, as cameras write it


def photo(width: int = 640, height: int = 360, *, mode: str = "RGB", file_format: str = "JPEG", **more: Any) -> bytes:
    """A picture, warm on its left and teal on its right."""
    image = Image.new("RGB", (width, height), TEAL)
    image.paste(WARM, (0, 0, width // 2, height))
    return saved(image.quantize(16) if mode == "P" else image.convert(mode), file_format, **more)


def saved(image: Image.Image, file_format: str, **more: Any) -> bytes:
    """An image as a file."""
    file = io.BytesIO()
    image.save(file, file_format, **more)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    """A file as an image, read to its last pixel."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def telling_photo(*, orientation: int = 1) -> bytes:
    """A photo that says where, when and with what it was taken, in every way that JPEG has."""
    exif = Exif()
    exif[0x0112], exif[0x010F], exif[0x9003] = orientation, "Camera van Bram", "2026:11:26 15:00:00"
    exif.get_ifd(0x8825).update(AMSTERDAM)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>52,22N</x:xmpmeta>"
    return photo(exif=exif, icc_profile=profile, xmp=xmp, comment=b"thuis bij Bram")


def png_saying(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG whose head says how large it is, whatever follows."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def chunk(name: bytes, data: bytes) -> bytes:
    """One piece of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def wide_webp() -> bytes:
    """An animated WebP whose canvas is as large as the format can say, around one small frame."""
    small = saved(Image.new("RGB", (2, 2)), "WEBP")[12:]
    frame = b"\0\0\0\0\0\0" + (1).to_bytes(3, "little") * 2 + (100).to_bytes(3, "little") + b"\0" + small
    canvas = bytes([0x02, 0, 0, 0]) + (16382).to_bytes(3, "little") * 2
    parts = [(b"VP8X", canvas), (b"ANIM", b"\0" * 6), (b"ANMF", frame)]
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def moving(file_format: str) -> bytes:
    """A picture that moves: first warm, then teal."""
    frames = [Image.new("RGB", (40, 20), colour) for colour in (WARM, TEAL)]
    return saved(
        frames[0], file_format, save_all=True, append_images=frames[1:], **({} if file_format == "MPO" else {"duration": 100, "lossless": True})
    )


def packed(*names: str, first: tuple[str, bytes] = ("", b"")) -> bytes:
    """A zip with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if first[0]:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, b"inhoud")
    return file.getvalue()


def office(folder: str = "word", *more: str) -> bytes:
    """A file of Word, Excel (xl) or PowerPoint (ppt)."""
    return packed("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml", *more)


def open_document(kind: str = "text", *more: str) -> bytes:
    """A file of LibreOffice."""
    return packed("content.xml", *more, first=("mimetype", f"application/vnd.oasis.opendocument.{kind}".encode()))


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TEXT = "Neem een bril mee.\r\nEn je naam: Zoë.\r\n".encode()
EXE = b"MZ\x90\x00\x03" + b"\0" * 60 + b"PE\0\0"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
