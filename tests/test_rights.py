"""Who may open and send what: every route for nobody, for the right and for the wrong person, as its permission says.

Nothing needs to be added here for a new view: its permission (`@requires`) says who may open it, and all of them try.
Only a view that answers those who may otherwise than with a page, or a redirect after a form, has a line in EXCEPTIONS.
A variable part of an address that is not known yet gets its line in tests/world.py.
"""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from app.accounts.models import BrowserSession
from app.core.database import db
from app.events.models import EventStatus
from app.mail.models import Mail
from app.people.models import Access, Person
from app.people.permissions import ALLOWED, LATELY, REQUIRES, Permission
from app.registrations.models import Registration, RegistrationStatus
from tests.browsing import Browser
from tests.factories import NOW, make_draft, make_person
from tests.world import World, make_world, routes

pytestmark = pytest.mark.usefixtures("today")

Route = tuple[str, Rule]
NOBODY = None
EVERYBODY: list[Access | None] = [NOBODY, *Access]
PAGE, SENT = {200}, {200, 302}  # a form sent empty is shown again with what is missing, or there was nothing to fill in
REFUSED, TO_SIGN_IN, NOT_FOUND = {403}, {302}, {404}
EXCEPTIONS: dict[tuple[str, str], set[int]] = {  # what those get who may
    ("POST", "accounts.demo_sign_in"): NOT_FOUND,  # outside the demo
    ("GET", "door_api.overview"): {401},  # without the token of a station
    ("POST", "door_api.scans"): {401},
    ("GET", "oidc.start"): NOT_FOUND,  # no provider has been set
    ("GET", "oidc.back"): NOT_FOUND,
    ("GET", "programme_lines.now"): {302},  # to the year it is
    ("GET", "planner.now"): {302},  # to the year it is
    ("POST", "programme.save_timetable"): {400},  # a form is not what the page sends
    ("POST", "passkeys.register"): {422},  # without what the device makes of it
    ("POST", "passkeys.sign_in"): {422},
}
WITHOUT_CSRF_TOKEN = {"site.language": 302, "door_api.scans": 401}  # nothing personal changes; stations have no cookie
OWN = (Permission.OWN_PAGE, Permission.OWN_SCHOOL)


def permission_of(app: Flask, rule: Rule) -> Permission:
    """What a route asks for. Flask's own for files has no view of ours."""
    if rule.endpoint == "static":
        return Permission.PUBLIC
    assert hasattr(app.view_functions[rule.endpoint], REQUIRES), f"{rule.endpoint}: put @requires(Permission.X) below the route"
    permission: Permission = getattr(app.view_functions[rule.endpoint], REQUIRES)
    return permission


def asks_again(app: Flask, rule: Rule) -> bool:
    """Whether one must have signed in lately."""
    return bool(getattr(app.view_functions[rule.endpoint], LATELY, False))


def is_allowed(app: Flask, rule: Rule, access: Access | None) -> bool:
    """Whether the table of rights lets them."""
    permission = permission_of(app, rule)
    return permission is Permission.PUBLIC or (access is not None and permission in ALLOWED[access])


def expected(app: Flask, route: Route, access: Access | None) -> set[int]:
    """The answers that are right."""
    method, rule = route
    if is_allowed(app, rule, access):
        return EXCEPTIONS.get((method, rule.endpoint), PAGE if method == "GET" else SENT)
    return TO_SIGN_IN if access is NOBODY and method == "GET" else REFUSED


def send(browser: Browser, method: str, path: str) -> int:
    """Open the page, or send its form with nothing but the CSRF token; gives the status of the answer."""
    return (browser.get(path) if method == "GET" else browser.post(path, page="/sign-in")).status_code


def somebody(access: Access | None, world: World) -> Person:
    """A person with this access; for nobody somebody whose things lie around."""
    return world.person if access is NOBODY else make_person("Iemand", access=access)


def browser_of(app: Flask, person: Person, access: Access | None) -> Browser:
    """A new browser, of this person or of nobody."""
    return Browser(app) if access is NOBODY else Browser(app).sign_in(person)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for how often somebody tried and when she was last seen."""
    db.session.commit()
    tables = [table for table in db.metadata.sorted_tables if table.name != "rate_limits"]
    return {table.name: sorted((tuple(row) for row in db.session.execute(_without_signs_of_life(table))), key=str) for table in tables}


def _without_signs_of_life(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    return sa.select(*(column for column in table.columns if column.name not in ("seen_at", "expires_at")))


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def test_every_exception_is_a_route(app: Flask) -> None:
    assert set(EXCEPTIONS) <= {(method, rule.endpoint) for method, rule in routes(app)}


@pytest.mark.parametrize("access", EVERYBODY)
def test_every_route_answers_as_its_permission_says(world: World, app: Flask, access: Access | None) -> None:
    person = somebody(access, world)
    mine = [(route, world.path(route[1], person)) for route in routes(app) if is_allowed(app, route[1], access)]
    reader = browser_of(app, person, access)

    answers = {
        (method, rule.endpoint): (
            send(reader if method == "GET" else browser_of(app, person, access), method, path),  # what is sent may sign one out
            expected(app, (method, rule), access),
        )
        for (method, rule), path in mine
    }

    assert {route: answer for route, (answer, right) in answers.items() if answer not in right} == {}


@pytest.mark.parametrize("access", EVERYBODY)
def test_who_may_not_is_refused_and_changes_nothing(world: World, app: Flask, access: Access | None) -> None:
    person = somebody(access, world)
    others = [(route, world.path(route[1], person)) for route in routes(app) if not is_allowed(app, route[1], access)]
    browser = browser_of(app, person, access)
    before = everything()

    token = browser._any_token()  # the same all along: who is refused stays who she is
    answers = {
        (method, rule.endpoint): (browser._send(path, method=method, data=token).status_code, expected(app, (method, rule), access))
        for (method, rule), path in others
    }

    assert {route: answer for route, (answer, right) in answers.items() if answer not in right} == {}
    assert everything() == before


def test_strangers_are_sent_to_sign_in_and_back_again(world: World, app: Flask, browser: Browser) -> None:
    closed = [rule for method, rule in routes(app) if method == "GET" and permission_of(app, rule) is not Permission.PUBLIC]
    paths = [world.path(rule) for rule in closed]

    assert [browser.get(path).location for path in paths] == [f"/sign-in?next={path}" for path in paths]


@pytest.mark.parametrize("permission", OWN)
def test_what_belongs_to_somebody_else_is_not_found(world: World, app: Flask, permission: Permission) -> None:
    access = next(access for access in Access if permission in ALLOWED[access])
    mine, other = make_person("Eigenaar", access=access), make_person("Een ander", access=access)
    belonging = [route for route in routes(app) if permission_of(app, route[1]) is permission and route[1].arguments]
    paths = [(route, world.path(route[1], mine)) for route in belonging]
    browser = Browser(app).sign_in(other)
    before = everything()

    answers = {(method, rule.endpoint): send(browser, method, path) for (method, rule), path in paths}

    assert answers == {(method, rule.endpoint): 404 for method, rule in belonging}
    assert everything() == before


def test_who_signed_in_long_ago_does_so_again_before_what_cannot_be_undone(world: World, app: Flask) -> None:
    person = make_person("Beheerder", access=Access.ADMINISTRATOR)
    paths = [(method, rule, world.path(rule, person)) for method, rule in routes(app) if asks_again(app, rule)]
    browser = Browser(app).sign_in(person)
    db.session.execute(sa.update(BrowserSession).values(signed_in_at=NOW.replace(year=2025)))
    before = everything()

    answers = {
        (method, rule.endpoint): (browser.get(path) if method == "GET" else browser.post(path, page="/sign-in")).location or ""
        for method, rule, path in paths
    }

    assert {route: answer for route, answer in answers.items() if not answer.startswith("/sign-in/again?next=")} == {}
    assert everything() == before


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


def test_what_belongs_to_another_event_is_not_found_under_this_one(world: World, app: Flask, organiser: Browser) -> None:
    below = [(method, rule) for method, rule in routes(app) if rule.rule.startswith("/organise/events/<slug>/") and len(rule.arguments) > 1]
    other = make_draft("Lassen", rounds=1)
    elsewhere = [(method, world.path(rule, instead={"slug": other.slug})) for method, rule in below]
    before = everything()

    answers = [send(organiser, method, path) for method, path in elsewhere]
    changed = everything()
    here = [send(organiser, method, world.path(rule)) for method, rule in below]

    assert (answers, changed) == ([404] * len(below), before)
    assert set(here) <= {200, 302}


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
