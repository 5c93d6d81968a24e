"""The `flask` commands, as somebody at the keyboard uses them."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app import commands
from app.accounts.models import SignIn
from app.checkin.models import Station
from app.core.database import db
from app.events import operations, publishing
from app.log.actions import Action
from app.log.models import LogEntry
from app.mail.models import Mail, MailStatus
from app.people.models import Access, Person
from tests.browsing import Browser, words
from tests.conftest import BASE_URL
from tests.factories import NOW, eve_of, make_draft, make_event, make_organiser, make_person, register
from tests.mail.writing import outbox, write
from tests.parts.smtp import free_port

pytestmark = pytest.mark.usefixtures("today")


def run(app: Flask, *words_: str) -> tuple[int, str]:
    """Run a command; gives its exit code and all it printed."""
    db.session.commit()
    with app.app_context():
        result = app.test_cli_runner().invoke(args=list(words_))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_first_organiser_gets_a_link_that_signs_in(app: Flask, browser: Browser) -> None:
    code, printed = run(app, "organiser", "add", "M.Zandstra@STO.example", "--name", "Marijke Zandstra")

    path = printed.strip().removeprefix(BASE_URL)
    browser.post(path)
    assert (code, browser.get("/organise/").status_code, browser.get(path).status_code) == (0, 200, 404)
    assert "m.zandstra@sto.example" in words(browser.get("/me"))


def test_the_link_is_good_for_a_day(app: Flask, browser: Browser) -> None:
    path = run(app, "organiser", "add", "a@sto.example", "--name", "Anna")[1].strip().removeprefix(BASE_URL)

    statuses = []
    for later in (timedelta(hours=23, minutes=59), timedelta(hours=24)):
        with travel(NOW + later, tick=False):
            statuses.append(browser.get(path).status_code)

    assert statuses == [200, 404]


def test_somebody_known_becomes_an_organiser_and_stays_who_they_are(app: Flask) -> None:
    make_organiser()
    bram = make_person("Bram de Vries", email="b.devries@waterrand.example")

    run(app, "organiser", "add", "B.deVries@waterrand.example", "--name", "Another")

    db.session.expire_all()
    assert (bram.name, bram.access, len(db.session.scalars(sa.select(Person)).all())) == ("Bram de Vries", Access.ORGANISER, 2)


def test_the_first_organiser_is_administrator_and_later_ones_are_not(app: Flask) -> None:
    for name in ("anna", "bert", "anna"):
        run(app, "organiser", "add", f"{name}@sto.example", "--name", name)

    people = db.session.scalars(sa.select(Person).order_by(Person.name))
    assert [(person.name, person.access) for person in people] == [("anna", Access.ADMINISTRATOR), ("bert", Access.ORGANISER)]


@pytest.mark.parametrize(
    ("email", "name"),
    [("", "Anna"), ("anna", "Anna"), ("a@sto", "Anna"), ("a@sto.example", ""), ("a@sto.example", "x" * 121), ("a@sto.example", "A\nB")],
)
def test_an_organiser_needs_an_address_and_a_name_that_fit(app: Flask, email: str, name: str) -> None:
    code, printed = run(app, "organiser", "add", email, "--name", name)

    assert (code != 0, "Error" in printed) == (True, True)
    assert db.session.scalars(sa.select(Person)).all() == []


def test_a_station_is_opened_with_link_pin_and_token(app: Flask, browser: Browser) -> None:
    slug = make_event().slug

    code, printed = run(app, "door", "open", slug, "--json")

    facts = json.loads(printed)
    path = facts["link"].removeprefix(BASE_URL)
    answer = browser.get("/api/door", headers={"Authorization": f"Bearer {facts['token']}"})
    unlocked = browser.post(path, {"pin": facts["pin"]})
    assert (code, sorted(facts), answer.status_code, unlocked.status_code) == (0, ["link", "pin", "token"], 200, 302)


def test_a_station_can_be_read_by_people_too(app: Flask) -> None:
    slug = make_event().slug

    _code, printed = run(app, "door", "open", slug, "--name", "Zijdeur")

    assert [line.split()[0] for line in printed.splitlines()] == ["link", "pin", "token"]
    assert db.session.scalars(sa.select(Station.name)).all() == ["Zijdeur"]


def test_a_door_that_cannot_be_opened_says_why(app: Flask) -> None:
    draft, off, over = make_draft(), make_event(), make_event(starts_at=NOW - timedelta(days=3))
    operations.call_off(off, reason="", at=NOW)

    codes = [run(app, "door", "open", slug)[0] for slug in (draft.slug, off.slug, over.slug, "nowhere", "")]

    assert codes == [1] * 5
    assert "nowhere" in run(app, "door", "open", "nowhere")[1]


def test_tickets_are_listed_as_csv_that_is_read_back(app: Flask) -> None:
    event = make_event(seats=2)
    names = ["Bram de Vries", 'Anna "de baas", Smit', "Özlem Şahin"]
    registrations = [register(event, make_person(name)) for name in names]
    register(make_event("Another"), make_person("Elders"))
    expected = [[one.code, one.short_code, str(one.status), one.person.name, one.token] for one in registrations]

    _code, printed = run(app, "tickets", "list", event.slug)

    rows = list(csv.reader(printed.splitlines()))
    assert rows == [["code", "short_code", "status", "name", "token"], *expected]
    assert [row[2] for row in rows[1:]] == ["registered", "registered", "waiting"]


def test_tickets_of_no_event_say_so(app: Flask) -> None:
    code, printed = run(app, "tickets", "list", "nowhere")

    assert (code, "nowhere" in printed) == (1, True)


def test_jobs_do_what_is_due_once(app: Flask) -> None:
    write()
    db.session.add(_old_sign_in())

    code, _printed = run(app, "jobs", "run", "--once")

    assert (code, [row[1] for row in outbox()], db.session.scalars(sa.select(SignIn)).all()) == (0, ["kept"], [])


def _old_sign_in() -> SignIn:
    long_ago = NOW - timedelta(days=3)
    return SignIn(email="a@b.example", request_key="r", token_fingerprint="t", code_seal="s", created_at=long_ago, expires_at=long_ago, tries=0)


def test_jobs_publish_the_drafts_whose_moment_has_come(app: Flask) -> None:
    event = make_draft()
    publishing.publish_later(event, moment=NOW + timedelta(hours=1), by=None, at=NOW)
    statuses = []

    for hours in (0, 1):
        with travel(NOW + timedelta(hours=hours), tick=False):
            run(app, "jobs", "run", "--once")
        db.session.expire_all()
        statuses.append(event.status)

    assert statuses == ["draft", "published"]


def test_jobs_outlive_a_mail_server_that_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{free_port()}")

    code, printed = run(app, "jobs", "run", "--once")

    assert (code, "mail waits" in printed, outbox()) == (0, True, [("b.devries@waterrand.example", "waiting", 1)])


def test_jobs_outlive_a_database_that_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    looks: list[int] = []

    def deliver() -> int:
        looks.append(len(looks))
        if len(looks) == 1:
            db.session.execute(sa.text("SELECT 1"))
            raise sa.exc.OperationalError("SELECT", None, Exception("the server closed the connection"))
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "deliver_due", deliver)
    monkeypatch.setattr(commands, "LONG_PAUSE", 0)

    with app.app_context():
        app.test_cli_runner().invoke(args=["jobs", "run"])

    assert looks == [0, 1]


def test_commands_name_themselves(app: Flask) -> None:
    _code, printed = run(app, "--help")

    listed = {line.split()[0] for line in printed.splitlines() if line.startswith("  ") and line.split()}
    assert {"jobs", "organiser", "door", "tickets", "demo", "db"} <= listed


def test_links_lead_to_the_configured_address(app: Flask) -> None:
    register(make_event(), make_organiser())

    run(app, "jobs", "run", "--once")

    texts = db.session.scalars(sa.select(Mail.text)).all()
    assert [f"{BASE_URL}/tickets/" in text for text in texts] == [True]
    assert eve_of(make_event()) == NOW


def test_jobs_apply_retention_once_a_day(app: Flask) -> None:
    register(make_event())
    db.session.execute(sa.update(Mail).values(status=MailStatus.SENT))
    db.session.commit()

    with travel(NOW + timedelta(days=100), tick=False):
        codes = [run(app, "jobs", "run", "--once")[0] for _time in range(2)]

    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.RETENTION_APPLIED, LogEntry.thing_label == "mail")).all()
    assert (codes, [entry.facts for entry in entries]) == ([0, 0], [{"count": 1}])


@pytest.mark.parametrize(("options", "known"), [([], 0), (["--apply"], 1)])
def test_people_are_imported_from_a_file_when_it_is_meant(app: Flask, tmp_path: Path, options: list[str], known: int) -> None:
    file = tmp_path / "mensen.csv"
    file.write_text("Naam;E-mail\nBram de Vries;b@x.example\n;zonder@x.example\n")

    result = app.test_cli_runner().invoke(args=["people", "import", str(file), *options])

    assert (result.exit_code, result.output.splitlines()[0]) == (0, "1 new, 0 same, 0 changed, 0 doubtful, 1 wrong")
    assert result.output.splitlines()[1].startswith("3: wrong: ")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person).where(Person.email == "b@x.example")) == known


def test_a_file_that_is_no_list_of_people_is_refused_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "mensen.xlsx"
    file.write_bytes(b"PK\x03\x04")

    result = app.test_cli_runner().invoke(args=["people", "import", str(file)])

    assert (result.exit_code, result.output.startswith("Error: ")) == (1, True)
