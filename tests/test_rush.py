"""Eight hundred people at once for five hundred seats, against gunicorn with several processes, as in production."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from app.core import clock
from app.core.database import db
from app.events.models import Event
from app.registrations.models import RegistrationStatus
from tests.factories import make_event
from tests.observing import mails
from tests.parts.server import Site, serve, settings
from tests.registrations.invariants import check_counters, check_line, registrations_of

REGISTERED, WAITING, WITHDRAWN = RegistrationStatus.REGISTERED, RegistrationStatus.WAITING, RegistrationStatus.WITHDRAWN
SEATS, PEOPLE, LEAVING = 500, 800, 100


@pytest.fixture
def site(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Site]:
    """Four processes of four threads, on the database of the test."""
    with serve(settings(database_url, WEB_CONCURRENCY="4"), log=tmp_path / "log") as site:
        yield site


class Crowd:
    """Many browsers that press the button at the same time, sixteen at once."""

    def __init__(self, site: Site, page: str) -> None:
        self.host = urlsplit(site.url).netloc
        with closing(HTTPConnection(self.host, timeout=60)) as connection:
            connection.request("GET", page)
            with connection.getresponse() as answer:
                self.csrf_token = re.findall(r'name="csrf_token"[^>]*value="([^"]*)"', answer.read().decode())[0]
                self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]

    def post(self, requests: Sequence[tuple[str, Mapping[str, str]]]) -> list[int]:
        """Send all forms; gives the status of every answer."""
        with ThreadPoolExecutor(16) as pool:
            return list(pool.map(self._post, requests))

    def _post(self, request: tuple[str, Mapping[str, str]]) -> int:
        path, fields = request
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection(self.host, timeout=60)) as connection:
            connection.request("POST", path, urlencode({"csrf_token": self.csrf_token, **fields}), headers)
            with connection.getresponse() as answer:
                answer.read()
                return answer.status


def everybody(event: Event) -> list[dict[str, str]]:
    """What eight hundred people of forty schools type."""
    session = event.rounds[0].sessions[0].id
    return [
        {"email": f"p{n}@school.example", "name": f"Persoon {n}", "school": f"School {n % 40}", "role": "teacher", "session-1": str(session)}
        for n in range(PEOPLE)
    ]


def standing(event: Event) -> list[RegistrationStatus]:
    """The statuses of all registrations, in order of arrival."""
    db.session.expire_all()
    return [registration.status for registration in registrations_of(event)]


def test_eight_hundred_people_at_once_for_five_hundred_seats(site: Site) -> None:
    in_a_month = (clock.now() + timedelta(days=30)).replace(microsecond=0)
    event = make_event(seats=SEATS, starts_at=in_a_month, rounds=1, session_seats=PEOPLE)
    page, people = f"/events/{event.slug}/register", everybody(event)
    db.session.commit()
    crowd = Crowd(site, page)

    answers = crowd.post([(page, person) for person in people])

    assert Counter(answers) == {302: PEOPLE}
    assert standing(event) == [REGISTERED] * SEATS + [WAITING] * (PEOPLE - SEATS)
    arrivals = registrations_of(event)
    assert sorted(r.person.email for r in arrivals) == sorted(person["email"] for person in people)
    assert sorted(mails()) == sorted(("waiting" if r.is_waiting else "confirmation", r.person.email) for r in arrivals)

    leaving: list[tuple[str, Mapping[str, str]]] = [(f"/tickets/{registration.token}/withdraw", {}) for registration in arrivals[:LEAVING]]
    db.session.commit()
    left = crowd.post(leaving)

    assert Counter(left) == {302: LEAVING}
    assert standing(event) == [WITHDRAWN] * LEAVING + [REGISTERED] * SEATS + [WAITING] * (PEOPLE - SEATS - LEAVING)
    promoted = [email for kind, email in mails() if kind == "promoted"]
    assert promoted == [registration.person.email for registration in arrivals[SEATS : SEATS + LEAVING]]
    check_counters()
    check_line(event)
