"""Settings of the region."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.log.actions import Action
from app.log.models import LogEntry
from app.people.models import Access
from app.people.privacy import find_holding, kept_for
from app.people.retention_jobs import apply_retention
from app.people.settings_form import decided
from app.region.queries import region_contact, region_name
from tests.browsing import Browser, words
from tests.factories import make_person

pytestmark = pytest.mark.usefixtures("today")
DAYS = {"person": 1826, "attendance": 3653, "withdrawals": 92, "mail": 92, "scans": 365, "log": 730, "erasure-requests": 730, "leading": 1826}


@pytest.fixture
def administrator(app: Flask) -> Browser:
    return Browser(app).sign_in(make_person("Ada", access=Access.ADMINISTRATOR))


def days(key: str) -> int:
    holding = find_holding(key)
    assert holding is not None
    period = kept_for(holding)
    assert period is not None
    return period.days


def test_without_a_decision_the_defaults_hold() -> None:
    assert {holding.key: holding.kept_for.days for holding in decided() if holding.kept_for} == DAYS


def test_how_long_can_be_decided(administrator: Browser) -> None:
    administrator.post("/organise/settings/retention", DAYS | {"mail": 30})

    assert (days("mail"), days("log")) == (30, 730)
    assert db.session.scalar(sa.select(sa.func.count()).where(LogEntry.action == Action.SETTING_CHANGED)) == 1


@pytest.mark.parametrize("typed", ["", "6", "100000", "dertig", "-1", "9" * 50])
def test_what_is_no_sensible_number_changes_nothing_and_is_kept(administrator: Browser, typed: str) -> None:
    answer = administrator.post("/organise/settings/retention", DAYS | {"mail": typed, "log": 100})

    assert (answer.status_code, "field-error" in answer.text, f'value="{typed}"' in answer.text) == (200, True, True)
    assert (days("mail"), days("log")) == (92, 730)


def test_the_page_tells_what_went(administrator: Browser) -> None:
    before = words(administrator.get("/organise/settings/retention"))
    apply_retention()

    after = words(administrator.get("/organise/settings/retention"))

    assert ["25 november 2026" in said for said in (before, after)] == [False, True]


def test_the_region_says_who_it_is(administrator: Browser) -> None:
    administrator.post("/organise/settings/region", {"name": "STO Plassenland", "contact": "Vragen@STO.example"})

    assert (region_name(), region_contact(otherwise="")) == ("STO Plassenland", "vragen@sto.example")


@pytest.mark.parametrize("wrong", [{"name": ""}, {"contact": "geen adres"}, {"name": "a\0b"}])
def test_a_region_that_makes_no_sense_is_not_kept(administrator: Browser, wrong: dict[str, str]) -> None:
    answer = administrator.post("/organise/settings/region", {"name": "STO", "contact": ""} | wrong)

    assert (answer.status_code, "field-error" in answer.text, region_name()) == (200, True, "Inloop")


@pytest.mark.parametrize("path", ["/organise/settings/region", "/organise/settings/retention"])
def test_settings_are_for_administrators(organiser: Browser, administrator: Browser, path: str) -> None:
    assert [browser.get(path).status_code for browser in (organiser, administrator)] == [403, 200]
