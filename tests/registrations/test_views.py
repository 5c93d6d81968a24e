"""The register page, the ticket, changing and withdrawing, as people use them."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.core.database import db
from app.events import operations as events
from app.events.models import Event
from app.people.models import Person, Role
from app.registrations import operations, queries
from app.registrations.models import Registration, RegistrationStatus
from app.schools.models import School
from tests.browsing import HIDDEN, Browser, words
from tests.factories import LONG_AGO, NOW, first_choices, make_event, make_person, make_school, register, second_choices
from tests.observing import mails, statements
from tests.together import at_once

pytestmark = pytest.mark.usefixtures("today")
JAN = {"email": "jan@school.nl", "name": "Jan de Boer", "school": "Zuiderzee", "role": "teacher"}


def address(event: Event) -> str:
    return f"/events/{event.slug}/register"


def cards(event: Event, *, waiting: bool = False) -> dict[str, str]:
    """The first workshop of every round, as its card on the form says it."""
    return {f"session-{number}": f"{session.id}{'-wait' if waiting else ''}" for number, session in enumerate(first_choices(event), start=1)}


def everybody() -> list[tuple[str, RegistrationStatus]]:
    """Address and status of all registrations, in order of arrival."""
    db.session.expire_all()
    return [(r.person.email, r.status) for r in db.session.scalars(sa.select(Registration).order_by(Registration.id))]


def only() -> Registration:
    return db.session.scalars(sa.select(Registration)).one()


def form_key(page: TestResponse) -> str:
    return str(re.findall(r'name="form_key"[^>]*value="([^"]*)"', page.text)[0])


def typed(page: TestResponse) -> dict[str, str]:
    """What the form says in its text fields, its chosen option and its chosen cards."""
    fields = dict(re.findall(r'<input[^>]*name="(email|name|school)"[^>]*value="([^"]*)"', page.text))
    chosen = dict(re.findall(r'type="radio" name="(session-\d)"[^>]*value="([^"]*)"[^>]* checked', page.text))
    role = re.findall(r'<option selected value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in fields.items()} | {"role": "".join(role)} | chosen


def test_a_stranger_registers_and_sees_the_ticket(browser: Browser) -> None:
    event = make_event(rounds=2)

    answer = browser.post(address(event), JAN | cards(event))

    registration = only()
    assert (answer.status_code, answer.location) == (302, f"/tickets/{registration.token}")
    assert (registration.person.name, registration.person.email, registration.school.name, registration.role) == (
        "Jan de Boer",
        "jan@school.nl",
        "Zuiderzee",
        Role.TEACHER,
    )
    assert (registration.person.language, registration.school.is_proposed, registration.registered_at) == ("nl", True, NOW)


def test_a_school_is_recognised_by_its_short_name(browser: Browser) -> None:
    event, school = make_event(), make_school("Scholengemeenschap Thamen", short_name="Thamen")

    browser.post(address(event), JAN | {"school": " thamen "})

    assert only().school == school


def test_other_capitals_are_the_same_person(browser: Browser) -> None:
    event = make_event()
    browser.post(address(event), JAN | {"email": "Jan@School.NL"})

    answer = browser.post(address(event), JAN | {"email": "JAN@SCHOOL.NL"})

    assert answer.location == f"/events/{event.slug}/register/sent"
    assert everybody() == [("jan@school.nl", RegistrationStatus.REGISTERED)]
    assert mails() == [("confirmation", "jan@school.nl")] * 2


def test_what_a_stranger_types_never_changes_somebody_we_know(browser: Browser) -> None:
    event, jan = make_event(), make_person("Jan de Boer", email="jan@school.nl")
    before = (jan.name, jan.role, jan.school)

    browser.post(address(event), JAN | {"name": "Hij Daar", "role": "company", "school": "Elders"})

    assert (only().person, (jan.name, jan.role, jan.school)) == (jan, before)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_whoever_types_an_address_we_know_sees_nothing_of_its_owner(browser: Browser, times: int) -> None:
    event, jan = make_event(rounds=1), make_person("Jantine Zonneveld", email="jan@school.nl", school=make_school("Verweggistan College"))
    page = browser.get(address(event))
    filled = JAN | cards(event) | {"form_key": form_key(page)}

    answers = [browser.post(address(event), filled, page=address(event)) for _ in range(times)]

    seen = browser.get(str(answers[-1].location))
    assert answers[-1].location == f"/events/{event.slug}/register/sent"
    secrets = (jan.name, jan.email, "Verweggistan", only().token, only().code, only().printed_code)
    assert [secret for secret in secrets if secret in seen.text] == []
    assert everybody() == [("jan@school.nl", RegistrationStatus.REGISTERED)]


def test_a_second_tap_gives_the_same_ticket_and_one_mail(browser: Browser) -> None:
    event = make_event(rounds=1)
    filled = JAN | cards(event) | {"form_key": form_key(browser.get(address(event)))}

    answers = [browser.post(address(event), filled) for _ in range(2)]

    assert [answer.location for answer in answers] == [f"/tickets/{only().token}"] * 2
    assert mails() == [("confirmation", "jan@school.nl")]


def test_taps_at_the_same_instant_give_the_same_ticket_and_one_mail(app: Flask, browser: Browser) -> None:
    event, answers = make_event(), list[str | None]()
    filled = JAN | dict(HIDDEN.findall(browser.get(address(event)).text))
    path = address(event)

    errors = at_once(app, lambda _number: answers.append(browser.client.post(path, base_url=browser.base_url, data=filled).location), times=5)

    assert (errors, answers) == ([], [f"/tickets/{only().token}"] * 5)
    assert mails() == [("confirmation", "jan@school.nl")]


def test_a_second_tap_for_somebody_we_know_sends_one_mail(browser: Browser) -> None:
    event, _jan = make_event(), make_person(email="jan@school.nl")
    filled = JAN | {"form_key": form_key(browser.get(address(event)))}

    answers = [browser.post(address(event), filled) for _ in range(2)]

    assert [answer.location for answer in answers] == [f"/events/{event.slug}/register/sent"] * 2
    assert mails() == [("confirmation", "jan@school.nl")]


def test_the_back_button_after_withdrawing_registers_nobody(browser: Browser) -> None:
    event = make_event()
    filled = JAN | {"form_key": form_key(browser.get(address(event)))}
    ticket = str(browser.post(address(event), filled).location)
    browser.post(f"{ticket}/withdraw", page=ticket)

    answer = browser.post(address(event), filled)

    assert (answer.location, everybody()) == (ticket, [("jan@school.nl", RegistrationStatus.WITHDRAWN)])


def test_a_form_of_one_event_sent_to_another_registers_there(browser: Browser) -> None:
    event, other = make_event(), make_event("Lassen")
    filled = JAN | {"form_key": form_key(browser.get(address(event)))}
    browser.post(address(event), filled)

    answer = browser.post(address(other), filled)

    assert answer.status_code == 302
    assert everybody() == [("jan@school.nl", RegistrationStatus.REGISTERED)] * 2


def test_who_is_signed_in_only_chooses(teacher: Browser) -> None:
    event = make_event(rounds=1)
    page = teacher.get(address(event))

    answer = teacher.post(address(event), cards(event))

    assert re.findall(r'name="(email|name|school|role)"', page.text) == []
    assert (answer.location, only().person.email) == (f"/tickets/{only().token}", "b.devries@waterrand.example")


def test_who_is_signed_in_is_shown_the_ticket_when_registering_twice(teacher: Browser) -> None:
    event = make_event(rounds=1)
    first = teacher.post(address(event), cards(event))

    second = teacher.post(address(event), cards(event))

    assert (second.location, mails()) == (first.location, [("confirmation", "b.devries@waterrand.example")])


def test_who_is_signed_in_without_a_school_is_asked_for_it(app: Flask) -> None:
    event, person = make_event(), make_person(email="jan@school.nl")
    person.school = None
    jan = Browser(app).sign_in(person)

    jan.post(address(event), JAN)

    assert (only().person, only().school.name) == (person, "Zuiderzee")


def test_a_workshop_that_has_filled_up_meanwhile_is_refused_with_everything_kept(browser: Browser) -> None:
    event = make_event(rounds=2, session_seats=1)
    browser.get(address(event))
    filled = JAN | cards(event)
    register(event, None, first_choices(event)[0], second_choices(event)[1])

    page = browser.post(address(event), filled)

    assert page.status_code == 200
    assert typed(page) == filled | {"session-1": f"{filled['session-1']}-wait"}
    assert [status for _email, status in everybody()] == [RegistrationStatus.REGISTERED]
    assert db.session.scalar(sa.select(Person).where(Person.email == "jan@school.nl")) is None


def test_choosing_the_full_workshop_again_is_waiting_for_it(browser: Browser) -> None:
    event = make_event(rounds=1, session_seats=1)
    register(event)
    filled = typed(browser.post(address(event), JAN | cards(event)))

    answer = browser.post(address(event), filled)

    assert answer.status_code == 302
    assert [choice.is_waiting for choice in queries.waiting_choices(event)] == []
    assert [(r.status, r.choices[0].is_waiting) for r in queries.for_event(event)] == [
        (RegistrationStatus.REGISTERED, False),
        (RegistrationStatus.REGISTERED, True),
    ]


@pytest.mark.parametrize(
    ("field", "value"), [("email", "jan@"), ("name", ""), ("school", "   "), ("role", ""), ("role", "koning"), ("session-1", "")]
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(browser: Browser, field: str, value: str) -> None:
    event = make_event(rounds=1)
    filled = JAN | cards(event) | {field: value}

    page = browser.post(address(event), filled)

    assert (page.status_code, re.findall(r'class="field-error" id="([^"]*)-error"', page.text)) == (200, [field])
    assert {name: text.strip() for name, text in typed(page).items() if name != field} == {n: v for n, v in filled.items() if n != field}
    assert everybody() == []


def test_both_fields_that_are_wrong_are_listed(browser: Browser) -> None:
    event = make_event()

    page = browser.post(address(event), {"email": "x", "name": "", "school": "Thamen", "role": "teacher"})

    assert re.findall(r'<li><a href="#(\w+)">', page.text) == ["email", "name"]


@pytest.mark.parametrize("session", ["0", "999999", "-wait", "abc", "1e3", "1; DROP TABLE sessions"])
def test_a_card_that_does_not_exist_is_refused(browser: Browser, session: str) -> None:
    event = make_event(rounds=1)

    page = browser.post(address(event), JAN | {"session-1": session})

    assert (page.status_code, re.findall(r'class="field-error" id="([^"]*)-error"', page.text)) == (200, ["session-1"])


def test_a_workshop_of_another_event_is_refused(browser: Browser) -> None:
    event, other = make_event(rounds=1), make_event("Lassen", rounds=1)

    page = browser.post(address(event), JAN | cards(other))

    assert (page.status_code, everybody()) == (200, [])


def test_once_called_off_the_form_is_refused_with_everything_kept(browser: Browser) -> None:
    event = make_event(rounds=1)
    filled = JAN | cards(event)
    browser.get(address(event))
    events.call_off(event, reason="Storm", at=NOW)

    page = browser.post(address(event), filled)

    assert (page.status_code, typed(page), everybody()) == (200, filled, [])


@pytest.mark.parametrize("opens_in", [timedelta(hours=1), timedelta(hours=-1)])
def test_the_event_page_offers_registering_only_while_it_is_open(browser: Browser, opens_in: timedelta) -> None:
    event = make_event(registration_opens_at=NOW + opens_in)

    page = browser.get(f"/events/{event.slug}")

    assert (address(event) in page.text) == (opens_in < timedelta(0))


@pytest.mark.parametrize("path", ["/events/{}/register", "/events/{}/register/sent", "/events/{}"])
def test_a_draft_can_not_be_seen(browser: Browser, path: str) -> None:
    event = make_event()
    shown = browser.get(path.format(event.slug))
    db.session.execute(sa.update(Event).values(status="draft"))

    assert (shown.status_code, browser.get(path.format(event.slug)).status_code) == (200, 404)


def ticket_of(registration: Registration) -> str:
    return f"/tickets/{registration.token}"


def test_the_ticket_shows_whose_it_is_with_its_codes(browser: Browser) -> None:
    event = make_event(rounds=2)
    registration = register(event, make_person("Jan de Boer"))

    page = browser.get(ticket_of(registration))

    shown = ("Jan de Boer", registration.printed_code, "<svg", event.title, "Workshop 1A", "Workshop 2A", "lokaal 1")
    assert [text for text in shown if text not in page.text] == []
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == ("no-store", "no-referrer", "noindex")


@pytest.mark.parametrize("path", ["", "/qr.svg", "/qr.png", "/change", "/withdraw"])
def test_a_ticket_that_is_not_there_is_404(browser: Browser, path: str) -> None:
    registration = register(make_event())
    wrong = registration.token[:-1] + ("A" if registration.token[-1] != "A" else "B")
    send: Callable[..., TestResponse] = browser.post if path == "/withdraw" else browser.get

    assert [send(f"/tickets/{token}{path}").status_code for token in (wrong, registration.token.swapcase(), "x")] == [404] * 3


def test_who_waits_sees_the_place_and_no_code(browser: Browser) -> None:
    event = make_event(seats=1)
    registrations = [register(event) for _ in range(3)]

    page = browser.get(ticket_of(registrations[2]))

    assert re.findall(r"wachtlijst\D+(\d)", words(page)) == ["2"]
    assert [secret for secret in (registrations[2].printed_code, registrations[2].code, "ticket-code") if secret in page.text] == []


def test_a_withdrawn_ticket_has_no_code_and_offers_registering_again(browser: Browser) -> None:
    event = make_event()
    registration = register(event)
    operations.withdraw(registration, at=NOW)

    page = browser.get(ticket_of(registration))

    assert [text for text in (registration.printed_code, "/withdraw", "/change") if text in page.text] == []
    assert address(event) in page.text


def test_withdrawing_is_one_button(browser: Browser) -> None:
    event = make_event(seats=1)
    leaving, first = register(event), register(event)

    answer = browser.post(f"{ticket_of(leaving)}/withdraw", page=ticket_of(leaving))

    assert answer.location == ticket_of(leaving)
    assert everybody() == [(leaving.person.email, RegistrationStatus.WITHDRAWN), (first.person.email, RegistrationStatus.REGISTERED)]


def test_opening_the_withdraw_address_withdraws_nobody(browser: Browser) -> None:
    registration = register(make_event())

    answer = browser.get(f"{ticket_of(registration)}/withdraw")

    assert (answer.status_code, everybody()[0][1]) == (405, RegistrationStatus.REGISTERED)


def test_withdrawing_after_the_end_says_why_not(browser: Browser) -> None:
    event = make_event(starts_at=NOW - timedelta(hours=3))
    registration = register(event, at=LONG_AGO)

    answer = browser.post(f"{ticket_of(registration)}/withdraw")

    assert (answer.location, everybody()[0][1]) == (ticket_of(registration), RegistrationStatus.REGISTERED)


def test_the_change_page_shows_what_is_held(browser: Browser) -> None:
    event = make_event(rounds=2)
    registration = register(event, None, first_choices(event)[0], second_choices(event)[1])

    page = browser.get(f"{ticket_of(registration)}/change")

    assert typed(page) == {"role": "", "session-1": str(first_choices(event)[0].id), "session-2": str(second_choices(event)[1].id)}


def test_who_has_the_last_seat_of_a_workshop_is_not_told_to_wait_for_it(browser: Browser) -> None:
    event = make_event(rounds=1, session_seats=1)
    registration = register(event)

    page = browser.get(f"{ticket_of(registration)}/change")

    assert (typed(page)["session-1"], page.text.count("choice-full")) == (str(first_choices(event)[0].id), 0)


def test_changing_saves_and_goes_to_the_ticket(browser: Browser) -> None:
    event = make_event(rounds=1)
    registration = register(event)

    answer = browser.post(f"{ticket_of(registration)}/change", {"session-1": str(second_choices(event)[0].id)})

    assert answer.location == ticket_of(registration)
    assert [choice.session.title for choice in only().current_choices] == ["Workshop 1B"]


def test_a_change_to_a_full_workshop_is_refused_at_the_field(browser: Browser) -> None:
    event = make_event(rounds=1, session_seats=1)
    registration = register(event)
    register(event, None, *second_choices(event))

    page = browser.post(f"{ticket_of(registration)}/change", {"session-1": str(second_choices(event)[0].id)})

    assert (page.status_code, re.findall(r'class="field-error" id="([^"]*)-error"', page.text)) == (200, ["session-1"])
    assert typed(page)["session-1"] == f"{second_choices(event)[0].id}-wait"


@pytest.mark.parametrize("suffix", ["qr.svg", "qr.png"])
def test_the_qr_code_is_a_picture(browser: Browser, suffix: str) -> None:
    picture = browser.get(f"{ticket_of(register(make_event()))}/{suffix}")

    assert (picture.status_code, picture.mimetype) == (200, {"qr.svg": "image/svg+xml", "qr.png": "image/png"}[suffix])


def test_the_organiser_sees_who_comes_and_who_waits_of_this_event_only(organiser: Browser) -> None:
    event = make_event(seats=1)
    seated, waiting, elsewhere = register(event), register(event), register(make_event("Lassen"))

    page = organiser.get(f"/organise/events/{event.slug}/registrations")

    emails = [seated.person.email, waiting.person.email, elsewhere.person.email]
    assert [email in page.text for email in emails] == [True, True, False]


@pytest.mark.parametrize("page", ["register", "ticket", "change", "event", "agenda", "index"])
def test_pages_cost_the_same_for_one_registration_as_for_thirty(app: Flask, organiser: Browser, page: str) -> None:
    event = make_event(seats=20, rounds=2, session_seats=15)
    first = register(event)
    path = {
        "register": address(event),
        "ticket": ticket_of(first),
        "change": f"{ticket_of(first)}/change",
        "event": f"/events/{event.slug}",
        "agenda": "/",
        "index": f"/organise/events/{event.slug}/registrations",
    }[page]
    looking = organiser if page == "index" else Browser(app)

    few = queries_of(looking, path)
    for _ in range(29):
        register(event)
    many = queries_of(looking, path)

    assert len(few) == len(many)


def test_registering_costs_the_same_for_the_first_as_for_the_thirtieth(browser: Browser) -> None:
    event = make_event(seats=100, rounds=2, session_seats=100)
    path, form = address(event), cards(event)

    def cost(email: str) -> int:
        with statements() as seen:
            browser.post(path, JAN | form | {"email": email})
        return len(seen)

    cost("nul@school.nl")
    first = cost("een@school.nl")  # the school has been met by now
    for _ in range(28):
        register(event)

    assert cost("dertig@school.nl") == first


def queries_of(browser: Browser, path: str) -> list[str]:
    browser.get(path)
    with statements() as seen:
        assert browser.get(path).status_code == 200
    return seen


def test_the_hot_pages_need_few_queries(browser: Browser) -> None:
    event = make_event(rounds=2)
    paths = ["/", f"/events/{event.slug}", address(event), ticket_of(register(event))]

    counts = [len(queries_of(browser, path)) for path in paths]

    assert counts == [2, 7, 4, 3]  # the event page: also the region, and its picture and files


def test_schools_that_nobody_has_accepted_are_not_offered(browser: Browser) -> None:
    event = make_event()
    make_school("Bekend College"), make_school("Onzin School", is_proposed=True)

    page = browser.get(address(event))

    assert re.findall(r'<option value="([^"]* (?:College|School))">', page.text) == ["Bekend College"]


def test_two_people_who_propose_one_school_share_it(browser: Browser) -> None:
    event = make_event()

    for email, school in (("a@x.nl", "Nieuwe School"), ("b@x.nl", "nieuwe  SCHOOL")):
        browser.post(address(event), JAN | {"email": email, "school": school})

    assert [school.name for school in db.session.scalars(sa.select(School))] == ["Nieuwe School"]
