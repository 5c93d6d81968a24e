"""Every kind of event through a whole life in a browser: by mouse, by keyboard alone, and without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page

from app.events.kinds import Kind, Profile
from tests.browser.conftest import DESK, visit
from tests.parts.server import Site

DAY = date.today() + timedelta(days=40)  # noqa: DTZ011 - well ahead, wherever this runs
FARTHEST = 150  # times Tab


@dataclass(frozen=True)
class Hand:
    """How somebody works: what presses, and what fills in."""

    page: Page
    press: Callable[[Locator], None]
    fill: Callable[[Locator, str], None]

    def send(self) -> None:
        """Press the main button of the form."""
        with self.page.expect_navigation():
            self.press(self.page.locator("main form button.button-primary, main form button.button-danger").last)

    def follow(self, path: str) -> None:
        """Follow the link in the page that ends so."""
        with self.page.expect_navigation():
            self.press(self.page.locator(f"main a[href$='{path}']").first)

    def answer(self, **facts: str) -> None:
        """Fill in fields by their names."""
        for name, value in facts.items():
            self.fill(self.page.locator(f"main [name={name}]"), value)


def by_mouse(page: Page) -> Hand:
    return Hand(page, lambda there: there.click(), lambda there, value: there.fill(value))


def by_keyboard(page: Page) -> Hand:
    """Tab to it, then type; Enter follows and sends."""

    def reach(there: Locator) -> None:
        for _step in range(FARTHEST):
            if there.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {there}")

    def press(there: Locator) -> None:
        reach(there)
        page.keyboard.press("Enter")

    def fill(there: Locator, value: str) -> None:
        reach(there)
        kind = there.get_attribute("type") or "text"
        if kind in ("date", "time"):  # a field of parts: day, month, year; hour, minute
            page.keyboard.type("".join(reversed(value.split("-"))) if kind == "date" else value.replace(":", ""))
        else:
            page.keyboard.press("Control+A")
            page.keyboard.type(value)

    return Hand(page, press, fill)


HANDS = {"mouse": (by_mouse, True), "keyboard": (by_keyboard, True), "no-script": (by_mouse, False)}


def facts(profile: Profile) -> dict[str, str]:
    """What is filled in of an event of this kind, in the order of the form."""
    times = {"doors_open": f"{profile.doors_open:%H:%M}", "starts": f"{profile.starts:%H:%M}", "ends": f"{profile.ends:%H:%M}"}
    last = {"last_on": f"{DAY + timedelta(days=profile.days - 1)}"} if profile.takes_days else {}
    return {"title": f"Van kop tot staart ({profile.plural})", "on": f"{DAY}"} | last | times


@pytest.mark.parametrize("way", HANDS)
@pytest.mark.parametrize("kind", Kind)
def test_a_whole_life(demo: Site, chromium: Browser, kind: Kind, way: str) -> None:
    make_hand, has_script = HANDS[way]
    with visit(chromium, viewport=DESK, java_script_enabled=has_script) as page:
        page.goto(f"{demo.url}/sign-in")
        page.click("button[name=as][value=organiser]")
        hand = make_hand(page)
        page.goto(f"{demo.url}/organise/events/add?kind={kind.value}")
        hand.answer(**facts(kind.profile))
        hand.send()
        programme = page.url
        hand.follow("/edit")
        hand.answer(summary="Eén zin.")
        hand.send()
        publish(hand)
        public = f"{demo.url}/events/{programme.rstrip('/').split('/')[-1]}"
        page.goto(public)
        shown = [page.locator("h1").inner_text(), page.locator(".lead").inner_text()]
        page.goto(programme)
        hand.follow("/copy")
        hand.send()
        copied = page.url
        page.goto(programme)
        hand.follow("/call-off")
        hand.answer(reason="Sneeuw")
        hand.send()
        page.goto(public)
        off = page.locator("aside").inner_text()

    assert shown == [facts(kind.profile)["title"], "Eén zin."]
    assert (copied != programme, "Sneeuw" in off) == (True, True)


def publish(hand: Hand) -> None:
    """Press the button that shows it to everybody."""
    with hand.page.expect_navigation():
        hand.press(hand.page.locator("form[action$='/publish'] button"))
