"""Going public at a moment: planned, taken back, refused."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.core.errors import DomainError
from app.events import operations, publishing, rounds, signals
from app.events.copying import copy
from app.events.models import Event, EventStatus
from app.events.operations import NotPossible, TimesClash
from app.log.actions import Action
from app.log.models import LogEntry
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, make_organiser

SOON = NOW + timedelta(hours=3)


def logged() -> list[tuple[Action, int | None]]:
    """What the log says of events, but that they were made."""
    made = (Action.EVENT_ADDED, Action.VENUE_ADDED, Action.PROGRAMME_CHANGED)
    return [(entry.action, entry.by_id) for entry in db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id)) if entry.action not in made]


def test_a_moment_is_chosen_changed_and_taken_back(app: Flask) -> None:
    draft, by = make_draft(), make_organiser().id

    publishing.publish_later(draft, moment=SOON, by=by, at=NOW)
    first = draft.publishes_at
    publishing.publish_later(draft, moment=SOON + timedelta(hours=1), by=by, at=NOW)
    second = draft.publishes_at
    for _time in range(2):
        publishing.stay_draft(draft, by=by, at=NOW)

    assert (first, second, draft.publishes_at, draft.status) == (SOON, SOON + timedelta(hours=1), None, EventStatus.DRAFT)
    assert logged() == [(Action.EVENT_PLANNED, by)] * 2 + [(Action.EVENT_STAYS_DRAFT, by)]


@pytest.mark.parametrize("moment", [NOW - timedelta(days=1), NOW, DAY, DAY + timedelta(days=1)])
def test_a_moment_that_has_passed_or_comes_too_late_is_refused(app: Flask, moment: datetime) -> None:
    draft = make_draft()

    with pytest.raises(TimesClash) as refusal:
        publishing.publish_later(draft, moment=moment, by=None, at=NOW)

    assert (refusal.value.field, draft.publishes_at) == ("moment", None)


def test_a_moment_after_registration_closes_is_refused(app: Flask) -> None:
    draft = make_draft(registration_closes_at=SOON)

    with pytest.raises(TimesClash):
        publishing.publish_later(draft, moment=SOON, by=None, at=NOW)
    publishing.publish_later(draft, moment=SOON - timedelta(minutes=1), by=None, at=NOW)

    assert draft.publishes_at == SOON - timedelta(minutes=1)


def test_registration_can_not_come_to_close_before_the_event_goes_public(app: Flask) -> None:
    draft = make_draft()
    publishing.publish_later(draft, moment=SOON, by=None, at=NOW)

    with pytest.raises(TimesClash) as refusal:
        operations.move(draft, to=NOW.date(), at=NOW)

    assert refusal.value.field == "registration_closes"


def test_what_stands_in_the_way_of_publishing_is_said_at_once(app: Flask) -> None:
    draft = make_draft()
    rounds.add(draft, title="Ronde 1", starts_at=DAY, ends_at=DAY + timedelta(hours=1), at=NOW)

    with pytest.raises(NotPossible, match="Ronde 1"):
        publishing.publish_later(draft, moment=SOON, by=None, at=NOW)


def test_packages_to_the_right_are_asked_at_once(app: Flask) -> None:
    draft = make_draft()

    def refuse(_event: Event) -> None:
        raise DomainError("no alt text")

    with signals.publishing.connected_to(refuse), pytest.raises(DomainError, match="no alt text"):
        publishing.publish_later(draft, moment=SOON, by=None, at=NOW)

    assert draft.publishes_at is None


def test_only_a_draft_can_go_public_later(app: Flask) -> None:
    event = make_event()

    with pytest.raises(NotPossible):
        publishing.publish_later(event, moment=SOON, by=None, at=NOW)
    with pytest.raises(NotPossible):
        publishing.stay_draft(event, by=None, at=NOW)


def test_publishing_now_forgets_the_moment(app: Flask) -> None:
    draft = make_draft()
    publishing.publish_later(draft, moment=SOON, by=None, at=NOW)

    operations.publish(draft, at=NOW)

    assert (draft.status, draft.publishes_at) == (EventStatus.PUBLISHED, None)


def test_a_copy_does_not_go_public_by_itself(app: Flask) -> None:
    draft = make_draft()
    publishing.publish_later(draft, moment=SOON, by=None, at=NOW)

    copied = copy(draft, title="Nog eens", to=DAY.date() + timedelta(days=7), at=LONG_AGO)

    assert (copied.status, copied.publishes_at) == (EventStatus.DRAFT, None)
