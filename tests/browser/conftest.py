"""Running installations, and browsers to visit them with."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.parts import do_without
from tests.parts.browser import BrowserMissing, Watch, drive, launch
from tests.parts.postgres import PostgresMissing, database, postgres
from tests.parts.server import Site, flask, jobs, serve, settings
from tests.parts.smtp import Postbox, smtp

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Town:
    """An installation that is up and running: the site, and the postbox of everybody in it."""

    site: Site
    postbox: Postbox

    @property
    def url(self) -> str:
        return self.site.url


@contextmanager
def build_town(database_url: str, folder: Path) -> Iterator[Town]:
    """A new installation with everything it has in production: web server, jobs, mail server."""
    with smtp() as postbox:
        env = settings(database_url, MAIL_URL=postbox.url, BASE_URL="http://127.0.0.1")
        flask("db", "upgrade", env=env)
        del env["BASE_URL"]
        with serve(env, log=folder / "gunicorn.log") as site, jobs(site.env, log=folder / "jobs.log"):
            yield Town(site, postbox)


@contextmanager
def database_of(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/town.sqlite3"
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres())
        except PostgresMissing as missing:
            do_without(missing)
        yield stack.enter_context(database(server, "town"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A new installation on each database in turn."""
    folder = tmp_path_factory.mktemp(request.param)
    with database_of(request.param, folder) as url, build_town(url, folder) as built:
        yield built


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo region, whose mail stays in the outbox."""
    folder = tmp_path_factory.mktemp("demo")
    env = settings(f"sqlite:///{folder}/demo.sqlite3", DEMO="1")
    flask("db", "upgrade", env=env)
    flask("demo", env=env)
    with serve(env, log=folder / "gunicorn.log") as site:
        yield site


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with drive() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium without a camera."""
    try:
        started = launch(playwright)
    except BrowserMissing as missing:
        do_without(missing)
    yield started
    started.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A page on a narrow phone, in Dutch."""
    with visit(chromium, viewport=PHONE) as page:
        yield page


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """A page on a desk, in Dutch."""
    with visit(chromium, viewport=DESK) as page:
        yield page


@contextmanager
def visit(browser: Browser, *, expecting: str = "\0", **options: object) -> Iterator[Page]:
    """A new visitor. Fails at the end when a page asked another host, or complained of anything but `expecting`."""
    context = new_context(browser, **options)
    watch = Watch().on(context)
    yield context.new_page()
    context.close()
    assert [complaint for complaint in watch.complaints if expecting not in complaint] == []
    assert {host.split(":")[0] for host in watch.hosts} <= {"127.0.0.1", "localhost"}


def new_context(browser: Browser, **options: object) -> BrowserContext:
    context = browser.new_context(**{"locale": "nl-NL", "timezone_id": "Europe/Amsterdam", **options})  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    return context
