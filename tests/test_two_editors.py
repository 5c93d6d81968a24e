"""Two organisers at one page: the second is shown what changed meanwhile, and nothing is overwritten unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import Model, db
from app.events.kinds import Kind
from app.events.models import Event, Stop, StopKind, Zone
from app.events.operations import add
from app.people.models import Access
from app.planning.models import Period, PeriodKind
from tests.browsing import HIDDEN, Browser, words
from tests.factories import DAY, LONG_AGO, make_event, make_person, make_school, plan, register
from tests.test_bad_input import Page
from tests.together import at_once

Kept = TypeVar("Kept", bound=Model)
pytestmark = pytest.mark.usefixtures("today")


@dataclass(frozen=True)
class Case:
    """A page on which something is changed: the field that the first changes, and the one that the second does."""

    path: str
    thing: Model
    first: tuple[str, str, str]  # field, what is typed, how it is said
    second: tuple[str, str]
    column: str = ""
    who: str = "Marijke Zandstra heeft dit intussen veranderd in: "

    def value(self, name: str) -> str:
        """What the database holds."""
        db.session.refresh(self.thing)
        return str(getattr(self.thing, name))


def _kept(thing: Kept) -> Kept:
    db.session.add(thing)
    db.session.flush()
    return thing


def event_case() -> Case:
    event = make_event()
    return Case(f"/organise/events/{event.slug}/edit", event, ("capacity", "50", "50"), ("title", "Solderen"))


def round_case() -> Case:
    event = make_event(rounds=1)
    path = f"/organise/events/{event.slug}/rounds/{event.rounds[0].id}/edit"
    return Case(path, event.rounds[0], ("title", "Eerst", "Eerst"), ("ends", "16:20"), column="ends_at")


def session_case() -> Case:
    event = make_event(rounds=1)
    session = event.rounds[0].sessions[0]
    return Case(f"/organise/events/{event.slug}/sessions/{session.id}/edit", session, ("seats", "9", "9"), ("leader", "Ilse"))


def zone_case() -> Case:
    event = add(plan(), kind=Kind.TECH_DAYS, at=LONG_AGO)
    zone = _kept(Zone(event=event, title="Zorg"))
    return Case(f"/organise/events/{event.slug}/zones/{zone.id}/edit", zone, ("title", "Zorghoek", "Zorghoek"), ("description", "Bedden"))


def stop_case() -> Case:
    event = add(plan(), kind=Kind.STUDY_TRIP, at=LONG_AGO)
    stop = _kept(Stop(event=event, kind=StopKind.VISIT, title="Staalfabriek", starts_at=DAY))
    return Case(f"/organise/events/{event.slug}/stops/{stop.id}/edit", stop, ("starts", "15:10", "15.10"), ("title", "Werf"))


def venue_case() -> Case:
    venue = make_event().venue
    return Case(f"/organise/venues/{venue.id}/edit", venue, ("city", "Elders", "Elders"), ("name", "De Kade"))


def period_case() -> Case:
    period = _kept(Period(kind=PeriodKind.BUSY, title="Projectweek", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 4)))
    return Case(f"/organise/periods/{period.id}/edit", period, ("ends_on", "2026-12-05", "za 5 december 2026"), ("title", "Toetsweek"))


def school_case() -> Case:
    school = make_school("De Kade")
    told = "Dit is intussen veranderd in: "
    return Case(f"/organise/schools/{school.id}/edit", school, ("city", "Elders", "Elders"), ("short_name", "Kade"), who=told)


def person_case() -> Case:
    person = make_person("Noor Visser")
    return Case(f"/organise/people/{person.id}/edit", person, ("role", "careers-adviser", "Decaan"), ("name", "Noor de Visser"))


CASES = [event_case, round_case, session_case, zone_case, stop_case, venue_case, period_case, school_case, person_case]
EACH = pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)


@pytest.fixture
def other(app: Flask) -> Browser:
    """The browser of another organiser."""
    return Browser(app).sign_in(make_person("Ruben Okafor", access=Access.ORGANISER))


def filled(browser: Browser, path: str) -> dict[str, str]:
    """The form of a page as the browser holds it."""
    text = browser.get(path).text
    hidden = dict(HIDDEN.findall(text))
    return as_shown(text)[0] | hidden


def send(browser: Browser, path: str, form: dict[str, str], **typed: str) -> tuple[int, str, dict[str, str]]:
    """Send a form as it is held; gives the answer, what it says, and the form on it."""
    answer = browser._send(path, method="POST", data=form | typed)
    forms = as_shown(answer.text)
    return answer.status_code, words(answer), forms[0] if forms else {}


def as_shown(text: str) -> list[dict[str, str]]:
    """What the watched forms of a page hold."""
    return [{name: value.strip() for name, value in held.items()} for _action, held in Page(text).forms if "made_of" in held]


@EACH
def test_the_second_is_shown_what_changed_and_saves_both(organiser: Browser, other: Browser, make: Callable[[], Case]) -> None:
    case = make()
    name, typed, said = case.first
    field, text = case.second
    seconds = filled(other, case.path)
    send(organiser, case.path, filled(organiser, case.path), **{name: typed})
    before = case.value(case.column or field)

    status, shown, again = send(other, case.path, seconds, **{field: text})
    unsaved = case.value(case.column or field)
    saved, _shown, _form = send(other, case.path, again)

    assert (status, f"{case.who}{said}" in shown, unsaved == before) == (200, True, True)
    assert (again[name], again[field], saved) == (typed, text, 302)
    assert case.value(case.column or field) != before
    assert filled(other, case.path)[name] == typed


@EACH
def test_both_change_the_same_field(organiser: Browser, other: Browser, make: Callable[[], Case]) -> None:
    case = make()
    field, text = case.second
    mine = {"ends": "16:10"}.get(field, f"{text} 2")
    firsts, seconds = filled(organiser, case.path), filled(other, case.path)
    send(organiser, case.path, firsts, **{field: text})
    before = case.value(case.column or field)

    status, shown, again = send(other, case.path, seconds, **{field: mine})
    unsaved = case.value(case.column or field)
    saved, _shown, _form = send(other, case.path, again)

    still = "(Wat jij typte staat er nog; opslaan neemt dat over.)"
    assert (status, still in shown, again[field], unsaved == before, saved) == (
        200,
        True,
        mine,
        True,
        302,
    )
    assert filled(organiser, case.path)[field] == mine


@EACH
def test_who_is_alone_notices_nothing(organiser: Browser, make: Callable[[], Case]) -> None:
    case = make()

    answers = [send(organiser, case.path, filled(organiser, case.path)) for _time in range(2)]

    assert [status for status, _shown, _form in answers] == [302, 302]


@pytest.mark.parametrize("make", [event_case, session_case, venue_case, person_case], ids=lambda make: make.__name__)
def test_of_many_at_the_same_moment_one_saves_and_the_others_are_shown(app: Flask, make: Callable[[], Case]) -> None:
    case = make()
    field, _text = case.second
    typed = [f"Nummer {number}" for number in range(4)]
    browsers = [Browser(app).sign_in(make_person(f"Organisator {number}", access=Access.ORGANISER)) for number in range(4)]
    forms = [filled(browser, case.path) for browser in browsers]
    answers: dict[int, tuple[int, str, dict[str, str]]] = {}

    def save(number: int) -> None:
        answers[number] = send(browsers[number], case.path, forms[number], **{field: typed[number]})

    assert at_once(app, save, times=4) == []

    statuses = [answers[number][0] for number in range(4)]
    winner = statuses.index(302)
    assert sorted(statuses) == [200, 200, 200, 302]
    assert filled(browsers[0], case.path)[field] == typed[winner]
    assert [answers[number][2][field] for number in range(4) if number != winner] == [typed[number] for number in range(4) if number != winner]


def test_one_who_is_overtaken_while_putting_right_a_mistake_is_shown_that_too(organiser: Browser, other: Browser) -> None:
    case = event_case()
    seconds = filled(other, case.path)
    _status, _shown, wrong = send(other, case.path, seconds, capacity="veel")
    send(organiser, case.path, filled(organiser, case.path), summary="Anders")

    status, shown, _form = send(other, case.path, wrong, capacity="45")

    assert (status, "Marijke Zandstra heeft dit intussen veranderd in: Anders" in shown) == (200, True)


def test_a_refusal_by_the_domain_keeps_watch(organiser: Browser, other: Browser) -> None:
    case = event_case()
    for _ in range(3):
        register(case.thing)  # type: ignore[arg-type]
    _status, _shown, refused = send(other, case.path, filled(other, case.path), capacity="2")
    send(organiser, case.path, filled(organiser, case.path), title="Anders")

    status, shown, _form = send(other, case.path, refused, capacity="20")

    assert (status, "heeft dit intussen veranderd in: Anders" in shown, case.value("title")) == (200, True, "Anders")


def test_in_two_windows_of_ones_own_no_name_is_said(organiser: Browser) -> None:
    case = event_case()
    old = filled(organiser, case.path)
    send(organiser, case.path, filled(organiser, case.path), title="Anders")

    _status, shown, _form = send(organiser, case.path, old, capacity="20")

    assert "Dit is intussen veranderd in: Anders" in shown


def test_an_event_moved_in_the_planner_is_noticed_on_its_page(organiser: Browser, other: Browser) -> None:
    case = event_case()
    event = case.thing
    assert isinstance(event, Event)
    old = filled(other, case.path)
    organiser.post(f"/organise/years/events/{event.slug}/move", {"on": "2026-12-03"})

    status, shown, again = send(other, case.path, old, title="Solderen")
    send(other, case.path, again)

    assert (status, "Marijke Zandstra heeft dit intussen veranderd in: do 3 december 2026" in shown) == (200, True)
    assert (case.value("title"), event.starts_at) == ("Solderen", DAY + timedelta(days=7))


def test_what_was_erased_has_no_name(organiser: Browser, other: Browser) -> None:
    case = event_case()
    old = filled(other, case.path)
    send(organiser, case.path, filled(organiser, case.path), title="Anders")
    db.session.execute(sa.text("UPDATE persons SET erased_at = '2026-11-25 10:00:00+00:00' WHERE name = 'Marijke Zandstra'"))

    _status, shown, _form = send(other, case.path, old, capacity="20")

    assert "Dit is intussen veranderd in: Anders" in shown


def test_two_of_one_programme_do_not_get_each_others_names(app: Flask, organiser: Browser, other: Browser) -> None:
    event = make_event(rounds=1)
    one, two = event.rounds[0].sessions
    paths = [f"/organise/events/{event.slug}/sessions/{session.id}/edit" for session in (one, two)]
    third = Browser(app).sign_in(make_person("Hilde Brandsma", access=Access.ORGANISER))
    old = filled(third, paths[0])
    send(organiser, paths[0], filled(organiser, paths[0]), seats="9")
    send(other, paths[1], filled(other, paths[1]), seats="7")

    _status, shown, _form = send(third, paths[0], old, leader="Ilse")

    assert "Marijke Zandstra heeft dit intussen veranderd in: 9" in shown
