"""Kinds: one record each, found by the word in the address."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from app.events.kinds import PROFILES, Kind, find_kind
from app.events.models import Event, EventStatus
from tests.factories import DAY


def test_every_kind_has_a_record() -> None:
    assert set(PROFILES) == set(Kind)


@pytest.mark.parametrize(
    ("word", "kind"), [("study-afternoon", Kind.STUDY_AFTERNOON), ("STUDY_AFTERNOON", None), ("", None), (None, None), ("x" * 5000, None)]
)
def test_kinds_are_found_by_their_word(word: str | None, kind: Kind | None) -> None:
    assert find_kind(word) is kind


@pytest.mark.parametrize(("language", "label"), [("nl", "Studiemiddag"), ("en", "Study afternoon")])
def test_a_kind_speaks_both_languages(app: Flask, language: str, label: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert str(Kind.STUDY_AFTERNOON.profile.label) == label


OPENS, CLOSES = DAY, DAY + timedelta(hours=1)
MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "at", "takes"),
    [
        (EventStatus.PUBLISHED, OPENS, True),
        (EventStatus.PUBLISHED, OPENS - MOMENT, False),
        (EventStatus.PUBLISHED, CLOSES - MOMENT, True),
        (EventStatus.PUBLISHED, CLOSES, False),
        (EventStatus.DRAFT, OPENS, False),
        (EventStatus.CALLED_OFF, OPENS, False),
    ],
)
def test_registration_is_open_between_its_two_moments(status: EventStatus, at: datetime, takes: bool) -> None:
    event = Event(kind=Kind.STUDY_AFTERNOON, status=status, registration_opens_at=OPENS, registration_closes_at=CLOSES)

    assert event.takes_registrations(at) is takes


def test_persons_do_not_register_for_what_takes_classes() -> None:
    event = Event(kind=Kind.TECH_DAYS, status=EventStatus.PUBLISHED, registration_opens_at=OPENS, registration_closes_at=CLOSES)

    assert event.takes_registrations(OPENS) is False
