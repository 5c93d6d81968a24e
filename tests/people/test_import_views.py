"""Sending a file of people, deciding and taking it over, through the pages."""

import gc
import io
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.core.database import db
from app.people.import_jobs import read_due
from app.people.models import ImportRow, ImportStatus, PeopleImport, Person
from tests.browsing import Browser, words
from tests.factories import make_person, make_school
from tests.people.files import BRAM, HEADING, by_xlsxwriter, csv, read

IMPORTS = "/organise/people/imports/"
# A body that is refused half-way leaves its temporary file to the garbage collector: let that come while we still know of it.
pytestmark = [pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"), pytest.mark.usefixtures("swept")]


@pytest.fixture
def swept() -> Iterator[None]:
    yield
    gc.collect()


def send(browser: Browser, content: bytes, name: str = "mensen.csv") -> TestResponse:
    return browser.post(IMPORTS, {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def sent(browser: Browser, content: bytes) -> str:
    """Send a file and have it judged; gives the address of its page."""
    path = str(send(browser, content).location)
    assert read_due() == 1
    return path


def test_a_file_is_sent_judged_shown_and_taken_over(organiser: Browser) -> None:
    make_school("Waterrand College")
    answer = send(organiser, by_xlsxwriter(HEADING, BRAM))
    waiting = organiser.get(answer.location)
    read_due()
    judged = words(organiser.get(answer.location))
    taken = organiser.post(f"{answer.location}/apply", page=answer.location)
    again = organiser.post(f"{answer.location}/apply", page=IMPORTS)

    assert ("<progress" in waiting.text, 'hx-trigger="every 1s"' in waiting.text) == (True, True)
    assert (BRAM[0] in judged, taken.location, again.location) == (True, answer.location, answer.location)
    assert db.session.scalars(sa.select(Person.name).where(Person.email == BRAM[1])).all() == [BRAM[0]]


def test_doubtful_rows_are_decided_on_the_page(organiser: Browser) -> None:
    make_person("Bram de Vries", email="oud@x.example", school=make_school("Waterrand College"))
    path = sent(organiser, csv(HEADING, BRAM).encode())
    page = f"{path}?verdict=doubtful"
    assert 'name="row-2"' in organiser.get(page).text

    organiser.post(f"{path}/decide", {"row-2": "update", "row-x": "new", "row-99": "new", "row--1": "new"}, page=page)
    organiser.post(f"{path}/apply", page=path)

    assert db.session.scalars(sa.select(Person.email).where(Person.name == "Bram de Vries")).all() == [BRAM[1]]


def test_a_decision_is_kept_until_taking_over(organiser: Browser) -> None:
    make_person("Bram de Vries", email="oud@x.example", school=make_school("Waterrand College"))
    path = sent(organiser, csv(HEADING, BRAM).encode())

    organiser.post(f"{path}/decide", {"row-2": "skip"}, page=f"{path}?verdict=doubtful")

    assert db.session.scalars(sa.select(ImportRow.decision)).all() == ["skip"]
    assert '<option value="skip" selected>' in organiser.get(f"{path}?verdict=doubtful").text


@pytest.mark.parametrize("content", [b"", b"x" * (5 * 1024 * 1024 + 1)])
def test_files_that_are_empty_or_too_large_are_told_at_the_field(organiser: Browser, content: bytes) -> None:
    answer = send(organiser, content)

    assert (answer.status_code, 'id="file-error"' in answer.text) == (200, True)
    assert db.session.scalars(sa.select(PeopleImport)).all() == []


def test_a_file_of_four_megabytes_may_come_here_and_nowhere_else(organiser: Browser) -> None:
    content = csv(HEADING, BRAM).encode() + b"\r\n" * 2_000_000

    assert send(organiser, content).status_code == 302
    assert organiser.post("/organise/people/add", {"file": (io.BytesIO(content), "x")}, content_type="multipart/form-data").status_code == 413


def test_far_too_much_is_refused(organiser: Browser) -> None:
    assert send(organiser, b"x" * 8_000_000).status_code == 413


@pytest.mark.parametrize("data", [{}, {"file": ""}, {"file": "tekst"}])
def test_no_file_is_told_at_the_field(organiser: Browser, data: dict[str, str]) -> None:
    answer = organiser.post(IMPORTS, data)

    assert (answer.status_code, 'id="file-error"' in answer.text) == (200, True)


def test_a_file_with_a_strange_name_is_kept_under_it_harmlessly(organiser: Browser) -> None:
    answer = send(organiser, csv(HEADING, BRAM).encode(), "<img src=x onerror=alert(1)>\0\x07.csv")

    assert answer.status_code == 302
    assert "<img src=x" not in organiser.get(str(answer.location)).text


def test_a_refused_file_says_why(organiser: Browser) -> None:
    path = sent(organiser, b"Voornaam;Telefoon\nJan;06\n")

    assert db.session.scalars(sa.select(PeopleImport.status)).all() == [ImportStatus.REFUSED]
    assert "20" in words(organiser.get(path))
    assert organiser.post(f"{path}/apply", page=IMPORTS).status_code == 302


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_sample_is_a_file_that_is_read(organiser: Browser, format_: str) -> None:
    assert [facts.name for _number, facts in read(organiser.get(f"{IMPORTS}sample.{format_}").data)] == ["Fatima el Amrani", "Jan van den Berg"]


@pytest.mark.parametrize("verdict", ["", "?verdict=wrong", "?verdict=klingon&page=99"])
def test_rows_are_shown_by_verdict(organiser: Browser, verdict: str) -> None:
    path = sent(organiser, csv(HEADING, ("", "x", "", "", "", "", "", "")).encode())

    assert organiser.get(path + verdict).status_code == 200
