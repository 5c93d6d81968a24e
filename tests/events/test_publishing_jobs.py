"""Drafts go public at their moment: once, whoever looks how often, and what can't stays a draft with its reason."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from time_machine import travel

from app.core.database import db
from app.core.errors import DomainError
from app.events import operations, publishing, rounds, signals
from app.events.models import Event, EventStatus
from app.events.publishing_jobs import publish_due
from app.log.actions import Action
from app.log.models import LogEntry
from app.mail.letters import letter
from app.mail.models import Mail
from tests.browsing import Browser, words
from tests.factories import DAY, NOW, make_draft, make_organiser
from tests.observing import mails
from tests.together import at_once

MOMENT = NOW + timedelta(hours=1)


def make_planned(title: str = "XR in de praktijk", *, by: int | None = None) -> Event:
    """A draft that goes public an hour from NOW."""
    draft = make_draft(title)
    publishing.publish_later(draft, moment=MOMENT, by=by, at=NOW)
    db.session.commit()
    return draft


def run(*, late: timedelta = timedelta(0)) -> int:
    """Let the job look, at the moment or later."""
    with travel(MOMENT + late, tick=False):
        return publish_due()


def spoil(event: Event) -> None:
    """A round without workshops."""
    rounds.add(event, title="Ronde 1", starts_at=DAY, ends_at=DAY + timedelta(hours=1), at=NOW)
    db.session.commit()


def times_published() -> int:
    """How often the log says that an event was published."""
    count = sa.select(sa.func.count()).select_from(LogEntry).where(LogEntry.action == Action.EVENT_PUBLISHED)
    return db.session.scalar(count) or 0


def test_a_draft_goes_public_at_its_moment_not_before_and_once(app: Flask) -> None:
    event, other = make_planned(), make_draft("Blijft liggen")

    handled = [run(late=timedelta(seconds=-1)), run(), run(), run(late=timedelta(days=1))]

    db.session.expire_all()
    assert handled == [0, 1, 0, 0]
    assert (event.status, event.publishes_at, other.status) == (EventStatus.PUBLISHED, None, EventStatus.DRAFT)
    assert (times_published(), mails()) == (1, [])


def test_all_that_is_due_goes_public(app: Flask) -> None:
    events = [make_planned(f"Middag {number}") for number in range(3)]

    assert (run(), [event.status for event in events]) == (3, [EventStatus.PUBLISHED] * 3)


def test_a_moment_taken_back_is_no_moment(app: Flask) -> None:
    event = make_planned()
    publishing.stay_draft(event, by=None, at=NOW)
    db.session.commit()

    assert (run(), event.status) == (0, EventStatus.DRAFT)


def test_workers_side_by_side_publish_each_once(app: Flask) -> None:
    for number in range(4):
        make_planned(f"Middag {number}")
    handled: list[int] = []

    with travel(MOMENT, tick=False):
        errors = at_once(app, lambda _number: handled.append(publish_due()), times=4)

    db.session.expire_all()
    assert (errors, sum(handled), times_published()) == ([], 4, 4)
    assert set(db.session.scalars(sa.select(Event.status))) == {EventStatus.PUBLISHED}


def test_a_worker_that_is_killed_leaves_the_moment_to_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_planned()

    def die(_event: Event, *, at: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            run()
    db.session.rollback()
    left = (event.status, event.publishes_at)

    assert (left, run(), event.status) == ((EventStatus.DRAFT, MOMENT), 1, EventStatus.PUBLISHED)


def test_what_can_not_go_public_stays_a_draft_and_who_planned_it_reads_why(app: Flask) -> None:
    planner = make_organiser()
    event = make_planned(by=planner.id)
    spoil(event)

    handled = [run(), run()]

    db.session.expire_all()
    assert (handled, event.status, event.publishes_at) == ([1, 0], EventStatus.DRAFT, None)
    [mail] = db.session.scalars(sa.select(Mail))
    written = letter(mail)
    assert (mail.kind, mail.to_email, written.subject) == ("not-published", planner.email, "Niet gepubliceerd: XR in de praktijk")
    assert "De reden: Ronde 1 heeft nog geen workshops." in written.text
    assert publishing.find_hindrance(event) == "Ronde 1 heeft nog geen workshops. Voeg er een toe, of haal de ronde weg."


def test_the_organisers_see_why_until_somebody_does_something_about_it(app: Flask, organiser: Browser) -> None:
    event = make_planned()
    spoil(event)
    run()
    page = f"/organise/events/{event.slug}/"

    shown = words(organiser.get(page))
    rounds.remove(event.rounds[0], at=NOW)
    publishing.publish_later(event, moment=MOMENT, by=None, at=NOW)

    assert ["had vanzelf openbaar moeten worden" in text for text in (shown, words(organiser.get(page)))] == [True, False]


def test_one_that_can_not_does_not_stop_the_others(app: Flask) -> None:
    broken, whole = make_planned("Kapot"), make_planned("Heel")

    def break_down(event: Event) -> None:
        if event.title == "Kapot":
            raise ZeroDivisionError

    with signals.publishing.connected_to(break_down):
        handled = run()

    db.session.expire_all()
    assert (handled, broken.status, whole.status) == (2, EventStatus.DRAFT, EventStatus.PUBLISHED)
    assert (broken.publishes_at, (publishing.find_hindrance(broken) or "")[:24]) == (None, "Er ging hier iets mis. P")


def test_what_a_receiver_wrote_before_another_refused_is_undone(app: Flask) -> None:
    event = make_planned()

    def scribble_and_refuse(sender: Event) -> None:
        sender.title = "Half"
        db.session.flush()
        raise DomainError("no alt text")

    with signals.publishing.connected_to(scribble_and_refuse):
        run()

    db.session.expire_all()
    assert (event.title, publishing.find_hindrance(event)) == ("XR in de praktijk", "no alt text")


def test_too_late_is_a_reason_too(app: Flask) -> None:
    event = make_planned()

    run(late=timedelta(days=3))

    assert (event.status, publishing.find_hindrance(event)) == (EventStatus.DRAFT, "De aanmelding was toen al gesloten.")


def test_while_an_organiser_publishes_it_is_published_once(app: Flask) -> None:
    event_id = make_planned().id

    def publish(number: int) -> None:
        if number:
            publish_due()
        else:
            operations.publish(db.session.get_one(Event, event_id), at=MOMENT)

    with travel(MOMENT, tick=False):
        errors = at_once(app, publish, times=3)

    assert times_published() == 1
    assert [type(error).__name__ for error in errors] in ([], ["NotPossible"])
