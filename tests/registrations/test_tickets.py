"""The QR symbol of a ticket, read by a decoder as phones have it."""

import io

import zxingcpp
from PIL import Image

from app.core.tokens import qr_code
from app.registrations import tickets


def test_a_decoder_reads_the_code_and_the_symbol_is_as_promised() -> None:
    code = qr_code()

    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(tickets.png(code))))

    assert (found.text, found.format, found.ec_level) == (code, zxingcpp.BarcodeFormat.QRCode, "Q")
    assert Image.open(io.BytesIO(tickets.png(code))).size == (264, 264)  # 25 modules and twice 4 of margin, 8 pixels each: version 2


def test_the_drawing_on_the_page_holds_nothing_but_the_drawing() -> None:
    drawn = tickets.svg(qr_code())

    assert (drawn.count("<svg"), drawn.count("<path"), drawn.count("<script"), drawn.count("http")) == (1, 1, 0, drawn.count("http://www.w3.org/"))


def test_the_picture_in_a_mail_is_shown_inside_it() -> None:
    attachment = tickets.qr_attachment({"code": qr_code()})

    assert (attachment.filename, attachment.media_type, attachment.content_id) == ("ticket.png", "image/png", "ticket-qr")
