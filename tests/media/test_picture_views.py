"""Choosing a picture through the pages, and fetching it."""

import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.events.models import Event, EventStatus
from app.media.models import Picture
from app.media.pixels import LARGEST
from app.media.queries import find_picture
from app.people.models import Access
from tests.browsing import Browser, words
from tests.factories import make_draft, make_event, make_person
from tests.media.files import EXE, PDF, SVG, opened, photo, png_saying, telling_photo
from tests.media.sending import give_picture, picture_path, send_picture
from tests.observing import statements

pytestmark = [pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"), pytest.mark.usefixtures("today", "swept")]
KEPT = {"public": "public, max-age=31536000, immutable", "private": "private, max-age=31536000, immutable"}
NO_PICTURE = "Dit is geen foto die we kunnen lezen. Stuur een JPEG, PNG of WebP."


def form_path(event: Event) -> str:
    return f"/organise/events/{event.slug}/picture"


def alts() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Picture.alt).order_by(Picture.id)))


def test_a_picture_is_sent_shown_and_taken_away(organiser: Browser, browser: Browser) -> None:
    event = make_event()

    sent = send_picture(organiser, event, photo(1000, 500), alt="Twee leerlingen lassen een hek.")
    page = browser.get(f"/events/{event.slug}").text
    removed = organiser.post(f"{form_path(event)}/remove", page=form_path(event))

    assert (sent.location, removed.location, alts()) == (form_path(event), form_path(event), [])
    assert '<img src="/events/' in page
    assert 'width="1000" height="500" alt="Twee leerlingen lassen een hek."' in page
    assert "<picture" not in browser.get(f"/events/{event.slug}").text


def test_the_page_offers_every_size_in_every_format_the_smallest_format_first(browser: Browser) -> None:
    event = make_event()
    picture = give_picture(event, width=1000)

    page = browser.get(f"/events/{event.slug}").text
    offered = re.findall(r'type="image/(\w+)" srcset="([^"]*)"', page)
    fetched = [(address, width) for _format, sizes in offered for address, width in (each.split() for each in sizes.split(", "))]

    assert [format_ for format_, _sizes in offered] == ["avif", "webp"]
    assert fetched == [(picture_path(event, picture, width, f), f"{width}w") for f in ("avif", "webp") for width in (480, 960, 1000)]
    assert [f"{opened(browser.get(address).data).width}w" for address, _width in fetched] == [width for _address, width in fetched]


def test_words_on_a_picture_are_escaped(browser: Browser) -> None:
    event = make_event()
    give_picture(event, alt='"><script>alert(1)</script>')

    assert "<script>alert" not in browser.get(f"/events/{event.slug}").text


def test_a_picture_of_a_public_event_is_for_everybody_and_for_ever(browser: Browser) -> None:
    event = make_event()
    path = picture_path(event, give_picture(event))
    db.session.commit()

    with statements() as seen:
        answer = browser.get(path)
    again = browser.get(path, headers={"If-None-Match": answer.headers["ETag"]})

    named = ("Content-Type", "Cache-Control", "X-Content-Type-Options")
    assert [answer.headers[name] for name in named] == ["image/jpeg", KEPT["public"], "nosniff"]
    assert ("Set-Cookie" in answer.headers, len(seen), opened(answer.data).size) == (False, 1, (200, 100))
    assert (again.status_code, again.data) == (304, b"")


def test_whoever_is_signed_in_gets_no_cookie_with_it_either(teacher: Browser) -> None:
    event = make_event()

    assert "Set-Cookie" not in teacher.get(picture_path(event, give_picture(event))).headers


@pytest.mark.parametrize("file_format", ["avif", "webp", "jpeg"])
def test_every_format_comes_under_its_own_type(browser: Browser, file_format: str) -> None:
    event = make_event()

    answer = browser.get(picture_path(event, give_picture(event), file_format=file_format))

    assert (answer.content_type, str(opened(answer.data).format).lower()) == (f"image/{file_format}", file_format)


def test_a_picture_of_a_draft_is_for_who_sees_drafts(app: Flask, browser: Browser, teacher: Browser, organiser: Browser) -> None:
    viewer = Browser(app).sign_in(make_person("Willem de Graaf", access=Access.VIEWER))
    event = make_draft()
    path = picture_path(event, give_picture(event))

    assert [each.get(path).status_code for each in (browser, teacher, viewer, organiser)] == [404, 404, 200, 200]
    assert organiser.get(path).headers["Cache-Control"] == KEPT["private"]


def test_a_picture_stays_when_its_event_is_called_off(browser: Browser) -> None:
    event = make_event()
    path = picture_path(event, give_picture(event))
    event.status = EventStatus.CALLED_OFF

    assert browser.get(path).status_code == 200


def test_other_addresses_lead_nowhere(browser: Browser) -> None:
    event, other = make_event(), make_event("Lassen")
    picture, another = give_picture(event), give_picture(other, width=120)
    path = picture_path(event, picture)
    wrong = [
        picture_path(other, picture),
        picture_path(event, another),
        picture_path(event, picture, 201),
        path.replace(".jpeg", ".gif"),
        path.replace(picture.fingerprint, ""),
        path.replace(picture.fingerprint, picture.fingerprint[:-1]),
    ]

    assert [browser.get(address).status_code for address in (path, *wrong)] == [200, *([404] * len(wrong))]


def test_nothing_that_a_photo_tells_is_handed_on(organiser: Browser, browser: Browser) -> None:
    event = make_event()
    send_picture(organiser, event, telling_photo())
    picture = find_picture(event)
    assert picture is not None

    files = [browser.get(picture_path(event, picture, file.width, file.format.value)).data for file in picture.files]

    assert (len(files), [word for content in files for word in (b"Exif", b"Bram", b"xmpmeta", b"thuis") if word in content]) == (6, [])


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (PDF, "foto.jpg", NO_PICTURE),
        (SVG, "foto.svg", NO_PICTURE),
        (SVG, "foto.png", NO_PICTURE),
        (EXE, "foto.jpg", NO_PICTURE),
        (b"", "foto.jpg", "Dit bestand is leeg."),
        (png_saying(30_000, 30_000), "foto.png", "Deze foto heeft meer dan 50 miljoen pixels. Maak hem kleiner en stuur hem opnieuw."),
        (photo()[:900], "foto.jpg", "Deze foto is beschadigd, of kwam maar half aan. Open hem, sla hem opnieuw op en stuur die."),
        (b"\xff" * (LARGEST + 1), "foto.jpg", "Dit bestand is 15,1 MB; er past hoogstens 15 MB."),
    ],
)
def test_what_does_not_fit_is_told_at_the_field_and_the_words_are_kept(organiser: Browser, content: bytes, name: str, said: str) -> None:
    event = make_event()

    answer = send_picture(organiser, event, content, alt="Een hek", name=name)

    assert (answer.status_code, alts()) == (200, [])
    assert 'id="file-error"' in answer.text
    assert (f"Foto : {said}" in words(answer), 'value="Een hek"' in answer.text) == (True, True)


@pytest.mark.parametrize("name", ["foto.exe", "../../etc/passwd", "foto\0.jpg", "a" * 3000, "<img src=x>.svg", "👩🏽‍🔧"])
def test_the_name_of_a_picture_does_not_matter(organiser: Browser, name: str) -> None:
    assert send_picture(organiser, make_event(), photo(20, 10), name=name).status_code == 302
    assert alts() == ["Een hek"]


def test_without_a_file_there_is_nothing_to_keep(organiser: Browser) -> None:
    event = make_event()

    answers = [organiser.post(form_path(event), data) for data in ({"alt": "Een hek"}, {"alt": "Een hek", "file": "tekst"})]

    assert ["Foto : Kies een bestand." in words(answer) for answer in answers] == [True, True]
    assert alts() == []


def test_of_two_files_the_first_is_taken(organiser: Browser) -> None:
    event = make_event()
    data = {"file": [(io.BytesIO(photo(20, 10)), "a.jpg"), (io.BytesIO(photo(40, 20)), "b.jpg")], "alt": ["Een hek", "Een deur"]}

    answer = organiser.post(form_path(event), data, content_type="multipart/form-data")

    picture = find_picture(event)
    assert picture is not None
    assert (answer.status_code, picture.width, picture.alt) == (302, 20, "Een hek")


def test_a_draft_may_be_silent_and_is_published_with_words_only(organiser: Browser) -> None:
    event = make_draft()
    publish = f"/organise/events/{event.slug}/publish"

    sent = send_picture(organiser, event, photo(20, 10), alt="")
    refused = organiser.get(str(organiser.post(publish, page=form_path(event)).location))
    organiser.post(form_path(event), {"alt": "Een hek"})
    organiser.post(publish, page=form_path(event))

    assert (sent.status_code, alts()) == (302, ["Een hek"])
    assert "Zeg eerst wat er op de foto staat, voor wie hem niet ziet." in words(refused)
    assert db.session.scalars(sa.select(Event.status)).all() == [EventStatus.PUBLISHED]


def test_a_public_event_needs_words_and_says_so_at_the_field(organiser: Browser) -> None:
    event = make_event()
    give_picture(event)

    new, changed = send_picture(organiser, event, photo(20, 10), alt=" "), organiser.post(form_path(event), {"alt": ""})

    assert ["Wat staat erop : Zeg wat er op de foto staat, voor wie hem niet ziet: iedereen" in words(answer) for answer in (new, changed)] == [
        True,
        True,
    ]
    assert alts() == ["Twee leerlingen lassen een hek."]


def test_words_that_are_too_long_are_told_and_kept(organiser: Browser) -> None:
    event = make_event()

    answer = send_picture(organiser, event, photo(20, 10), alt="a" * 301)

    assert ("Wat staat erop : Hoogstens 300 tekens." in words(answer), f'value="{"a" * 301}"' in answer.text) == (True, True)


def test_a_picture_of_fifteen_megabytes_may_come_here_and_nowhere_else(organiser: Browser) -> None:
    event = make_event()
    content = photo(20, 10) + b"\0" * (LARGEST - 5000)

    here = send_picture(organiser, event, content)
    there = organiser.post("/organise/people/add", {"file": (io.BytesIO(content), "x")}, content_type="multipart/form-data")

    assert (here.status_code, there.status_code, alts()) == (302, 413, ["Een hek"])


class Counted(io.BytesIO):
    """A body that counts what is read of it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read on."""
        found = super().read(size)
        self.taken += len(found)
        return found


@pytest.mark.parametrize(("says", "most"), [({"CONTENT_LENGTH": "200000000"}, 0), ({"HTTP_TRANSFER_ENCODING": "chunked"}, LARGEST + 1_100_000)])
def test_far_too_much_is_refused_and_not_read(organiser: Browser, says: dict[str, str], most: int) -> None:
    path = form_path(make_event())
    body = Counted(b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + b"\xff" * (LARGEST + 9_000_000))
    environ = {"wsgi.input_terminated": True} | says

    answer = organiser._send(path, method="POST", input_stream=body, content_type="multipart/form-data; boundary=x", environ_overrides=environ)

    assert (answer.status_code, body.taken <= most) == (413, True)
    assert "Dat is te veel ineens" in words(answer)
