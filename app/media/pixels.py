"""Pictures that people send: read with care, and written anew in our sizes and formats, nothing but the pixels."""

import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask_babel import gettext as _
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError, features

from app.core.errors import DomainError
from app.media.models import PictureFormat

LARGEST = 15_000_000  # bytes
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}  # what we read; a JPEG is made smaller while it is read
LONGEST_SIDE = 1600  # pixels
WIDTHS = (480, 960)  # and as wide as it is, up to the longest side
WRITES: Mapping[PictureFormat, Mapping[str, Any]] = {
    PictureFormat.AVIF: {"quality": 50, "speed": 9, "max_threads": 1},  # slower gains a tenth of the size for five times the time
    PictureFormat.WEBP: {"quality": 74, "method": 2},
    PictureFormat.JPEG: {"quality": 78, "progressive": True, "optimize": True},
}
FORMATS = [format_ for format_ in PictureFormat if format_ is PictureFormat.JPEG or features.check(format_.value)]
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ONE_AT_A_TIME = Lock()  # of this process: the largest take 400 MB while they are read
Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())


class Unreadable(DomainError):
    """This is no picture that we can read; the message says what to send instead."""


@dataclass(frozen=True)
class Rendered:
    """A picture in one size and format."""

    format: PictureFormat
    width: int
    height: int
    content: bytes


def render(content: bytes) -> list[Rendered]:
    """The picture in all our sizes, the smallest first, each in all formats. Raises Unreadable.

    Upright, in sRGB, on white where it was transparent, its first frame when it moves; without anything that it said
    besides: no place, no camera, no profile.
    """
    with ONE_AT_A_TIME:
        picture = _read(content)
        return [_written(size, format_) for size in _sizes(picture) for format_ in FORMATS]


def _read(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=list(MOST_PIXELS)) as image:
            _check_pixels(image)
            return _plain(image)
    except DomainError:
        raise
    except UnidentifiedImageError as error:
        raise Unreadable(_("This is no picture that we can read. Send a JPEG, PNG or WebP."), field="file") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(max(MOST_PIXELS.values())) from error
    except Exception as error:  # whatever a broken file makes the decoders stumble over, it is the file
        raise Unreadable(_("This picture is damaged, or only half of it arrived. Open it, save it anew and send that one."), field="file") from error


def _check_pixels(image: Image.Image) -> None:
    """Before any pixel is read: a small file can unfold to gigabytes. The first picture of an MPO is a JPEG."""
    most = MOST_PIXELS.get(image.format or "", MOST_PIXELS["JPEG"])
    if image.width * image.height > most:
        raise _too_many(most)


def _too_many(most: int) -> Unreadable:
    return Unreadable(
        _("This picture has more than %(most)d million pixels. Make it smaller and send it again.", most=most // 1_000_000), field="file"
    )


def _plain(image: Image.Image) -> Image.Image:
    _load(image)
    profile, turned = image.info.get("icc_profile"), UPRIGHT.get(_orientation(image))
    small = _without_tricks(image)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turned is not None:
        small = small.transpose(turned)
    coloured = _in_srgb(_on_white(small), profile)
    bare = Image.new("RGB", coloured.size)
    bare.paste(coloured)
    return bare


def _load(image: Image.Image) -> None:
    """Read the pixels, of a JPEG no more of them than we need: it can be made two, four or eight times smaller on the way."""
    shrunk = 2 * LONGEST_SIDE / max(image.size)
    image.draft(None, (math.ceil(image.width * shrunk), math.ceil(image.height * shrunk)))
    image.load()


def _orientation(image: Image.Image) -> int:
    """How the camera was held; whoever wrote it so that we can't read it, held it upright."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _without_tricks(image: Image.Image) -> Image.Image:
    """In a mode that can be made smaller: palettes, bits and 16 bits a colour can't."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB") if image.mode in ("1", "P") else image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The same colours without a profile; one that is broken is left aside."""
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except Exception:
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _sizes(picture: Image.Image) -> Iterator[Image.Image]:
    for width in (*(width for width in WIDTHS if width < picture.width), picture.width):
        height = max(1, round(picture.height * width / picture.width))
        yield picture.resize((width, height), Image.Resampling.LANCZOS)


def _written(picture: Image.Image, format_: PictureFormat) -> Rendered:
    file = io.BytesIO()
    picture.save(file, format_.value, **WRITES[format_])
    return Rendered(format_, picture.width, picture.height, file.getvalue())
