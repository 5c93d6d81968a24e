"""The QR symbol of a ticket."""

import io
from functools import lru_cache

import qrcode
from markupsafe import Markup
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathImage

from app.mail.attachments import Attachment, Input, maker

VERSION = 2  # 25 modules: old phones read it from afar; level Q mends a scratch
CONTENT_ID = "ticket-qr"


def _symbol(code: str, *, pixels: int) -> "qrcode.QRCode[PilImage]":
    symbol = qrcode.QRCode(version=VERSION, error_correction=qrcode.constants.ERROR_CORRECT_Q, box_size=pixels, border=4)
    symbol.add_data(code)
    symbol.make(fit=False)
    return symbol


@lru_cache(maxsize=512)
def svg(code: str) -> Markup:
    """The symbol as an SVG picture, black on white."""
    drawn = _symbol(code, pixels=10).make_image(image_factory=SvgPathImage)
    return Markup(drawn.to_string(encoding="unicode"))  # noqa: S704 - drawn by us, holds no text


def png(code: str) -> bytes:
    """The symbol as PNG, for mail programs, which refuse SVG."""
    buffer = io.BytesIO()
    _symbol(code, pixels=8).make_image(image_factory=PilImage).save(buffer, "PNG")
    return buffer.getvalue()


@maker("ticket-qr")
def qr_attachment(order: Input) -> Attachment:
    """The symbol, shown inside the mail. Input: code."""
    return Attachment("ticket.png", "image/png", png(order["code"]), content_id=CONTENT_ID)
