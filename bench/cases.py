"""What is measured: each case as the requests to Inloop and to the floor, and what a right answer is."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

from bench import load
from bench.load import Answer, http
from tests.parts.server import ROOT

FORM = "application/x-www-form-urlencoded"
A_THIRD = 0.33  # within three times a constant page
HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|form_key)"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Region:
    """What was seeded, and where it runs."""

    url: str
    station: str
    codes: tuple[str, ...]
    slug: str
    sessions: Mapping[str, int]
    school: str
    cookie: str  # of an organiser who has signed in
    wall: str
    programme: str


@dataclass(frozen=True)
class Case:
    """One thing to measure. `aim` is the ratio to reach; 0 means for information."""

    name: str
    title: str
    aim: float
    requests: Callable[[Region, int], Iterator[bytes]]
    check: load.Check
    bare: Callable[[int], bytes]
    check_bare: load.Check
    path: str = "/healthz"  # the page that the floor returns, too
    each: int = 200  # requests in a round
    is_organisers: bool = False

    def look(self, region: Region) -> bytes:
        """One request for its page."""
        cookie = {"Cookie": region.cookie} if self.is_organisers else {}
        return http("GET", self.path.format(slug=region.slug, wall=region.wall, programme=region.programme), b"", **cookie)


def seed(env: Mapping[str, str]) -> Callable[[str], Region]:
    """Fill the database; gives the region as soon as the address of its server is known."""
    done = subprocess.run([sys.executable, "-m", "bench.seed"], cwd=ROOT, env=dict(env), stdout=subprocess.PIPE, check=True)
    facts = json.loads(done.stdout)
    facts["codes"] = tuple(facts["codes"])
    return lambda url: Region(url=url, **facts)


def scans(region: Region, count: int) -> Iterator[bytes]:
    """One scan a request, each of another ticket."""
    for code in region.codes[:count]:
        scan = {"id": str(uuid4()), "code": code, "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "action": "check_in"}
        body = json.dumps({"scans": [scan]}).encode()
        yield http("POST", "/api/door/scans", body, Authorization=f"Bearer {region.station}", Content_Type="application/json")


def registrations(region: Region, count: int) -> Iterator[bytes]:
    """One new person a request, from a browser that has opened the form."""
    path = f"/events/{region.slug}/register"
    page = load.fetch(region.url, http("GET", path))
    hidden = dict(HIDDEN.findall(page.body.decode()))
    cookie = "; ".join(f"{m.key}={m.value}" for m in SimpleCookie(_set_cookies(page)).values())
    for number in range(count):
        who = {"email": f"nieuw{number}.{uuid4().hex[:8]}@school.example", "name": f"Nieuw Persoon{number}", "school": region.school}
        form = {**hidden, **who, "role": "teacher", "form_key": uuid4().hex, **region.sessions}
        yield http("POST", path, urlencode(form).encode(), Cookie=cookie, Content_Type=FORM)


def _set_cookies(answer: Answer) -> str:
    return "; ".join(line.split(":", 1)[1].split(";")[0] for line in answer.head.decode().split("\r\n") if line.lower().startswith("set-cookie:"))


def unchanged(region: Region, count: int) -> Iterator[bytes]:
    """A calendar program that has the feed already."""
    feed = load.fetch(region.url, http("GET", "/calendar.ics"))
    etag = re.search(r"(?im)^etag: *(.+?)\r?$", feed.head.decode())
    assert etag, "the feed has no ETag"
    return (http("GET", "/calendar.ics", If_None_Match=etag[1]) for _ in range(count))


def bare_write(number: int) -> bytes:
    return http("POST", f"/write?code=IL{number:026d}")


def bare_page(number: int) -> bytes:
    return http("GET", "/page")


def bare_unchanged(number: int) -> bytes:
    return http("GET", "/page", If_None_Match='"as-before"')


def status(wanted: int, containing: bytes = b"") -> load.Check:
    return lambda answer: answer.status == wanted and containing in answer.body


def page(name: str, title: str, aim: float, path: str, ending: bytes, *, each: int = 60, is_organisers: bool = False) -> Case:
    """The same page again and again."""

    def requests(region: Region, count: int) -> Iterator[bytes]:
        return (case.look(region) for _ in range(count))

    case = Case(name, title, aim, requests, status(200, ending), bare_page, status(200), path, each, is_organisers)
    return case


written = status(200, b'"checked_in"')

CASES = (
    Case("scan", "scan at the door", 0.5, scans, status(200, b'"checked_in"'), bare_write, written),
    Case("feed-304", "feed of 200 events, unchanged (304)", 0.7, unchanged, status(304), bare_unchanged, status(304), "/calendar.ics", each=1000),
    page("feed-200", "feed of 200 events", 0.5, "/calendar.ics", b"END:VCALENDAR", each=400),
    Case("registration", "registration", 0.25, registrations, status(302), bare_write, written, each=100),
    page("event", "event page", 0, "/events/{slug}", b"</html>"),
    page("agenda", "agenda of 200 events", A_THIRD, "/", b"</html>"),
    page("past", "agenda, 2,000 past events", A_THIRD, "/?past=1", b"</html>"),
    page("planner", "planner, 300 events and 5 schools", A_THIRD, "{wall}", b"</html>", is_organisers=True),
    page("planner-list", "planner as a list, its first page", A_THIRD, "{wall}/list", b"</html>", is_organisers=True),
    page("programme", "programme of 495 workshops", A_THIRD, "{programme}", b"</html>", each=20, is_organisers=True),
)
