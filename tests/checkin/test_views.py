"""The station's page behind its pin, and the organiser's list of stations."""

import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel
from werkzeug.test import TestResponse

from app.checkin import operations
from app.checkin.models import Outcome, Station
from app.core.database import db
from app.events import operations as events
from app.events.models import Event
from tests.browsing import Browser, words
from tests.checkin.stations import make_station, phone_at, token_of
from tests.factories import DAY, NOW, make_draft, make_event, register
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")


def opened(event: Event, name: str = "Hoofdingang") -> Station:
    """A station that everybody can see."""
    station = make_station(event, name)
    db.session.commit()
    return station


def page_of(station: Station) -> str:
    return f"/door/{station.link_token}"


def wrong_pin(station: Station) -> str:
    return f"{(int(station.pin) + 1) % 10_000:04}"


def unlock(browser: Browser, station: Station) -> TestResponse:
    return browser.post(page_of(station), {"pin": station.pin}, follow_redirects=True)


def texts(page: TestResponse) -> dict[str, dict[str, str]]:
    """What the scanner says to each outcome."""
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page.text)
    assert found
    outcomes: dict[str, dict[str, str]] = json.loads(found[1])["outcomes"]
    return outcomes


def stations_of(event: Event) -> list[Station]:
    return list(db.session.scalars(sa.select(Station).where(Station.event_id == event.id).order_by(Station.id)))


# --- the station ---


def test_the_link_alone_shows_a_pin_and_no_token(browser: Browser, app: Flask) -> None:
    station = opened(make_event(), "Zijdeur")

    page = browser.get(page_of(station))

    assert page.status_code == 200
    assert "Zijdeur" in words(page)
    assert token_of(station) not in page.text


def test_the_pin_opens_the_scanner_in_this_browser_alone(browser: Browser, app: Flask) -> None:
    event = make_event("Techniek voor iedereen")
    register(event)
    station = opened(event)

    scanner = unlock(browser, station)

    assert token_of(station) in scanner.text
    assert "Techniek voor iedereen" in words(scanner)
    assert "0 van 1 aanwezig" in words(scanner)
    assert token_of(station) in browser.get(page_of(station)).text
    assert token_of(station) not in Browser(app).get(page_of(station)).text


def test_the_scanner_may_run_its_decoder_and_nothing_from_elsewhere(browser: Browser, app: Flask) -> None:
    page = unlock(browser, opened(make_event()))
    policy = dict(part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; "))

    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert (policy["default-src"], policy["connect-src"], policy["media-src"]) == ("'none'", "'self'", "'self' blob:")
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert "camera=(self)" in page.headers["Permissions-Policy"]


def test_the_scanner_speaks_both_languages(browser: Browser, app: Flask) -> None:
    station = opened(make_event())
    unlock(browser, station)

    dutch, english = (browser.get(page_of(station), headers={"Accept-Language": language}) for language in ("nl", "en"))

    assert [texts(page)["already_checked_in"] for page in (dutch, english)] == [{"word": "Al binnen om {time}"}, {"word": "Already in at {time}"}]


def test_the_scanner_has_words_for_every_outcome(browser: Browser, app: Flask) -> None:
    assert {str(outcome) for outcome in Outcome} <= set(texts(unlock(browser, opened(make_event()))))


def test_a_wrong_pin_is_refused_and_ten_of_them_close_the_pin(browser: Browser, app: Flask) -> None:
    station = opened(make_event())

    refusals = [words(browser.post(page_of(station), {"pin": wrong_pin(station)})) for _turn in range(11)]

    assert "Dat is niet de pincode" in refusals[0]
    assert "Te vaak" in refusals[10]
    assert token_of(station) not in unlock(browser, station).text


@pytest.mark.parametrize("pin", ["", " ", "12345678901", "１２３４", "a\x00b", "<b>", "'--"])
def test_any_nonsense_as_pin_is_refused_kindly(browser: Browser, app: Flask, pin: str) -> None:
    station = opened(make_event())
    station.pin = "0000"
    db.session.commit()

    page = browser.post(page_of(station), {"pin": pin})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.text
    assert token_of(station) not in page.text


def test_a_closed_ended_or_invented_station_is_not_there(browser: Browser, app: Flask) -> None:
    event = make_event()
    closed, open_station = opened(event), opened(event)
    unlock(browser, closed)
    operations.revoke(closed, at=NOW)
    db.session.commit()

    assert browser.get(page_of(closed)).status_code == 404
    assert browser.get(page_of(open_station)[:-1]).status_code == 404
    with travel(event.ends_at + timedelta(days=1), tick=False):
        assert browser.get(page_of(open_station)).status_code == 404


# --- the organiser ---


def test_only_organisers_see_and_open_stations(browser: Browser, teacher: Browser, organiser: Browser, app: Flask) -> None:
    station = opened(make_event())
    address = f"/organise/events/{station.event.slug}/door"
    revoke = f"{address}/{station.id}/revoke"

    assert [visitor.get(address).status_code for visitor in (browser, teacher, organiser)] == [302, 403, 200]
    assert [visitor.post(address, {"name": "Deur"}).status_code for visitor in (browser, teacher)] == [403, 403]
    assert [visitor.post(revoke).status_code for visitor in (browser, teacher)] == [403, 403]
    assert [known.revoked_at for known in stations_of(station.event)] == [None]


def test_an_organiser_opens_a_station_and_sees_link_and_pin(organiser: Browser, app: Flask) -> None:
    event = make_event()
    register(event)
    db.session.commit()
    address = f"/organise/events/{event.slug}/door"
    assert "Er scant nog niemand" in words(organiser.get(address))

    page = organiser.post(address, {"name": "Zijdeur"}, follow_redirects=True)

    [station] = stations_of(event)
    assert f'href="https://inloop.test/door/{station.link_token}"' in page.text
    assert f"<strong>{station.pin}</strong>" in page.text
    assert "do 26 nov" not in words(page).split("Zijdeur")[1]  # valid until a day after the event
    assert "vr 27 nov, 17.30" in words(page)
    assert "nooit" in words(page)


def test_the_list_tells_when_a_station_was_last_seen(organiser: Browser, app: Flask) -> None:
    event = make_event()
    phone = phone_at(event)

    phone.look()

    assert "wo 25 nov, 12.00" in words(organiser.get(f"/organise/events/{event.slug}/door"))


def test_closing_a_station_ends_its_link_pin_and_token_at_once(organiser: Browser, app: Flask) -> None:
    event = make_event()
    phone = phone_at(event)
    [station] = stations_of(event)
    address = f"/organise/events/{event.slug}/door"

    page = organiser.post(f"{address}/{station.id}/revoke", page=address, follow_redirects=True)

    assert station.pin not in page.text
    assert station.link_token not in page.text
    assert "Gesloten" in words(page)
    assert phone.look().status_code == 401


def test_a_station_is_closed_through_its_own_event_only(organiser: Browser, app: Flask) -> None:
    here, there = make_event(), make_event("Elders")
    station = opened(there)

    answer = organiser.post(f"/organise/events/{here.slug}/door/{station.id}/revoke", page=f"/organise/events/{there.slug}/door")

    assert answer.status_code == 404
    assert [known.revoked_at for known in stations_of(there)] == [None]


def test_a_name_is_shown_as_it_was_typed_and_not_as_html(organiser: Browser, app: Flask) -> None:
    event = make_event()
    db.session.commit()
    address = f"/organise/events/{event.slug}/door"

    page = organiser.post(address, {"name": "<b>Özlem's telefoon</b>"}, follow_redirects=True)

    assert "&lt;b&gt;Özlem&#39;s telefoon&lt;/b&gt;" in page.text


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_name_that_does_not_fit_is_refused_at_the_field(organiser: Browser, app: Flask, name: str) -> None:
    event = make_event()
    db.session.commit()

    page = organiser.post(f"/organise/events/{event.slug}/door", {"name": name})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.text
    assert stations_of(event) == []


def test_no_station_for_a_draft_an_event_called_off_or_one_that_is_over(organiser: Browser, app: Flask) -> None:
    draft, off, over = make_draft("Concept"), make_event("Afgelast"), make_event("Voorbij", starts_at=DAY - timedelta(days=9))
    events.call_off(off, reason="Sneeuw", at=NOW)
    db.session.commit()

    for event in (draft, off, over):
        page = organiser.post(f"/organise/events/{event.slug}/door", {"name": "Deur"}, page="/organise/venues/add")
        assert page.status_code == 200
        assert stations_of(event) == []


def test_the_list_takes_the_same_statements_for_one_and_thirty_stations(organiser: Browser, app: Flask) -> None:
    one, thirty = make_event("Een"), make_event("Dertig")
    for event, number in ((one, 1), (thirty, 30)):
        for _station in range(number):
            opened(event)
    counts = []

    for event in (one, thirty):
        with statements() as seen:
            assert organiser.get(f"/organise/events/{event.slug}/door").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]
