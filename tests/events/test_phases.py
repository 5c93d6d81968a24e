"""Where an event is in its life: at every border, and in the eyes of organisers and of everybody."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.clock import instant_of
from app.events import archiving, operations, publishing
from app.events.kinds import Kind
from app.events.models import Event
from app.events.phases import Phase, looks_of, phase_of
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, plan

END = DAY + timedelta(hours=2.5)
MINUTE = timedelta(minutes=1)
OPENS, CLOSES = DAY - timedelta(days=10), DAY - timedelta(days=2)


def make_timed() -> Event:
    """An event whose registration opens ten days before and closes two days before."""
    return make_event(registration_opens_at=OPENS, registration_closes_at=CLOSES)


def words(event: Event, at: datetime) -> list[str]:
    """What organisers read."""
    with force_locale("en"):
        return [str(look.label) for look in looks_of(event, at)]


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (LONG_AGO, Phase.ANNOUNCED),
        (OPENS - MINUTE, Phase.ANNOUNCED),
        (OPENS, Phase.OPEN),
        (CLOSES - MINUTE, Phase.OPEN),
        (CLOSES, Phase.CLOSED),
        (DAY - MINUTE, Phase.CLOSED),
        (DAY, Phase.RUNNING),
        (END - MINUTE, Phase.RUNNING),
        (END, Phase.FINISHED),
    ],
)
def test_what_is_public_goes_from_announced_to_finished(app: Flask, at: datetime, phase: Phase) -> None:
    assert phase_of(make_timed(), at) is phase


def test_while_it_runs_it_runs_though_one_can_still_register(app: Flask) -> None:
    event = make_event(registration_closes_at=END)

    assert [phase_of(event, at) for at in (DAY - MINUTE, DAY, END)] == [Phase.OPEN, Phase.RUNNING, Phase.FINISHED]


def test_what_persons_can_not_register_for_is_announced_until_it_runs(app: Flask) -> None:
    event = operations.add(plan(), kind=Kind.TECH_DAYS, at=LONG_AGO)
    operations.publish(event, at=LONG_AGO)

    assert [phase_of(event, at) for at in (NOW, DAY, END)] == [Phase.ANNOUNCED, Phase.RUNNING, Phase.FINISHED]


def test_a_draft_is_a_draft_whatever_the_time(app: Flask) -> None:
    draft = make_draft()
    before = [phase_of(draft, at) for at in (NOW, DAY, END)]

    publishing.publish_later(draft, moment=NOW, by=None, at=LONG_AGO)

    assert (before, phase_of(draft, LONG_AGO)) == ([Phase.DRAFT] * 3, Phase.PLANNED)


@pytest.mark.parametrize(("stays", "said"), [(True, "Called off, in the plan"), (False, "Called off")])
def test_what_is_called_off_says_to_organisers_whether_it_counts(app: Flask, stays: bool, said: str) -> None:
    event = make_event()

    operations.call_off(event, reason="Sneeuw", stays_in_plan=stays, at=NOW)

    assert [phase_of(event, at) for at in (NOW, DAY, END)] == [Phase.CALLED_OFF] * 3
    assert words(event, END) == [said]


def test_the_archive_is_for_organisers_only(app: Flask) -> None:
    finished, called_off = make_event(), make_event()
    operations.call_off(called_off, reason="Sneeuw", at=NOW)

    for event in (finished, called_off):
        archiving.archive(event, at=END)

    assert [words(event, END) for event in (finished, called_off)] == [["Finished", "Archived"], ["Called off, in the plan", "Archived"]]
    assert [phase_of(event, END) for event in (finished, called_off)] == [Phase.FINISHED, Phase.CALLED_OFF]


def test_every_phase_has_a_word_an_icon_and_a_tone(app: Flask) -> None:
    with force_locale("nl"):
        labels = [str(phase.look.label) for phase in Phase]

    assert len(set(labels)) == len({phase.look.icon for phase in Phase}) == len(Phase)


def test_running_through_the_night_the_clock_goes_back(app: Flask) -> None:
    event = make_event(starts_at=instant_of(date(2026, 10, 25), time(1, 30)), hours=2)  # until 02.30, the second time

    first = instant_of(date(2026, 10, 25), time(2, 29))
    second = first + timedelta(hours=1)

    assert [phase_of(event, at) for at in (first, second, second + MINUTE)] == [Phase.RUNNING, Phase.RUNNING, Phase.FINISHED]
