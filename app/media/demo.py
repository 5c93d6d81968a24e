"""A picture and a file for the demo, both drawn and written here."""

import io
from datetime import datetime

from PIL import Image, ImageDraw

from app.events.models import Event
from app.media import attachments, pictures

DRAWN, SENT = (2000, 1125), (1200, 675)  # drawn larger, so that its edges are smooth
PAPER, INK, TEAL, MINT, RUST, APRICOT = "#fff0de", "#14233a", "#0a6b4b", "#8fe0ba", "#a3400a", "#ffb36b"
ALT = "Een plattegrond in warme kleuren: een lokaal met de deur open, en drie werkplekken in een rij."
SHEET = """Voor je komt

- Neem je telefoon mee; brillen en gereedschap liggen klaar.
- Trek iets aan waar een spat op mag.
- De inloop is in de kantine; de koffie staat er.

In de werkplaats

1. Kijk een ronde mee.
2. Doe een ronde zelf.
3. Schrijf op wat je maandag in je les doet.
"""


def dress_up(event: Event, *, at: datetime) -> None:
    """Give an event of the demo a picture and a lesson sheet."""
    pictures.keep(event, content=_drawing(), alt=ALT, at=at)
    attachments.add(event, title="Lesblad: kijken, doen, maken", filename="lesblad kijken doen maken.txt", content=SHEET.encode(), at=at)


def _drawing() -> bytes:
    """A room on a floor plan, its door open, as a PNG."""
    image = Image.new("RGB", DRAWN, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 820, 2000, 1125), fill=APRICOT)
    draw.ellipse((1440, -160, 2160, 560), fill=RUST)
    draw.pieslice((600, 420, 1400, 1220), 180, 270, fill=MINT)
    draw.line([(600, 820), (240, 820), (240, 260), (1320, 260), (1320, 820), (1000, 820)], fill=INK, width=34, joint="curve")
    draw.line([(1000, 837), (1000, 420)], fill=TEAL, width=34)
    for number, colour in enumerate((TEAL, RUST, INK)):
        left = 340 + 190 * number
        draw.rectangle((left, 340, left + 110, 450), fill=colour)
        draw.ellipse((left + 32, 485, left + 78, 531), fill=colour)
    file = io.BytesIO()
    image.resize(SENT, Image.Resampling.BOX).save(file, "PNG", compress_level=1)
    return file.getvalue()
