"""Reading what people send as a picture, and writing it anew."""

import math
import time
import tracemalloc
import zlib

import pytest
from PIL import Image, ImageCms

from app.media import pixels
from app.media.models import PictureFormat
from app.media.pixels import LONGEST_SIDE, Rendered, Unreadable, render
from tests.media.files import EXE, PDF, SVG, TEAL, WARM, chunk, moving, opened, photo, png_saying, saved, telling_photo, wide_webp

pytestmark = pytest.mark.usefixtures("words")
COLOURS = {"warm": WARM, "teal": TEAL, "white": (255, 255, 255), "grey": (128, 128, 128)}
LEFT_AND_RIGHT = ["warm", "teal"]


def colours(content: bytes) -> list[str]:
    """Which of our colours is in the middle of its left and its right half."""
    image = opened(content).convert("RGB")
    return [_nearest(image.getpixel((image.width * part // 4, image.height // 2))) for part in (1, 3)]


def _nearest(found: object) -> str:
    assert isinstance(found, tuple)
    distance = {name: math.dist(found, colour) for name, colour in COLOURS.items()}
    return min((name for name in distance if distance[name] < 30), key=distance.__getitem__, default=str(found))


def jpegs(rendered: list[Rendered]) -> list[Rendered]:
    return [each for each in rendered if each.format is PictureFormat.JPEG]


def largest(content: bytes) -> bytes:
    return jpegs(render(content))[-1].content


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (4000, 2000, [(480, 240), (960, 480), (1600, 800)]),
        (1000, 500, [(480, 240), (960, 480), (1000, 500)]),
        (480, 240, [(480, 240)]),
        (300, 100, [(300, 100)]),
        (1500, 3000, [(480, 960), (800, 1600)]),
        (3000, 1, [(480, 1), (960, 1), (1600, 1)]),
        (1, 1, [(1, 1)]),
    ],
)
def test_sizes_are_never_larger_than_what_was_sent(width: int, height: int, expected: list[tuple[int, int]]) -> None:
    rendered = render(photo(width, height))

    sizes = [opened(each.content).size for each in jpegs(rendered)]
    assert (sizes, [(each.width, each.height) for each in jpegs(rendered)]) == (expected, expected)
    assert {(each.width, each.format) for each in rendered} == {(size[0], format_) for size in expected for format_ in PictureFormat}


def test_every_size_comes_in_every_format() -> None:
    rendered = render(photo(480, 270))

    assert [(each.format, opened(each.content).format, opened(each.content).size) for each in rendered] == [
        (PictureFormat.AVIF, "AVIF", (480, 270)),
        (PictureFormat.WEBP, "WEBP", (480, 270)),
        (PictureFormat.JPEG, "JPEG", (480, 270)),
    ]
    assert [colours(each.content) for each in rendered] == [LEFT_AND_RIGHT] * 3


def test_without_avif_there_is_webp_and_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "FORMATS", [PictureFormat.WEBP, PictureFormat.JPEG])

    assert [each.format for each in render(photo(100, 100))] == [PictureFormat.WEBP, PictureFormat.JPEG]


def test_nothing_of_what_a_photo_tells_remains() -> None:
    told = telling_photo()
    said = (b"Exif", b"Bram", b"xmpmeta", b"ICC_PROFILE", b"thuis")
    assert [word in told for word in said] == [True] * len(said)
    assert dict(opened(told).getexif().get_ifd(0x8825)) != {}

    rendered = render(told)

    assert [word for each in rendered for word in (*said, b"GPS", b"acsp") if word in each.content] == []
    for each in rendered:
        image = opened(each.content)
        assert (dict(image.getexif()), {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} & set(image.info)) == ({}, set())


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(turn: int) -> None:
    upright = opened(photo(64, 32))
    back = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}  # the turn that undoes it
    held = upright.transpose(pixels.UPRIGHT[back[turn]]) if turn in back else upright
    exif = Image.Exif()
    exif[0x0112] = turn

    content = largest(saved(held, "JPEG", exif=exif, quality=95))

    assert (opened(content).size, colours(content)) == ((64, 32), LEFT_AND_RIGHT)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x04twee\0\0\0\0"]
)
def test_a_photo_with_broken_words_about_itself_is_shown_as_it_is(exif: bytes) -> None:
    assert colours(largest(photo(exif=exif))) == LEFT_AND_RIGHT


@pytest.mark.parametrize(
    ("mode", "file_format"),
    [
        ("RGB", "JPEG"),
        ("CMYK", "JPEG"),
        ("RGB", "PNG"),
        ("RGBA", "PNG"),
        ("P", "PNG"),
        ("RGB", "WEBP"),
        ("RGBA", "WEBP"),
    ],
)
def test_pictures_of_every_make_keep_their_colours(mode: str, file_format: str) -> None:
    assert colours(largest(photo(mode=mode, file_format=file_format))) == LEFT_AND_RIGHT


def test_grey_pictures_of_every_depth_stay_grey() -> None:
    deep = Image.new("I;16", (20, 10), 128 * 256)
    made = [saved(deep, "PNG"), saved(Image.new("L", (20, 10), 128), "PNG"), saved(Image.new("LA", (20, 10), (128, 255)), "PNG")]
    made += [saved(Image.new("L", (20, 10), 128), "JPEG")]

    assert [colours(largest(each)) for each in made] == [["grey", "grey"]] * 4


def test_what_shines_through_is_white() -> None:
    clear = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    clear.paste((*WARM, 255), (0, 0, 20, 20))
    palette = Image.new("P", (40, 20), 0)
    palette.putpalette([*TEAL, *WARM])
    palette.paste(1, (0, 0, 20, 20))
    made = [saved(clear, "PNG"), saved(clear, "WEBP", lossless=True), saved(palette, "PNG", transparency=0)]

    assert [colours(largest(each)) for each in made] == [["warm", "white"]] * 3


def test_a_profile_is_put_into_the_colours() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red_for_blue = profile.replace(b"rXYZ", b"xXYZ").replace(b"bXYZ", b"rXYZ").replace(b"xXYZ", b"bXYZ")
    blue = Image.new("RGB", (40, 20), WARM[::-1])

    contents = [largest(saved(blue, file_format, icc_profile=red_for_blue)) for file_format in ("JPEG", "PNG", "WEBP")]

    assert [colours(content) for content in contents] == [["warm", "warm"]] * 3


def test_a_profile_that_makes_no_sense_is_left_aside() -> None:
    of_no_colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    made = [photo(icc_profile=b"geen profiel" * 20), photo(icc_profile=of_no_colours), photo(mode="L", icc_profile=of_no_colours)]

    assert [colours(largest(each)) == LEFT_AND_RIGHT for each in made] == [True, True, False]


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "MPO"])
def test_of_what_moves_the_first_picture_is_taken(file_format: str) -> None:
    content = moving(file_format)
    assert getattr(opened(content), "n_frames", 1) == 2

    assert colours(largest(content)) == ["warm", "warm"]


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", SVG, b"PK\x03\x04 een zip"])
def test_what_hides_behind_a_picture_is_left_behind(tail: bytes) -> None:
    hidden = [photo() + tail, photo(comment=tail), photo(file_format="PNG") + tail]

    assert [each.format for content in hidden for each in render(content) if tail in each.content] == []


NO_PICTURES = {
    "nothing": b"",
    "pdf": PDF,
    "exe": EXE,
    "svg": SVG,
    "gif": saved(Image.new("RGB", (9, 9)), "GIF"),
    "bmp": saved(Image.new("RGB", (9, 9)), "BMP"),
    "tiff": saved(Image.new("RGB", (9, 9)), "TIFF"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "html": b"<html><body>\xff\xd8\xff</body></html>",
    "text": b"hallo",
}
TOO_MANY = {
    "png of 30,000 by 30,000": png_saying(30_000, 30_000),
    "png of 25 million and some": png_saying(5_001, 5_001, b"\0" * 1000),
    "png that says it has no end": png_saying(2**31 - 1, 2**31 - 1),
    "webp as large as the format can say": wide_webp(),
}
DAMAGED = {
    "half a jpeg": photo(1000, 600)[:3000],
    "a head alone": photo()[:400],
    "half a png": photo(1000, 600, file_format="PNG")[:500],
    "half a webp": photo(1000, 600, file_format="WEBP")[:300],
    "a png with less than it says": png_saying(100, 100, b"\0" * 50),
    "a png with a broken sum": photo(file_format="PNG").replace(b"IDAT", b"IDAT\1", 1),
    "no width": png_saying(0, 100),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_refused_by_what_is_in_it(name: str) -> None:
    with pytest.raises(Unreadable, match=r"^This is no picture that we can read\. Send a JPEG, PNG or WebP\.$"):
        render(NO_PICTURES[name])


@pytest.mark.parametrize("name", TOO_MANY)
def test_bombs_are_refused_before_they_unfold(name: str) -> None:
    tracemalloc.start()
    begun = time.perf_counter()
    with pytest.raises(Unreadable, match=r"^This picture has more than (25|50) million pixels\."):
        render(TOO_MANY[name])

    assert time.perf_counter() - begun < 1
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_pictures_are_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        render(DAMAGED[name])


def test_a_text_in_a_picture_that_unfolds_without_end_is_refused() -> None:
    content, text = photo(2, 2, file_format="PNG"), chunk(b"zTXt", b"naam\0\0" + zlib.compress(b"a" * 20_000_000))
    after_head = 33

    with pytest.raises(Unreadable):
        render(content[:after_head] + text * 10 + content[after_head:])


def test_a_photo_of_a_telephone_is_ready_within_two_seconds() -> None:
    content = saved(Image.effect_noise((1344, 1008), 40).resize((4032, 3024)).convert("RGB"), "JPEG", quality=85)

    begun = time.process_time()
    rendered = render(content)

    assert (jpegs(rendered)[-1].width, time.process_time() - begun < 2) == (LONGEST_SIDE, True)
