"""Every field of every form, filled with what people, programs and attackers send: a word at the field, or escaped and kept."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from unicodedata import normalize
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.core.database import db
from app.events.models import Event, Round, Session, Zone
from app.media.models import Attachment
from app.people.models import Access, ErasureRequest
from app.planning.models import Period
from app.region.models import ProgrammeLine
from app.schools.models import School
from app.venues.models import Room, Venue
from tests.browsing import Browser
from tests.factories import make_person, make_school
from tests.media.files import photo
from tests.world import World, make_world, routes

pytestmark = pytest.mark.usefixtures("today")

SCRIPT = """"'><script>alert(1)</script><img src=x onerror=alert(1)>"""
RAW = ("<script>alert", "<img src=x")
Values = Mapping[str, str | bytes | list[str] | None]
BAD: Values = {
    "very long": "a" * 10_000,
    "long once folded": "ß" * 120,
    "long once in lower case": "İ" * 120,
    "null byte": "Jan\0nes",
    "control characters": "Jan\x07\x1b[2Jnes",
    "line break": "Jan\r\nBcc: iedereen@school.example",
    "line separator": "Jan\u2028nes",
    "html": SCRIPT,
    "latin-1": "Renée".encode("latin-1"),
    "broken utf-8": b"\xc3(\xff\xfe\xed\xa0\x80",
    "empty": "",
    "blank": "  \t ",
    "missing": None,
    "doubled": ["eerste", "tweede"],
    "negative": "-1",
    "huge number": "9" * 5_000,
    "fraction": "1,5e3",
    "right to left": "\u202eגולדה מאיר",
    "zero width": "\u200bAn\u200dna\ufeff",
    "nothing to see": "\u200b\u200d\ufeff",
    "emoji": "👩🏽‍🔧 Zoë 🏳️‍🌈",
    "four bytes": "𠜎𠜱𡿺",
    "template": "%(name)s {0.__class__} {{ 7 * 7 }} %s",
    "sql": "'; DROP TABLE persons; --",
}
SHOWN = ("html", "emoji", "template")  # where these were accepted, the next page is looked at, too
GOOD = {
    "email": "jan@school.example",
    "name": "Jan",
    "school": "Waterrand",
    "role": "teacher",
    "title": "Lassen",
    "alt": "Een hek",
    "reason": "Storm",
    "code": "123456",
    "pin": "0000",
    "on": "2026-12-01",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-02",
    "starts": "15:00",
    "ends": "15:50",
    "seats": "12",
    "capacity": "40",
}
CHOICES = ("radio", "checkbox", "file", "hidden")  # inputs that can hold no other text than theirs
FILE, FILE_NAME = photo(16, 9), "gestuurd.jpg"  # both a picture and a file that may go with an event
FILTER = "?"  # a form that changes nothing: what it says stands in the address, and is spoilt there
_number = count(1)


@dataclass
class Page(HTMLParser):
    """The forms of a page that send text: action, and the fields with what they hold."""

    text: str
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    choices: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self.area = self.select = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.errors += [given["id"].removesuffix("-error")] if given.get("class") == "field-error" else []
        if tag in ("select", "input", "textarea") and "name" not in given:
            return  # for scripts only: nothing of it is sent
        if tag == "select" or (tag == "input" and given.get("type") in CHOICES):
            self.choices.add(given["name"])
        if given.get("type") == "file":
            self.files.add(given["name"])
        if tag == "form":
            self.forms.append((given.get("action", "") if given.get("method") == "post" else FILTER, {}))
        elif tag == "select":
            self.select = given["name"]
            self.forms[-1][1].setdefault(self.select, "")
        elif tag == "textarea":
            self.area = given["name"]
            self.forms[-1][1][self.area] = ""
        elif tag == "option" and self.select and ("selected" in given or not self.forms[-1][1][self.select]):
            self.forms[-1][1][self.select] = given.get("value", "")
        elif tag == "input" and (given.get("type") != "radio" or "checked" in given or given["name"] not in self.forms[-1][1]):
            self.forms[-1][1][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][1][self.area] += data

    def find(self, fields: set[str]) -> dict[str, str]:
        """What the form with these fields holds now."""
        return next((held for _action, held in self.forms if fields <= set(held)), {})


@dataclass(frozen=True)
class Form:
    """A form as a browser has it: where it is sent, and filled in as somebody would."""

    path: str
    filled: Mapping[str, str]
    files: frozenset[str] = frozenset()

    @property
    def names(self) -> set[str]:
        return set(self.filled) - {"csrf_token"}


def discover(app: Flask, world: World, browser: Browser) -> Iterator[Form]:
    """Every different form that this browser is shown on any page."""
    seen: list[set[str]] = []
    for method, rule in routes(app):
        if method != "GET" or rule.endpoint in ("static", "accounts.follow_link"):  # a link signs in once, whatever is ticked
            continue
        path = world.path(rule)
        answer = browser.get(path)
        page = Page(answer.text if answer.mimetype == "text/html" else "")
        for action, held in page.forms:
            filled = held | {name: value for name, value in GOOD.items() if name in held and not held[name]}
            form = Form(action or path, filled, frozenset(page.files & set(held)))
            if action != FILTER and form.names - {"next"} and form.names not in seen:
                seen.append(form.names)
                yield form


def restore() -> None:
    """Forget what earlier forms have made, so that every form meets the same small world."""
    db.session.execute(sa.update(Event).values(status="published"))
    for model in (Session, Round, Event, Venue):
        db.session.execute(sa.delete(model).where(model.id > (2 if model is Session else 1)))
    db.session.execute(sa.delete(Period).where(Period.title == GOOD["title"]))
    db.session.execute(sa.delete(Attachment).where(Attachment.filename == FILE_NAME))
    db.session.execute(sa.delete(Zone).where(Zone.title == GOOD["title"]))
    db.session.execute(sa.delete(ProgrammeLine).where(ProgrammeLine.title == GOOD["title"]))
    db.session.execute(sa.delete(Room).where(Room.name == GOOD["name"]))
    db.session.execute(sa.delete(School).where(School.name == GOOD["name"]))
    db.session.execute(sa.update(ErasureRequest).values(settled_at=None, answer=""))


def send(browser: Browser, form: Form, name: str, value: str | bytes | list[str] | None) -> TestResponse:
    """Send the form with one field spoilt; everything else is new and right."""
    right = (
        dict(form.filled) | ({"email": f"jan{next(_number)}@school.example"} if "email" in form.filled else {}) | ({"form_key": "", "made_of": ""})
    )
    right = {key: text for key, text in right.items() if key in form.filled and key != name}
    spoilt = [] if value is None else [(name, each) for each in (value if isinstance(value, list) else [value])]
    fields = [*right.items(), *spoilt]
    restore()
    if form.files:
        return browser._send(
            form.path, method="POST", data=multipart(fields, form.files - {name}), content_type="multipart/form-data; boundary=limit"
        )
    return browser._send(form.path, method="POST", data=urlencode(fields), content_type="application/x-www-form-urlencoded")


def multipart(fields: Sequence[tuple[str, str | bytes]], files: Collection[str]) -> bytes:
    """What browsers send of a form with a file: every field as it is, and FILE in each that takes one."""
    texts = [(f'"{name}"', value.encode() if isinstance(value, str) else value) for name, value in fields if name not in files]
    parts = [*texts, *((f'"{name}"; filename="{FILE_NAME}"', FILE) for name in sorted(files))]
    return (
        b"".join(b"--limit\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s\r\n" % (name.encode(), value) for name, value in parts)
        + b"--limit--\r\n"
    )


def as_text(value: str | bytes | list[str] | None, errors: str) -> str:
    """How the server reads what was sent."""
    first = " ".join(value) if isinstance(value, list) else value or ""
    return normalize("NFC", first.decode(errors=errors) if isinstance(first, bytes) else first).strip()


def faults(browser: Browser, form: Form, name: str, kind: str) -> list[str]:
    """What is wrong with the answer to one spoilt field."""
    try:
        answer = send(browser, form, name, BAD[kind])
    except Exception as error:
        return [f"{form.path} {name}, {kind}: {type(error).__name__}"]
    where = f"{form.path} {name}, {kind}: {answer.status_code}"
    if answer.status_code == 302 and kind not in SHOWN:
        return []
    if answer.status_code == 302:
        followed = browser.get(str(answer.location))
        return [f"{where}, then {followed.status_code}"] if followed.status_code != 200 or unescaped(followed) else []
    page = Page(answer.text)
    held = page.find(form.names)
    is_hidden = name in ("form_key", "made_of", "next")
    found = [
        answer.status_code == 200 or f"{where}",
        not unescaped(answer) or f"{where}, not escaped",
        "error-summary" in answer.text or f"{where}, without a word",
        is_hidden or name in page.errors or not page.errors or f"{where}, said at {page.errors}",
        name in page.choices
        or is_kept(BAD[kind], held.get(name, ""), "replace" if form.files else "werkzeug.url_quote")
        or f"{where}, typed but not kept: {held.get(name, '')[:40]!r}",
        all(held.get(other) == form.filled[other] for other in form.names - {name, "email", "form_key", "made_of"})
        or f"{where}, other fields not kept",
    ]
    return [fault for fault in found if isinstance(fault, str)]


def is_kept(value: str | bytes | list[str] | None, held: str, errors: str) -> bool:
    """Whether the field still holds what was typed; bytes that are no text as the server reads them in this wrapping."""
    shown, typed = held.replace("\r\n", "\n").strip(), as_text(value, errors).replace("\r\n", "\n")
    return value is None or shown in (typed, typed.partition(" ")[0] if isinstance(value, list) else typed)


def unescaped(answer: TestResponse) -> list[str]:
    return [raw for raw in RAW if raw.encode() in answer.data]


@pytest.fixture
def world(app: Flask) -> World:
    make_school(GOOD["school"])
    return make_world()


@pytest.mark.parametrize("who", ["nobody", "administrator", "school-contact"])
def test_no_field_breaks_and_every_refusal_is_said_and_keeps_what_was_typed(world: World, app: Flask, who: str) -> None:
    browser = Browser(app) if who == "nobody" else Browser(app).sign_in(make_person("Noor Visser", access=Access(who)))
    forms = list(discover(app, world, browser))

    found = [fault for form in forms for name in sorted(form.names) for kind in BAD for fault in faults(browser, form, name, kind)]

    assert found == []


def addresses(world: World, app: Flask) -> Iterator[str]:
    """Every page with every variable part of its address spoilt."""
    for method, rule in routes(app):
        for name in sorted(rule.arguments) if method == "GET" else ():
            true = world.path(rule)
            yield from (path for path in (world.path(rule, instead={name: spoilt}) for spoilt in SPOILT) if path != true)


SPOILT = [
    "%00",
    "a%00b",
    "%0d%0aSet-Cookie:x=1",
    "a" * 5_000,
    quote("👩🏽‍🔧"),
    "%ff%fe",
    "%e2%80%ae",
    "-1",
    "0",
    "9" * 25,
    "9223372036854775808",
    "2147483648",
    quote(SCRIPT, safe=""),
    "..%2f..%2fetc%2fpasswd",
    "%252e%252e",
    "' OR 1=1 --",
]


def test_spoilt_addresses_lead_nowhere(world: World, app: Flask, organiser: Browser) -> None:
    def status(path: str) -> int | str:
        try:
            answer = organiser.get(path)
        except Exception as error:
            return type(error).__name__
        return answer.status_code if not unescaped(answer) else "not escaped"

    answers = {path: status(path) for path in addresses(world, app)}

    assert {path: answer for path, answer in answers.items() if answer not in (403, 404)} == {}


QUERIES = ["page", "kind", "past", "status", "next", "language", "lang", "utm_source"]
PAGES = ["/", "/sign-in", "/organise/", "/organise/mail/", "/organise/events/add", "/calendar.ics", "/healthz"]


@pytest.mark.parametrize("name", QUERIES)
def test_spoilt_queries_are_ignored(app: Flask, organiser: Browser, name: str) -> None:
    def status(path: str) -> int | str:
        try:
            answer = organiser.get(path)
        except Exception as error:
            return type(error).__name__
        return answer.status_code if not unescaped(answer) else "not escaped"

    answers = {f"{page}?{name}={spoilt}": status(f"{page}?{name}={spoilt}") for page in PAGES for spoilt in [*SPOILT, "", "1&x=2", "[]"]}

    assert {path: answer for path, answer in answers.items() if answer != 200} == {}


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "a" * 600]
)
@pytest.mark.parametrize("path", ["/language", "/sign-in"])
def test_nobody_is_led_to_another_site(browser: Browser, path: str, target: str) -> None:
    page = path if path == "/sign-in" else "/"

    answer = browser.post(f"{path}?{urlencode({'next': target})}", {"next": target, "language": "en", "email": "jan@school.example"}, page=page)

    assert (answer.status_code, answer.location) == (302, {"/language": "/", "/sign-in": "/sign-in/code"}[path])


def test_a_long_way_back_is_forgotten_rather_than_refused(browser: Browser) -> None:
    answer = browser.post(f"/sign-in?next=/{'a' * 5_000}", {"email": "jan@school.example"})

    assert answer.location == "/sign-in/code"


@pytest.mark.parametrize("host", ["evil.example", "inloop.test.evil.example", "inloop.test:99999", "[::1", ""])
def test_another_host_is_refused(app: Flask, host: str) -> None:
    answer = app.test_client().get("/", headers={"Host": host})

    assert answer.status_code == 400


def test_too_much_at_once_is_refused(browser: Browser) -> None:
    answer = browser.post("/sign-in", {"email": "a" * 3_000_000})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=email\r\n\r\n\xff\xfe\0\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="email"; filename="a.txt"\r\n\r\nx\r\n--x--\r\n'),
        ("multipart/form-data; boundary=x", b"--x"),
        ("multipart/form-data", b"email=x"),
        ("application/json", b'{"email": ["x"]}'),
        ("application/x-www-form-urlencoded; charset=utf-16", b"email=x"),
        ("text/plain", b"\0\xff"),
    ],
)
def test_forms_in_another_wrapping_are_refused(browser: Browser, content_type: str, body: bytes) -> None:
    answer = browser._send("/sign-in", method="POST", data=body, content_type=content_type)

    assert answer.status_code == 400


def test_more_fields_than_a_form_can_have_are_refused(browser: Browser) -> None:
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nv\r\n' % n for n in range(600)) + b"--x--\r\n"

    answer = browser._send("/sign-in", method="POST", data=parts, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413
