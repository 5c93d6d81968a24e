"""Who may open and send what: every route, for nobody, for a teacher and for an organiser."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.core.database import db
from app.events.models import EventStatus
from app.mail.models import Mail
from app.people.models import Person
from app.registrations.models import Registration, RegistrationStatus
from tests.browsing import Browser
from tests.factories import make_draft
from tests.world import World, make_world, routes

pytestmark = pytest.mark.usefixtures("today")

Statuses = tuple[int, int, int]  # nobody, a teacher, an organiser
PUBLIC: Statuses = (200, 200, 200)
ANYBODY_ACTS: Statuses = (302, 302, 302)
SIGNED_IN: Statuses = (302, 200, 200)
ORGANISERS: Statuses = (302, 403, 200)
ORGANISERS_FORM: Statuses = (403, 403, 200)  # sent empty: shown again with what is missing
ORGANISERS_ACT: Statuses = (403, 403, 302)
STATIONS: Statuses = (401, 401, 401)  # without the token of a station
DEMO_ONLY: Statuses = (404, 404, 404)

EXPECTED: dict[tuple[str, str], Statuses] = {
    ("POST", "accounts.demo_sign_in"): DEMO_ONLY,
    ("GET", "accounts.enter_code"): PUBLIC,
    ("POST", "accounts.enter_code"): PUBLIC,
    ("GET", "accounts.follow_link"): PUBLIC,
    ("POST", "accounts.follow_link"): ANYBODY_ACTS,
    ("GET", "accounts.me"): SIGNED_IN,
    ("GET", "accounts.sign_in"): PUBLIC,
    ("POST", "accounts.sign_in"): PUBLIC,
    ("POST", "accounts.sign_out"): ANYBODY_ACTS,
    ("GET", "calendars.event"): PUBLIC,
    ("GET", "calendars.feed"): PUBLIC,
    ("POST", "checkin.revoke"): ORGANISERS_ACT,
    ("GET", "checkin.station"): PUBLIC,
    ("POST", "checkin.station"): PUBLIC,
    ("GET", "checkin.stations"): ORGANISERS,
    ("POST", "checkin.stations"): ORGANISERS_FORM,
    ("GET", "door_api.overview"): STATIONS,
    ("POST", "door_api.scans"): STATIONS,
    ("GET", "events.add"): ORGANISERS,
    ("POST", "events.add"): ORGANISERS_FORM,
    ("GET", "events.agenda"): PUBLIC,
    ("GET", "events.call_off"): ORGANISERS,
    ("POST", "events.call_off"): ORGANISERS_FORM,
    ("GET", "events.edit"): ORGANISERS,
    ("POST", "events.edit"): ORGANISERS_FORM,
    ("GET", "events.organise"): ORGANISERS,
    ("POST", "events.publish"): ORGANISERS_ACT,
    ("GET", "events.seats"): PUBLIC,
    ("GET", "events.show"): PUBLIC,
    ("GET", "outbox.attachment"): ORGANISERS,
    ("GET", "outbox.body"): ORGANISERS,
    ("GET", "outbox.index"): ORGANISERS,
    ("POST", "outbox.retry"): ORGANISERS_ACT,
    ("GET", "outbox.show"): ORGANISERS,
    ("GET", "programme.add_round"): ORGANISERS,
    ("POST", "programme.add_round"): ORGANISERS_FORM,
    ("GET", "programme.add_session"): ORGANISERS,
    ("POST", "programme.add_session"): ORGANISERS_FORM,
    ("GET", "programme.edit_round"): ORGANISERS,
    ("POST", "programme.edit_round"): ORGANISERS_FORM,
    ("GET", "programme.edit_session"): ORGANISERS,
    ("POST", "programme.edit_session"): ORGANISERS_FORM,
    ("POST", "programme.remove_round"): ORGANISERS_ACT,
    ("POST", "programme.remove_session"): ORGANISERS_ACT,
    ("GET", "programme.show"): ORGANISERS,
    ("GET", "registrations.change"): PUBLIC,  # the token in the address is the right
    ("POST", "registrations.change"): PUBLIC,
    ("GET", "registrations.index"): ORGANISERS,
    ("GET", "registrations.qr_png"): PUBLIC,
    ("GET", "registrations.qr_svg"): PUBLIC,
    ("GET", "registrations.register"): PUBLIC,
    ("POST", "registrations.register"): PUBLIC,
    ("GET", "registrations.sent"): PUBLIC,
    ("GET", "registrations.ticket"): PUBLIC,
    ("POST", "registrations.withdraw"): ANYBODY_ACTS,
    ("POST", "reports.absent"): ORGANISERS_ACT,
    ("GET", "reports.attendance"): ORGANISERS,
    ("GET", "reports.attendance_csv"): ORGANISERS,
    ("GET", "reports.attendance_print"): ORGANISERS,
    ("POST", "reports.present"): ORGANISERS_ACT,
    ("GET", "site.healthz"): PUBLIC,
    ("POST", "site.language"): ANYBODY_ACTS,
    ("GET", "site.readyz"): PUBLIC,
    ("GET", "site.robots"): PUBLIC,
    ("GET", "static"): PUBLIC,
    ("GET", "venues.add"): ORGANISERS,
    ("POST", "venues.add"): ORGANISERS_FORM,
    ("GET", "venues.edit"): ORGANISERS,
    ("POST", "venues.edit"): ORGANISERS_ACT,  # what is not sent stays as it was
    ("GET", "venues.index"): ORGANISERS,
}
WITHOUT_CSRF_TOKEN = {"site.language": 302, "door_api.scans": 401}  # nothing personal changes; stations have no cookie


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def send(browser: Browser, method: str, path: str) -> TestResponse:
    """Open the page, or send its form with nothing but the CSRF token."""
    return browser.get(path) if method == "GET" else browser.post(path, page="/sign-in")


def test_every_route_has_a_line_in_the_table(app: Flask) -> None:
    assert sorted((method, rule.endpoint) for method, rule in routes(app)) == sorted(EXPECTED)


def test_every_route_answers_everybody_as_the_table_says(world: World, app: Flask, teacher: Browser, organiser: Browser) -> None:
    def statuses(method: str, rule: Rule) -> Statuses:
        if rule.endpoint in ("accounts.sign_out", "accounts.follow_link"):
            return (send(Browser(app), method, world.path(rule)).status_code,) * 3  # it changes who one is
        nobody, known, may = (send(browser, method, world.path(rule)).status_code for browser in (Browser(app), teacher, organiser))
        return nobody, known, may

    assert {(method, rule.endpoint): statuses(method, rule) for method, rule in routes(app)} == EXPECTED


def test_strangers_are_sent_to_sign_in_and_back_again(world: World, app: Flask, browser: Browser) -> None:
    closed = [(method, rule) for method, rule in routes(app) if EXPECTED[method, rule.endpoint] in (ORGANISERS, SIGNED_IN)]

    for _method, rule in closed:
        path = world.path(rule)
        assert browser.get(path).location == f"/sign-in?next={path}"


def test_refused_senders_change_nothing(world: World, app: Flask, teacher: Browser) -> None:
    before = everything()

    for method, rule in routes(app):
        if EXPECTED[method, rule.endpoint][1] == 403:
            send(teacher, method, world.path(rule))

    assert everything() == before


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    db.session.commit()
    return {table.name: sorted(map(tuple, db.session.execute(table.select())), key=str) for table in db.metadata.sorted_tables}


def test_without_the_token_of_the_page_nothing_is_accepted(world: World, app: Flask, organiser: Browser) -> None:
    posts = [rule for method, rule in routes(app) if method == "POST"]
    paths = {rule.endpoint: world.path(rule) for rule in posts}
    before = everything()

    answers = {endpoint: organiser.client.post(path, base_url=organiser.base_url).status_code for endpoint, path in paths.items()}

    assert answers == {rule.endpoint: WITHOUT_CSRF_TOKEN.get(rule.endpoint, 400) for rule in posts}
    assert everything() == before


def test_the_token_of_another_browser_is_not_accepted(world: World, app: Flask, organiser: Browser) -> None:
    stolen = Browser(app)._any_token()

    answer = organiser.client.post(f"/organise/events/{world.event.slug}/call-off", base_url=organiser.base_url, data=stolen | {"reason": "x"})

    assert (answer.status_code, world.event.status) == (400, EventStatus.PUBLISHED)


NESTED = [
    "/rounds/{round_id}/edit",
    "/rounds/{round_id}/remove",
    "/rounds/{round_id}/sessions/add",
    "/sessions/{session_id}/edit",
    "/sessions/{session_id}/remove",
    "/door/{station_id}/revoke",
    "/attendance/{registration_id}/present",
    "/attendance/{registration_id}/absent",
]


@pytest.mark.parametrize("nested", NESTED)
def test_what_belongs_to_another_event_is_not_found_under_this_one(world: World, organiser: Browser, nested: str) -> None:
    path = nested.format(**world.values())
    other = make_draft("Lassen", rounds=1)
    before = everything()

    elsewhere = organiser.post(f"/organise/events/{other.slug}{path}", page="/sign-in").status_code
    changed = everything()
    here = organiser.post(f"/organise/events/{world.event.slug}{path}", page="/sign-in").status_code

    assert (elsewhere, here in (200, 302), changed) == (404, True, before)


def test_every_route_with_an_id_below_an_event_is_listed_above(app: Flask) -> None:
    below = {rule.rule for _method, rule in routes(app) if "slug" in rule.arguments and len(rule.arguments) > 1}

    assert {rule.replace("<int:", "{").replace(">", "}").partition("<slug}")[2] for rule in below} == set(NESTED)


def test_a_teacher_sees_the_own_registrations_only(app: Flask) -> None:
    mine, theirs = make_world("XR in de praktijk"), make_world("Lassen")
    teacher = Browser(app).sign_in(mine.person)

    page = teacher.get("/me")

    assert [world.registration.token in page.text for world in (mine, theirs)] == [True, False]


def test_a_teacher_who_becomes_organiser_may_at_once_and_no_longer_afterwards(app: Flask, teacher: Browser) -> None:
    def become(access: str) -> int:
        db.session.execute(sa.update(Person).values(access=access))
        return teacher.get("/organise/").status_code

    assert [become(access) for access in ("participant", "organiser", "participant")] == [403, 200, 403]


def test_after_signing_out_the_old_cookie_is_worth_nothing(organiser: Browser) -> None:
    with organiser.client.session_transaction(base_url=organiser.base_url) as session:
        kept = dict(session)
    organiser.post("/sign-out", page="/sign-in")
    with organiser.client.session_transaction(base_url=organiser.base_url) as session:
        session.update(kept)

    assert organiser.get("/organise/").status_code == 302


def test_secret_mail_is_not_for_organisers(world: World, organiser: Browser) -> None:
    see: Callable[[str], int] = lambda part: organiser.get(f"/organise/mail/{world.mail.id}{part}").status_code  # noqa: E731
    before = [see("/body"), see("/attachments/0")]
    db.session.execute(sa.update(Mail).values(is_secret=True))

    assert (before, [see("/body"), see("/attachments/0")]) == ([200, 200], [404, 404])


def test_nobody_withdraws_somebody_else_by_guessing_the_number(world: World, organiser: Browser) -> None:
    answers = [
        organiser.post(f"/tickets/{guess}/withdraw", page="/sign-in").status_code for guess in (world.registration.id, world.registration.code)
    ]

    assert (answers, db.session.get_one(Registration, world.registration.id).status) == ([404] * 2, RegistrationStatus.REGISTERED)
