"""What the browser's fake camera sees: a QR code in a hand that is never quite still."""

import io
import math
from pathlib import Path

import qrcode
from PIL import Image, ImageFilter
from qrcode.constants import ERROR_CORRECT_Q

WIDTH, HEIGHT, SIDE = 640, 480, 220
TABLE, PAPER = (120, 110, 100), (255, 255, 255)


def picture(code: str | bytes) -> Image.Image:
    """The QR of a text, or the picture of one as it came by mail (PNG)."""
    if isinstance(code, bytes):
        return Image.open(io.BytesIO(code)).convert("RGB")
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=4)
    symbol.add_data(code)
    symbol.make()
    image: Image.Image = symbol.make_image().get_image()
    return image.convert("RGB")


def frame(code: Image.Image, moment: int) -> Image.Image:
    """The code held before the camera: a little turned, a little blurred."""
    scene = Image.new("RGB", (WIDTH, HEIGHT), TABLE)
    paper = code.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    angle = 8 * math.sin(moment / 5)
    held = paper.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)
    left = (WIDTH - held.width) // 2 + int(20 * math.cos(moment / 4))
    scene.paste(held, (left, (HEIGHT - held.height) // 2))
    return scene.filter(ImageFilter.GaussianBlur(0.6))


def clip(path: Path, code: str | bytes | None, *, frames: int = 30) -> Path:
    """Write a clip of the code (None: of an empty table); an .mjpeg is JPEGs one after another."""
    still = None if code is None else picture(code)
    with path.open("wb") as film:
        for moment in range(frames):
            image = frame(still, moment) if still else Image.new("RGB", (WIDTH, HEIGHT), TABLE)
            image.save(film, "JPEG", quality=80, subsampling="4:2:0")
    return path
