"""The statements say what the settings and the jobs do."""

import pytest
from flask import Flask

from app.core.database import db
from app.people import retention
from app.people.privacy import find_holding, holdings
from app.region.operations import decide
from app.region.queries import CONTACT, NAME
from tests.browsing import Browser, words
from tests.factories import NOW


def test_the_privacy_statement_names_every_kind_of_data(app: Flask, browser: Browser) -> None:
    said = words(browser.get("/privacy"))

    assert [str(holding.purpose) in said for holding in holdings()] == [True] * len(holdings())


def test_it_says_how_long_the_region_keeps_it(app: Flask, browser: Browser) -> None:
    mail = find_holding("mail")
    assert mail is not None
    before = words(browser.get("/privacy"))
    retention.change(mail, 41, by=None, at=NOW)
    db.session.commit()

    after = words(browser.get("/privacy"))

    assert [(said.count("92 dagen"), said.count("41 dagen")) for said in (before, after)] == [(2, 0), (1, 1)]


@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
def test_they_say_who_is_responsible_and_whom_to_ask(app: Flask, browser: Browser, path: str) -> None:
    without = words(browser.get(path))
    decide(NAME, "STO Plassenland", otherwise="Inloop", by=None, at=NOW)
    decide(CONTACT, "vragen@sto.example", otherwise="", by=None, at=NOW)
    db.session.commit()

    said = words(browser.get(path))

    assert [text in without for text in ("inloop@inloop.test", "STO Plassenland")] == [True, False]
    assert [text in said for text in ("STO Plassenland", "vragen@sto.example")] == [True, True]


@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_every_page_leads_to_them(app: Flask, browser: Browser, path: str) -> None:
    page = browser.get(path).text

    assert [f'href="{statement}"' in page for statement in ("/privacy", "/accessibility")] == [True, True]
