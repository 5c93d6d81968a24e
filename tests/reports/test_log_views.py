"""The log in words: who did what, found, linked and exported."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from app.core.database import db
from app.events import operations as events
from app.log.actions import SENTENCES, Action
from app.log.operations import Thing, record
from app.people.erasure import erase
from app.people.models import Access, Person
from tests.browsing import Browser, words
from tests.factories import NOW, make_draft, make_event, make_person, make_school, plan
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def ada(app: Flask) -> Person:
    return make_person("Ada Lovelace", access=Access.ADMINISTRATOR)


@pytest.fixture
def administrator(app: Flask, ada: Person) -> Browser:
    return Browser(app).sign_in(ada)


def lines(page: str) -> list[str]:
    """The sentences of a page, from above."""
    return [part.split("</p>")[0].strip() for part in page.split("<div>\n            <p>")[1:]]


def test_every_action_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Action)


def test_newest_comes_first_with_who_and_what(administrator: Browser, ada: Person) -> None:
    event = make_draft("Lassen")
    events.publish(event, by=ada.id, at=NOW)

    found = lines(administrator.get("/organise/log/").text)

    assert [("Ada Lovelace" in line, "Lassen" in line) for line in found[:2]] == [(True, True), (False, True)]


def test_what_changed_is_told_per_field(administrator: Browser, ada: Person) -> None:
    event = make_draft("Lassen")
    events.edit(event, plan("Solderen", seats=30, venue=event.venue), by=ada.id, at=NOW)

    said = words(administrator.get("/organise/log/"))

    assert ["Lassen → Solderen" in said, "40 → 30" in said] == [True, True]


def test_an_erased_name_is_gone_here_too(administrator: Browser) -> None:
    bram = make_person("Bram de Vries")
    events.publish(make_draft("Lassen"), by=bram.id, at=NOW)
    before = words(administrator.get("/organise/log/"))

    erase(bram, by=None, at=NOW)
    after = words(administrator.get("/organise/log/"))

    assert ["Bram de Vries" in said for said in (before, after)] == [True, False]
    assert "verwijderd" in after


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Kade", "Lassen", "Oud"]),
        ("who=love", ["Lassen"]),
        ("who=Niemand", []),
        ("group=schools", ["Kade"]),
        ("thing=lass", ["Lassen"]),
        ("since=2026-11-25", ["Kade", "Lassen"]),
        ("until=2026-11-24", ["Oud"]),
        ("since=2026-11-24&until=2026-11-24", []),
    ],
)
def test_one_finds_what_one_looks_for(administrator: Browser, ada: Person, asked: str, found: list[str]) -> None:
    record(Action.EVENT_CHANGED, Thing("event", None, "Oud"), by=None, at=NOW - timedelta(days=30))
    record(Action.EVENT_PUBLISHED, Thing("event", None, "Lassen"), by=ada.id, at=NOW)
    record(Action.SCHOOL_ADDED, Thing("school", None, "Kade"), by=None, at=NOW)

    page = administrator.get(f"/organise/log/?{asked}").text

    assert [name for line in lines(page) for name in ("Kade", "Lassen", "Oud") if name in line] == found


@pytest.mark.parametrize("asked", ["since=gisteren", "group=alles", "before=x", "before=99999999999999999999", "who=%00", "thing=" + "x" * 5000])
def test_a_filter_that_makes_no_sense_breaks_nothing(administrator: Browser, asked: str) -> None:
    assert administrator.get(f"/organise/log/?{asked}").status_code == 200


def test_pages_follow_each_other_without_gap_or_overlap(administrator: Browser) -> None:
    for number in range(120):
        record(Action.EVENT_ADDED, Thing("event", None, f"E{number:03}"), by=None, at=NOW)
    seen, path = [], "/organise/log/?group=events"
    while path:
        page = administrator.get(path).text
        seen += [line.split("E")[-1][:3] for line in lines(page)]
        path = page.partition('rel="next"')[0].rpartition('<a href="')[2].split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""

    assert seen == [f"{number:03}" for number in reversed(range(120))]


def test_thirty_lines_ask_as_much_as_one(administrator: Browser) -> None:
    def count() -> int:
        administrator.get("/organise/log/")
        with statements() as seen:
            administrator.get("/organise/log/")
        return len(seen)

    make_event("Eerste")
    few = count()
    for number in range(30):
        events.publish(make_draft(f"Middag {number}"), by=make_person(f"Iemand {number}").id, at=NOW)

    assert count() == few


def test_an_event_is_linked(administrator: Browser) -> None:
    event = make_draft("Lassen")

    assert f'href="/organise/events/{event.slug}/"' in administrator.get("/organise/log/").text


def test_the_export_holds_what_the_filter_leaves_and_no_formulas(administrator: Browser, ada: Person) -> None:
    record(Action.SCHOOL_ADDED, Thing("school", make_school().id, "Kade"), by=None, at=NOW)
    record(Action.EVENT_CHANGED, Thing("event", None, "Lassen"), by=ada.id, at=NOW, changes={"title": ["=1+1", "Lassen"]})

    answer = administrator.get("/organise/log/export.csv?group=events")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert ([len(row) for row in rows], rows[1][0], rows[1][1]) == ([4, 4], "2026-11-25 12:00:00", "Ada Lovelace")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_exporting_is_logged(administrator: Browser, ada: Person) -> None:
    make_draft("Lassen")
    administrator.get("/organise/log/export.csv")

    said = lines(administrator.get("/organise/log/").text)[0]

    assert ["Ada Lovelace" in said, " 1 " in said] == [True, True]


def test_the_log_is_for_administrators(organiser: Browser, administrator: Browser) -> None:
    paths = ("/organise/log/", "/organise/log/export.csv")

    assert [[browser.get(path).status_code for path in paths] for browser in (organiser, administrator)] == [[403, 403], [200, 200]]
    db.session.commit()
