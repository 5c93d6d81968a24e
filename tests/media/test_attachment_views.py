"""Putting files with an event through the pages, and downloading them."""

import io
from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.events.models import Event
from app.media.attachments import LARGEST, MOST
from app.media.models import Attachment
from app.people.models import Access
from tests.browsing import Browser, words
from tests.factories import make_draft, make_event, make_person
from tests.media.files import EXE, PDF, SVG, TEXT, office, photo
from tests.media.sending import file_path, give_file, give_picture, send_file
from tests.observing import statements

pytestmark = [pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"), pytest.mark.usefixtures("today", "swept")]
TAKES = "Je kunt sturen: PDF, Word, Excel, PowerPoint (zonder macro's), ODT, ODS, ODP, JPEG, PNG, WebP, TXT of CSV."


def list_path(event: Event) -> str:
    return f"/organise/events/{event.slug}/attachments"


def kept() -> list[tuple[str, str]]:
    db.session.expire_all()
    return [(title, name) for title, name in db.session.execute(sa.select(Attachment.title, Attachment.filename).order_by(Attachment.id))]


def test_a_file_is_sent_renamed_downloaded_and_taken_away(organiser: Browser, browser: Browser) -> None:
    event = make_event()
    page = f"/events/{event.slug}"

    sent = send_file(organiser, event, PDF, title="Lesblad lassen", name="les.pdf")
    one = f"{list_path(event)}/{db.session.scalars(sa.select(Attachment.id)).one()}"
    renamed = organiser.post(f"{one}/edit", {"title": "Opdracht <b>"})
    shown = browser.get(page)
    removed = organiser.post(f"{one}/remove", page=list_path(event))

    assert {answer.location for answer in (sent, renamed, removed)} == {list_path(event)}
    assert ("Opdracht <b> PDF, 1 kB" in words(shown), "Opdracht <b>" in shown.text, kept()) == (True, False, [])
    assert "PDF, 1 kB" not in words(browser.get(page))


def test_a_file_is_downloaded_and_never_shown(browser: Browser) -> None:
    event = make_event()
    path = file_path(event, give_file(event))
    db.session.commit()

    with statements() as seen:
        answer = browser.get(path)
    again = browser.get(path, headers={"If-None-Match": answer.headers["ETag"]})

    named = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy")
    assert [answer.headers[name] for name in named] == [
        "application/pdf",
        "attachment; filename=lesblad.pdf",
        "public, max-age=300",
        "nosniff",
        "default-src 'none'; sandbox",
    ]
    assert ("Set-Cookie" in answer.headers, len(seen), answer.data) == (False, 1, PDF)
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("sent", "name", "said"),
    [
        ("Zoë's lesblad.pdf", "Zoë's lesblad.pdf", "filename=\"Zoe's lesblad.pdf\"; filename*=UTF-8''Zo%C3%ABs%20lesblad.pdf"),
        ('a"b;c.pdf', "a-b;c.pdf", 'filename="a-b;c.pdf"'),
        ("../../etc/passwd.pdf", "passwd.pdf", "filename=passwd.pdf"),
        ("100% goed #1?.pdf", "100- goed #1-.pdf", 'filename="100- goed #1-.pdf"'),
    ],
)
def test_the_name_of_a_file_arrives_as_it_was_or_safer(browser: Browser, sent: str, name: str, said: str) -> None:
    event = make_event()
    attachment = give_file(event, filename=sent)

    answer = browser.get(f"/events/{event.slug}/attachments/{attachment.id}/{quote(name)}")

    disposition = answer.headers["Content-Disposition"].replace("%27", "")
    assert (attachment.filename, answer.status_code, disposition) == (name, 200, f"attachment; {said}")


def test_files_of_a_draft_are_for_who_sees_drafts(app: Flask, browser: Browser, teacher: Browser, organiser: Browser) -> None:
    viewer = Browser(app).sign_in(make_person("Willem de Graaf", access=Access.VIEWER))
    event = make_draft()
    path = file_path(event, give_file(event))

    assert [each.get(path).status_code for each in (browser, teacher, viewer, organiser)] == [404, 404, 200, 200]
    assert organiser.get(path).headers["Cache-Control"] == "private, max-age=300"


def test_other_addresses_lead_nowhere(browser: Browser) -> None:
    event, other = make_event(), make_event("Lassen")
    attachment, another = give_file(event), give_file(other)
    path = file_path(event, attachment)
    wrong = [file_path(other, attachment), file_path(event, another), path.replace("lesblad", "anders"), path.replace(".pdf", ".html"), f"{path}/.."]

    assert [browser.get(address).status_code for address in (path, *wrong)] == [200, *([404] * len(wrong))]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (EXE, "virus.exe", f"Een .exe-bestand (1 kB) kan hier niet. {TAKES}"),
        (SVG, "plaatje.svg", f"Een .svg-bestand (1 kB) kan hier niet. {TAKES}"),
        (EXE, "lesblad.pdf", "De naam zegt PDF, maar dat zit niet in dit bestand. Sla het opnieuw op en stuur dat."),
        (PDF, "foto.jpg", "De naam zegt JPEG, maar dat zit niet in dit bestand. Sla het opnieuw op en stuur dat."),
        (office("word", "word/vbaProject.bin"), "les.docx", "Er zitten macro's in dit bestand (Word). Sla het zonder macro's op, of als PDF."),
        (TEXT, "../../etc/passwd", f"De naam van dit bestand (1 kB) zegt niet wat het is. {TAKES}"),
        (b"", "lesblad.pdf", "Dit bestand is leeg."),
        (b"%PDF-" + b"x" * LARGEST, "lesblad.pdf", "Dit bestand is 10,1 MB; er past hoogstens 10 MB."),
    ],
)
def test_what_does_not_fit_is_told_at_the_field_and_the_title_is_kept(organiser: Browser, content: bytes, name: str, said: str) -> None:
    answer = send_file(organiser, make_event(), content, title="Lesblad <b>", name=name)

    assert (answer.status_code, kept(), 'id="file-error"' in answer.text) == (200, [], True)
    assert (f"Bestand : {said}" in words(answer), 'value="Lesblad &lt;b&gt;"' in answer.text) == (True, True)


@pytest.mark.parametrize("name", ["les\0blad.pdf", "\u202elesblad.pdf", "../lesblad.PDF", "/etc/lesblad.pdf", " lesblad .pdf", "\tlesblad.pdf"])
def test_strange_names_do_no_harm(organiser: Browser, browser: Browser, name: str) -> None:
    event = make_event()

    sent = send_file(organiser, event, PDF, name=name)

    attachment = db.session.scalars(sa.select(Attachment)).one()
    assert (sent.status_code, attachment.filename) == (302, "lesblad.pdf")
    assert browser.get(file_path(event, attachment)).data == PDF


@pytest.mark.parametrize("name", ["les\r\nblad.pdf", "x" * 70_000])
def test_names_that_can_not_be_are_refused(organiser: Browser, name: str) -> None:
    assert (send_file(organiser, make_event(), PDF, name=name).status_code, kept()) == (200, [])


def test_without_a_file_or_a_title_there_is_nothing_to_keep(organiser: Browser) -> None:
    event = make_event()

    without_file, without_title = organiser.post(f"{list_path(event)}/add", {"title": "Lesblad"}), send_file(organiser, event, PDF, title=" ")

    assert "Bestand : Kies een bestand." in words(without_file)
    assert "Titel : Vul dit in." in words(without_title)
    assert kept() == []


def test_of_two_files_the_first_is_taken(organiser: Browser) -> None:
    event = make_event()
    data = {"file": [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(TEXT), "b.txt")], "title": ["Een", "Twee"]}

    organiser.post(f"{list_path(event)}/add", data, content_type="multipart/form-data")

    assert kept() == [("Een", "a.pdf")]


def test_after_twenty_files_the_form_says_so_and_the_list_offers_none(organiser: Browser) -> None:
    event = make_event()
    for number in range(MOST):
        give_file(event, f"Lesblad {number}")

    answer = send_file(organiser, event, PDF)

    assert ("Een activiteit heeft hoogstens 20 bestanden. Verwijder er eerst een." in words(answer), len(kept())) == (True, MOST)
    assert f"{list_path(event)}/add" not in organiser.get(list_path(event)).text


def test_a_title_that_is_too_long_is_told_and_kept(organiser: Browser) -> None:
    event = make_event()
    attachment = give_file(event)

    answer = organiser.post(f"{list_path(event)}/{attachment.id}/edit", {"title": "a" * 121})

    assert ("Titel : Hoogstens 120 tekens." in words(answer), f'value="{"a" * 121}"' in answer.text) == (True, True)
    assert kept() == [("Lesblad lassen", "lesblad.pdf")]


def test_ten_megabytes_may_come_and_far_more_is_refused(organiser: Browser) -> None:
    event = make_event()

    fits, too_much = send_file(organiser, event, b"%PDF-" + b"x" * (LARGEST - 5)), send_file(organiser, event, b"x" * (LARGEST + 1_500_000))

    assert (fits.status_code, too_much.status_code, len(kept())) == (302, 413, 1)
    assert "Dat is te veel ineens" in words(too_much)


def test_the_page_of_an_event_asks_the_same_for_one_file_as_for_twenty(browser: Browser) -> None:
    one, many = make_event(starts_at=make_event().starts_at + timedelta(days=1)), make_event("Lassen")
    for event, count in ((one, 1), (many, MOST)):
        give_picture(event)
        for number in range(count):
            give_file(event, f"Lesblad {number}")
    paths = [f"/events/{event.slug}" for event in (one, many)]

    asked = []
    for path in paths:
        browser.get(path)
        with statements() as seen:
            browser.get(path)
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_a_picture_can_go_with_an_event_as_a_file_too(organiser: Browser, browser: Browser) -> None:
    event = make_event()

    send_file(organiser, event, photo(20, 10), title="Route", name="route.jpeg")

    attachment = db.session.scalars(sa.select(Attachment)).one()
    answer = browser.get(file_path(event, attachment))
    assert (attachment.filename, answer.content_type, answer.headers["Content-Disposition"]) == (
        "route.jpg",
        "image/jpeg",
        "attachment; filename=route.jpg",
    )


@pytest.mark.parametrize(("name", "content_type"), [("a.txt", "text/plain; charset=utf-8"), ("a.csv", "text/csv; charset=utf-8")])
def test_texts_say_how_they_are_written(browser: Browser, name: str, content_type: str) -> None:
    event = make_event()

    assert browser.get(file_path(event, give_file(event, filename=name, content=TEXT))).headers["Content-Type"] == content_type
