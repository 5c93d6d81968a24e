"""A helper scans at the door: a real browser with a camera before it, on the running demo region."""

import csv
import io
import re
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageEnhance, ImageFilter
from playwright.sync_api import Browser, Dialog, Locator, Page, Playwright, Request, Route, expect

from tests.browser.conftest import DESK, PHONE, new_context, visit
from tests.parts import camera
from tests.parts.browser import axe, launch, violations
from tests.parts.server import Site

Scene = tuple[str | None, int, Callable[[Image.Image], Image.Image]]
FAILED = "Failed to load resource"  # what the console says of a request that a test has made fail
AFTERNOON = "techniek-voor-iedereen"
UNKNOWN = "ILZZZZZZZZZZZZZZZZZZZZZZZZZZ"
FORGET = 145  # frames without a code, after which the same one counts anew
SMALL = 320
EMPTY = Image.new("RGB", (camera.WIDTH, camera.HEIGHT), camera.TABLE)


@dataclass(frozen=True)
class Ticket:
    """One line of `flask tickets list`."""

    code: str
    short_code: str
    name: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Station:
    """A link with its pin, at the afternoon of today."""

    site: Site
    slug: str
    link: str
    pin: str

    @property
    def url(self) -> str:
        return self.site.url + self.link[self.link.index("/door/") :]

    def open(self, page: Page) -> "Scanner":
        """Give the pin, as a helper does; then the scanner is there."""
        page.goto(self.url)
        page.fill("[name=pin]", self.pin)
        with page.expect_navigation(wait_until="networkidle"):
            page.locator("main form button.button-primary").click()
        return Scanner(page)


@dataclass(frozen=True)
class Scanner:
    """The page of a station."""

    page: Page

    def part(self, name: str) -> Locator:
        return self.page.locator(f'[data-part="{name}"]')

    @property
    def answer(self) -> Locator:
        return self.part("answer")

    def start(self) -> None:
        """Let the camera look."""
        if self.part("camera-start").is_visible():
            self.part("camera-start").click()
        expect(self.part("aim")).to_be_visible()

    def type(self, code: str) -> None:
        self.page.fill("#code", code)
        self.page.keyboard.press("Enter")

    def says(self, word: str, *more: str) -> None:
        """The whole screen says this; then it is put away."""
        expect(self.part("word")).to_have_text(re.compile(word), timeout=10_000)
        for text in more:
            expect(self.answer).to_contain_text(text)
        self.page.keyboard.press("Escape")
        expect(self.answer).to_be_hidden()

    def present(self) -> int:
        return int(self.part("present").inner_text())


def open_station(site: Site, name: str) -> Station:
    home = urllib.request.urlopen(site.url).read().decode()  # noqa: S310
    found = re.search(rf'href="/events/({AFTERNOON}[^"]*)"', home)
    assert found
    facts = dict(line.split() for line in site.flask("door", "open", found[1], "--name", name).splitlines())
    return Station(site, found[1], facts["link"], facts["pin"])


@pytest.fixture(scope="module")
def station(demo: Site) -> Station:
    return open_station(demo, "Hoofdingang")


@pytest.fixture(scope="module")
def tickets(station: Station) -> Iterator[Ticket]:
    """Tickets nobody has shown yet."""
    rows = csv.DictReader(io.StringIO(station.site.flask("tickets", "list", station.slug)))
    return iter([Ticket(row["code"], row["short_code"], row["name"]) for row in rows if row["status"] == "registered"])


@pytest.fixture
def scanner(chromium: Browser, station: Station) -> Iterator[Scanner]:
    """A scanner on a phone without a camera."""
    with visit(chromium, viewport=PHONE, expecting=FAILED) as page:
        yield station.open(page)


def as_it_is(image: Image.Image) -> Image.Image:
    return image


def film(path: Path, scenes: Sequence[Scene]) -> Path:
    """What the camera sees: each code for some frames, the whole picture changed as asked; without a code an empty table."""
    with path.open("wb") as clip:
        for code, frames, change in scenes:
            still = camera.picture(code) if code else None
            takes = [jpeg(change(camera.frame(still, moment * 4))) for moment in range(8)] if still else [jpeg(EMPTY)]
            clip.writelines(takes[moment // 4 % len(takes)] for moment in range(frames))
    return path


def jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80, subsampling="4:2:0")
    return file.getvalue()


@contextmanager
def filming(playwright: Playwright, clip: Path) -> Iterator[Browser]:
    browser = launch(playwright, camera=clip)
    yield browser
    browser.close()


def scans_of(request: Request) -> list[dict[str, Any]]:
    body = request.post_data_json
    assert body
    scans: list[dict[str, Any]] = body["scans"]
    return scans


def sent_codes(page: Page) -> list[str]:
    """Fills up with the codes that the page sends."""
    codes: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            codes.extend(scan["code"] for scan in scans_of(request))

    page.on("request", note)
    return codes


# --- the camera ---


def test_the_camera_checks_a_ticket_in_once(playwright: Playwright, station: Station, tickets: Iterator[Ticket], tmp_path: Path) -> None:
    ticket = next(tickets)
    seen = (ticket.code, None, ticket.code, "WIFI:T:WPA;S:thuis;P:geheim;;", UNKNOWN, None)
    clip = film(tmp_path / "door.mjpeg", [(code, 60 if code else FORGET, as_it_is) for code in seen] + [(None, 300, as_it_is)])

    with filming(playwright, clip) as browser, visit(browser, viewport=PHONE) as page:
        scanner, codes = station.open(page), sent_codes(page)
        before = scanner.present()
        scanner.start()
        scanner.says("^Aanwezig$", ticket.first_name)
        expect(scanner.part("present")).to_have_text(str(before + 1))
        scanner.says(r"^Al binnen om \d\d\.\d\d$", ticket.first_name)
        scanner.says("^Geen ticket$", "niet van Inloop")
        scanner.says("^Onbekende code$")

        assert codes == [ticket.code, ticket.code, UNKNOWN]  # what is no ticket never leaves the phone
        assert scanner.present() == before + 1


def smaller(image: Image.Image) -> Image.Image:
    table = EMPTY.copy()
    table.paste(image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS), (90, 60))
    return table


HARD: dict[str, Callable[[Image.Image], Image.Image]] = {
    "upside down": lambda image: image.rotate(180),
    "askew": lambda image: image.rotate(35, fillcolor=camera.TABLE, resample=Image.Resampling.BICUBIC),
    "out of focus": lambda image: image.filter(ImageFilter.GaussianBlur(1.8)),
    "from afar": smaller,
    "in the dark": lambda image: ImageEnhance.Brightness(image).enhance(0.25),
    "grey on grey": lambda image: ImageEnhance.Contrast(image).enhance(0.35),
}


def test_the_camera_reads_codes_that_are_hard_to_read(playwright: Playwright, station: Station, tmp_path: Path) -> None:
    codes = [f"IL{name.replace(' ', '').upper():X<26}" for name in HARD]
    scenes: list[Scene] = []
    for code, change in zip(codes, HARD.values(), strict=True):
        scenes += [(code, 24, change), (None, 6, as_it_is)]
    clip = film(tmp_path / "hard.mjpeg", [(None, 15, as_it_is), *scenes, (None, 300, as_it_is)])

    with filming(playwright, clip) as browser, visit(browser, viewport=PHONE) as page:
        scanner, sent = station.open(page), sent_codes(page)
        scanner.start()
        for _moment in range(150):
            page.wait_for_timeout(100 if len(sent) < len(codes) else 0)

        assert sent == codes


@pytest.mark.parametrize("wasm", ["missing", "refused"])
def test_without_webassembly_the_camera_reads_all_the_same(
    playwright: Playwright, station: Station, tickets: Iterator[Ticket], tmp_path: Path, wasm: str
) -> None:
    ticket = next(tickets)
    clip = film(tmp_path / "plain.mjpeg", [(ticket.code, 60, as_it_is), (None, 300, as_it_is)])

    def refuse(route: Route) -> None:
        answer = route.fetch()
        policy = answer.headers["content-security-policy"].replace(" 'wasm-unsafe-eval'", "")
        route.fulfill(response=answer, headers=answer.headers | {"content-security-policy": policy})

    with filming(playwright, clip) as browser, closing(new_context(browser, viewport=PHONE)) as context:
        page = context.new_page()
        if wasm == "missing":
            page.add_init_script("delete globalThis.WebAssembly")
        scanner = station.open(page)
        if wasm == "refused":
            page.route("**/door/*", refuse)
            page.reload()
        scanner.start()
        scanner.says("^Aanwezig$", ticket.first_name)


def test_a_camera_with_a_light_has_a_button_for_it(playwright: Playwright, station: Station, tmp_path: Path) -> None:
    lit = "MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });"
    lit += "MediaStreamTrack.prototype.applyConstraints = async function ({ advanced }) { document.title = JSON.stringify(advanced) }"

    with filming(playwright, film(tmp_path / "empty.mjpeg", [(None, 30, as_it_is)])) as browser, visit(browser, viewport=PHONE) as page:
        page.add_init_script(lit)
        scanner = station.open(page)
        scanner.start()
        light = page.get_by_role("button", name="Lamp")
        light.click()

        expect(light).to_have_attribute("aria-pressed", "true")
        assert page.title() == '[{"torch":true}]'
        assert violations(page) == []


def test_without_a_camera_the_page_says_so_and_works(scanner: Scanner, tickets: Iterator[Ticket]) -> None:
    scanner.part("camera-start").click()

    expect(scanner.part("camera-text")).to_contain_text("geen camera")
    scanner.type(next(tickets).short_code)
    scanner.says("^Aanwezig$")


def test_a_camera_that_is_not_allowed_is_explained(chromium: Browser, station: Station) -> None:
    with visit(chromium, viewport=PHONE) as page:
        page.add_init_script("navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError') }")
        scanner = station.open(page)
        scanner.part("camera-start").click()

        expect(scanner.part("camera-text")).to_contain_text("niet toegestaan")
        expect(scanner.part("camera-start")).to_be_enabled()


def test_at_an_address_without_https_the_page_says_why_there_is_no_camera(chromium: Browser, station: Station) -> None:
    with visit(chromium, viewport=PHONE) as page:
        page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false }); delete crypto.randomUUID")
        scanner = station.open(page)

        expect(scanner.part("camera-text")).to_contain_text("https")
        expect(scanner.part("camera-start")).to_be_hidden()
        scanner.type(UNKNOWN)
        scanner.says("^Onbekende code$")


# --- by hand ---


def test_a_short_code_checks_in_as_it_is_printed(scanner: Scanner, tickets: Iterator[Ticket]) -> None:
    ticket = next(tickets)

    scanner.type(f"{ticket.short_code[:2]}-{ticket.short_code[2:]}".lower())

    expect(scanner.page.get_by_role("status")).to_contain_text(f"Aanwezig. {ticket.first_name}")
    scanner.says("^Aanwezig$", ticket.first_name)


def test_a_hand_scanner_types_wherever_the_focus_is(scanner: Scanner, tickets: Iterator[Ticket]) -> None:
    scanner.page.keyboard.type(next(tickets).code)
    scanner.page.keyboard.press("Enter")

    scanner.says("^Aanwezig$")
    expect(scanner.page.locator("#code")).to_have_value("")


def test_what_can_be_no_code_is_told_what_a_code_looks_like(scanner: Scanner) -> None:
    codes = sent_codes(scanner.page)

    scanner.type("Bram de Vries?")

    expect(scanner.page.get_by_role("alert")).to_contain_text("Onbekende code")
    scanner.says("^Onbekende code$", "zes tekens")
    assert codes == []


def test_a_check_in_can_be_undone_and_done_again(scanner: Scanner, tickets: Iterator[Ticket]) -> None:
    ticket, before = next(tickets), scanner.present()
    scanner.type(ticket.short_code)
    scanner.says("^Aanwezig$")
    expect(scanner.part("present")).to_have_text(str(before + 1))

    scanner.page.get_by_role("button", name="Ongedaan maken").click()

    scanner.says("^Ongedaan$", ticket.first_name)
    expect(scanner.part("present")).to_have_text(str(before))
    expect(scanner.part("undo")).to_be_hidden()
    scanner.type(ticket.short_code)
    scanner.says("^Aanwezig$")


def test_an_answer_is_there_for_four_seconds_and_undoing_for_thirty(chromium: Browser, station: Station, tickets: Iterator[Ticket]) -> None:
    with visit(chromium, viewport=PHONE) as page:
        page.clock.install()
        scanner = station.open(page)
        scanner.type(next(tickets).short_code)
        expect(scanner.part("undo")).to_be_visible()

        shown = []
        for seconds in (3, 2, 24, 2):
            page.clock.run_for(seconds * 1000)
            shown.append((scanner.answer.is_visible(), scanner.part("undo").is_visible()))

    assert shown == [(True, True), (False, True), (False, True), (False, False)]


# --- the network ---


def test_offline_scans_wait_and_arrive(scanner: Scanner, tickets: Iterator[Ticket]) -> None:
    first, second, before = next(tickets), next(tickets), scanner.present()
    scanner.page.context.set_offline(True)
    expect(scanner.part("network")).to_have_text("Offline")

    scanner.type(first.short_code)
    scanner.says("^Bewaard$")
    expect(scanner.part("network")).to_have_text("Offline - 1 scan wacht")
    scanner.type(second.code)
    expect(scanner.part("network")).to_have_text("Offline - 2 scans wachten")
    assert scanner.present() == before
    scanner.page.context.set_offline(False)

    expect(scanner.part("network")).to_be_hidden()
    expect(scanner.part("present")).to_have_text(str(before + 2))


def test_an_answer_that_got_lost_is_asked_for_again_and_the_scan_counts_once(scanner: Scanner, tickets: Iterator[Ticket]) -> None:
    attempts: list[str] = []

    def lose_the_first(route: Route) -> None:
        attempts.append(scans_of(route.request)[0]["id"])
        if len(attempts) == 1:
            route.fetch()  # it arrives
            route.abort()  # but nobody hears
        else:
            route.continue_()

    scanner.page.route("**/api/door/scans", lose_the_first)
    scanner.type(next(tickets).short_code)

    scanner.says("^Aanwezig$")
    assert len(attempts) == 2
    assert attempts[0] == attempts[1]


def test_a_scan_that_is_refused_afterwards_is_told(scanner: Scanner) -> None:
    scanner.page.context.set_offline(True)
    scanner.type(UNKNOWN)
    scanner.says("^Bewaard$")
    scanner.type("what is this?")
    scanner.says("^Onbekende code$")
    scanner.page.context.set_offline(False)

    expect(scanner.part("late-list")).to_have_text(re.compile(r"^\s*\d\d\.\d\d · Onbekende code\s*$"))
    scanner.part("late-seen").click()
    expect(scanner.part("late")).to_be_hidden()


def test_a_server_in_trouble_is_not_called_offline(scanner: Scanner) -> None:
    scanner.page.route("**/api/door/scans", lambda route: route.fulfill(status=503, body="{}"))

    scanner.type(UNKNOWN)

    scanner.says("^Bewaard$")
    expect(scanner.part("network")).to_have_text("Inloop antwoordt niet - 1 scan wacht")


def test_leaving_with_scans_that_wait_is_warned_about(chromium: Browser, station: Station) -> None:
    warnings: list[str] = []

    def note(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.accept()

    with visit(chromium, viewport=PHONE, expecting=FAILED) as page:
        scanner = station.open(page)
        page.on("dialog", note)
        page.context.set_offline(True)
        scanner.type(UNKNOWN)
        expect(scanner.part("network")).to_contain_text("1 scan")
        with page.expect_event("close"):  # closing does not wait for the question it asks
            page.close(run_before_unload=True)

    assert warnings == ["beforeunload"]


def test_a_station_that_is_closed_says_so_and_stops(chromium: Browser, demo: Site) -> None:
    station = open_station(demo, "Zijdeur")
    with visit(chromium, viewport=PHONE, expecting=FAILED) as page, visit(chromium, viewport=DESK) as desk:
        scanner = station.open(page)
        desk.goto(f"{demo.url}/sign-in")
        desk.locator("button[value=organiser]").click()
        desk.goto(f"{demo.url}/organise/events/{station.slug}/door")
        assert violations(desk) == []
        desk.get_by_role("row").filter(has_text="Zijdeur").get_by_role("button").click()

        scanner.type(UNKNOWN)

        expect(scanner.part("closed")).to_contain_text("Dit station is gesloten")
        expect(scanner.part("closed-waiting")).to_contain_text("1 scan kon niet worden verstuurd")
        expect(scanner.part("open")).to_be_hidden()
        assert violations(page) == []


# --- for everybody ---

OUTCOMES = {
    "checked_in": "Aanwezig",
    "already_checked_in": "Al binnen om 14.32",
    "undone": "Ongedaan",
    "waiting_list": "Wachtlijst",
    "withdrawn": "Afgemeld",
    "not_approved": "Niet goedgekeurd",
    "other_event": "Andere activiteit",
    "other_day": "Andere dag",
    "unknown": "Onbekende code",
    "invalid": "Onleesbaar",
}


def answering(outcome: str) -> Callable[[Route], None]:
    """A server that answers every scan so, with a long name and a long way to go."""
    registration = {
        "name": "Wilhelmina-Antoinette P.",
        "school": "Praktijkschoolbegeleidingsdienst",
        "where": "Ronde 1 · techniekhal, Ronde 2 · zorglokaal 104",
    }

    def answer(route: Route) -> None:
        [scan] = scans_of(route.request)
        result = {"id": scan["id"], "outcome": outcome, "checked_in_at": "2026-11-26T13:32:05Z", "registration": {**registration, "seats": 1}}
        route.fulfill(json={"results": [result]})

    return answer


def too_faint(page: Page) -> list[str]:
    """Texts whose contrast is below 7 to 1 (4.5 for large ones)."""
    page.evaluate(axe())
    found = page.evaluate("axe.run(document, {runOnly: {type: 'rule', values: ['color-contrast-enhanced']}, resultTypes: ['violations']})")
    return [node["html"][:120] for rule in found["violations"] for node in rule["nodes"]]


def too_small(page: Page) -> list[str]:
    """Things to tap that are smaller than a fingertip."""
    boxes = [
        (control.inner_text() or control.get_attribute("id"), control.bounding_box())
        for control in page.locator("button:visible, input:visible").all()
    ]
    return [f"{name}: {box}" for name, box in boxes if box and min(box["width"], box["height"]) < 44]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_answer_is_readable_on_a_small_phone(chromium: Browser, station: Station, scheme: str) -> None:
    with visit(chromium, viewport={"width": SMALL, "height": 640}, color_scheme=scheme) as page:
        scanner = station.open(page)
        assert (violations(page), too_faint(page), too_small(page)) == ([], [], [])
        for outcome, word in OUTCOMES.items():
            page.route("**/api/door/scans", answering(outcome))
            scanner.type(UNKNOWN)
            expect(scanner.part("word")).to_have_text(word)
            assert (violations(page), too_faint(page), too_small(page)) == ([], [], []), outcome
            assert page.evaluate("document.querySelector('[data-part=answer]').scrollWidth <= innerWidth"), outcome
            page.keyboard.press("Escape")
            page.unroute("**/api/door/scans")


@pytest.mark.parametrize("size", [PHONE, DESK, {"width": SMALL, "height": 480}], ids=lambda size: str(size["width"]))
def test_nothing_sticks_out(chromium: Browser, station: Station, size: dict[str, int]) -> None:
    with visit(chromium, viewport=size) as page:
        page.goto(station.url)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        station.open(page)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_the_scanner_speaks_english_to_an_english_phone(chromium: Browser, station: Station) -> None:
    with visit(chromium, viewport=PHONE, locale="en-GB") as page:
        scanner = station.open(page)
        scanner.type(UNKNOWN)
        scanner.says("^Unknown code$")


def test_the_token_is_kept_nowhere(scanner: Scanner) -> None:
    token = scanner.page.locator("body").get_attribute("data-token")
    stored = scanner.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")

    assert token
    assert token not in stored


def test_without_javascript_the_page_says_what_to_do(chromium: Browser, station: Station) -> None:
    with visit(chromium, viewport=PHONE, java_script_enabled=False) as page:
        station.open(page)

        expect(page.locator("noscript p")).to_be_visible()
        expect(page.locator("#code")).to_be_hidden()


def test_the_first_visit_weighs_little_enough_for_bad_wifi(chromium: Browser, station: Station) -> None:
    weights: dict[str, int] = {}

    def weigh(request: Request) -> None:
        weights[request.url.rsplit("/", 1)[-1]] = request.sizes()["responseBodySize"]

    with visit(chromium, viewport=PHONE) as page:
        page.goto(station.url)
        page.on("requestfinished", weigh)
        station.open(page)

    assert any(name.endswith(".wasm") for name in weights)
    assert sum(weights.values()) < 500_000, weights
