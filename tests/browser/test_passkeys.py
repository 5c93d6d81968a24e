"""Passkeys in a real browser, whose authenticator is Chromium's own virtual one; and the provider of identities, by its pages."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import DESK, PHONE, visit
from tests.parts.oidc import Provider, provider
from tests.parts.server import Site, flask, serve, settings

ORGANISER = "organisator@sto-plassenland.example"
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


@pytest.fixture(scope="module")
def school() -> Iterator[Provider]:
    """A provider of identities."""
    with provider() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, school: Provider) -> Iterator[Site]:
    """The demo under the name localhost: an address of numbers can have no passkeys."""
    folder = tmp_path_factory.mktemp("passkeys")
    env = settings(f"sqlite:///{folder}/demo.sqlite3", DEMO="1", **school.settings)
    flask("db", "upgrade", env=env)
    flask("demo", env=env)
    with serve(env, log=folder / "gunicorn.log", host="localhost") as running:
        yield running


def plug_in(page: Page, **more: object) -> tuple[CDPSession, str]:
    """Give the browser a device that can keep passkeys; gives the line to it and its number."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {**DEVICE, "automaticPresenceSimulation": True, **more}
    return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/sign-in")
    page.click("button[name=as][value=organiser]")
    page.wait_for_url("**/me")


def add_passkey(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/me/passkeys/add")
    page.fill("[name=name]", name)
    page.locator("[data-passkey=add] button").click()


def test_a_passkey_is_made_signs_in_and_is_removed(site: Site, chromium: Browser) -> None:
    with visit(chromium, viewport=DESK, expecting="422") as page:
        line, device = plug_in(page)
        sign_in(page, site)
        add_passkey(page, site, "Laptop ☂")
        page.wait_for_url("**/me/sessions")
        expect(page.locator("th", has_text="Laptop ☂")).to_be_visible()
        assert len(line.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

        page.goto(f"{site.url}/me")
        page.locator("form[action$='/sign-out'] button").click()
        page.goto(f"{site.url}/sign-in?next=/organise/")
        page.locator("[data-passkey=sign-in]").click()
        page.wait_for_url(f"{site.url}/organise/")

        page.goto(f"{site.url}/me/sessions")
        page.locator("form[action$='/remove'] button").click()
        expect(page.locator("th", has_text="Laptop ☂")).to_have_count(0)
        page.goto(f"{site.url}/sign-in")
        page.locator("[data-passkey=sign-in]").click()
        expect(page.locator("[data-passkey-refusal]")).to_have_text(re.compile("^We kennen deze passkey niet"))


def test_who_shows_no_finger_is_told_and_may_try_again(site: Site, chromium: Browser) -> None:
    with visit(chromium, viewport=PHONE) as page:
        line, device = plug_in(page)
        line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        sign_in(page, site)
        add_passkey(page, site, "Telefoon")

        expect(page.locator("[data-passkey-refusal]")).to_have_text(re.compile("^Er is geen passkey gemaakt"))
        line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
        page.locator("[data-passkey=add] button").click()
        page.wait_for_url("**/me/sessions")


def test_without_javascript_the_page_says_so_and_the_mail_is_there(site: Site, chromium: Browser) -> None:
    with visit(chromium, viewport=PHONE, java_script_enabled=False) as page:
        sign_in(page, site)
        page.goto(f"{site.url}/me/passkeys/add")
        expect(page.locator("[data-passkey-missing]")).to_be_visible()
        expect(page.locator("[data-passkey=add]")).to_be_hidden()
        page.goto(f"{site.url}/sign-in")
        expect(page.locator("[data-passkey=sign-in]")).to_be_hidden()
        expect(page.locator("[name=email]")).to_be_visible()


def test_signing_in_through_the_login_page_of_the_school(site: Site, school: Provider, chromium: Browser) -> None:
    with visit(chromium, viewport=PHONE, expecting="favicon") as page:
        page.goto(f"{site.url}/sign-in?next=/organise/")
        page.get_by_role("link", name="Inloggen met Schoolaccount").click()
        page.wait_for_url(f"{school.issuer}/authorize?*")
        page.fill("[name=email]", ORGANISER)
        page.get_by_role("button").click()
        page.wait_for_url(f"{site.url}/organise/")

        assert page.url.startswith(site.url)
        page.goto(f"{site.url}/me/sessions")
        expect(page.locator("tbody tr").first).to_contain_text("Chrome op")


def test_one_button_signs_in_once_more_in_the_demo(site: Site, chromium: Browser) -> None:
    with visit(chromium, viewport=PHONE) as page:
        sign_in(page, site)
        page.goto(f"{site.url}/sign-in/again?next=/me/passkeys/add")
        page.locator("main form button.button-primary").click()
        page.wait_for_url(f"{site.url}/me/passkeys/add")
