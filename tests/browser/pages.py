"""Walking through every page of a site, as far as somebody may go."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, ViewportSize
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.parts.browser import NODE, ROOT, violations

NARROWEST: ViewportSize = {"width": 320, "height": 640}
NOT_PAGES = {
    "attachments.file",
    "pictures.file",
    "planner.now",
    "programme_lines.now",
    "calendars.event",
    "calendars.feed",
    "door_api.overview",
    "events.seats",
    "log.export",
    "outbox.attachment",
    "oidc.back",
    "oidc.start",
    "outbox.body",
    "people.export_csv",
    "people.export_xlsx",
    "people_imports.sample_csv",
    "people_imports.sample_xlsx",
    "privacy.data_html",
    "privacy.data_json",
    "registrations.qr_png",
    "registrations.qr_svg",
    "reports.attendance_csv",
    "schools.index_csv",
    "people.search",
    "schools.search",
    "site.healthz",
    "site.readyz",
    "site.robots",
    "static",
}


@dataclass
class Inspection:
    """What was seen of the pages, and what is wrong with them, one line each."""

    folder: Path
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def look(self, page: Page, endpoint: str) -> None:
        """Hold the page as it is now to the rules, in both colour schemes and on the narrowest screen."""
        self.seen.add(endpoint)
        (self.folder / f"{endpoint}.html").write_text(page.content())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.faults += [f"{endpoint} ({scheme}): {fault}" for fault in violations(page)]
        before = page.viewport_size
        page.set_viewport_size(NARROWEST)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.faults.append(f"{endpoint}: {wide} pixels too wide for a screen of 320")
        if before:
            page.set_viewport_size(before)

    def crawl(self, page: Page, addresses: MapAdapter, starts: Iterable[str]) -> None:
        """Look at one page of every endpoint that links lead to."""
        for endpoint in follow(page, addresses, starts):
            self.look(page, endpoint)

    def check_markup(self) -> None:
        """Let html-validate read all pages at once."""
        command = ["node_modules/.bin/html-validate", "--config", "tests/browser/htmlvalidate.json", "--formatter", "text", str(self.folder)]
        done = subprocess.run([NODE, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            self.faults += (done.stdout or done.stderr).replace(f"{self.folder}/", "").splitlines()


def follow(page: Page, addresses: MapAdapter, starts: Iterable[str]) -> Iterator[str]:
    """Open one page of every endpoint that can be reached by links; fails at a link that leads nowhere."""
    waiting = list(starts)
    site = "/".join(waiting[0].split("/")[:3]) + "/"
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(addresses, address)
        if endpoint in NOT_PAGES | seen:
            continue
        seen.add(endpoint)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{endpoint}: {answer.status}"
        check_policy(endpoint, answer.headers["content-security-policy"])
        yield endpoint
        links: list[str] = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        waiting += [link.partition("#")[0] for link in links if link.startswith(site)]


def check_policy(endpoint: str, policy: str) -> None:
    """Nothing is allowed that was not said, and nothing inline at all."""
    assert policy.startswith("default-src 'none'; "), f"{endpoint}: {policy}"
    assert "'unsafe-inline'" not in policy, f"{endpoint}: {policy}"
    assert " 'unsafe-eval'" not in policy, f"{endpoint}: {policy}"


def endpoint_of(addresses: MapAdapter, address: str) -> str:
    """Which view answers at this address; "outside" for another site."""
    path = "/" + address.split("/", 3)[3].partition("?")[0] if address.count("/") > 2 else "/"
    try:
        endpoint, _values = addresses.match(path, method="GET")
    except HTTPException:
        return f"nothing at {path}"
    return str(endpoint)
