"""The files of an event: added, renamed, taken away, copied, and gone with their event."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.events import copying
from app.events.models import Event, EventStatus
from app.events.operations import NotPossible
from app.log.actions import Action
from app.log.models import LogEntry
from app.media import attachments
from app.media.attachments import MOST, TooMany
from app.media.file_types import NotTaken
from app.media.models import Attachment
from app.media.queries import attachments_of
from tests.factories import DAY, NOW, make_draft, make_event, make_organiser
from tests.media.files import EXE, PDF, TEXT
from tests.media.sending import give_file
from tests.observing import statements


def titles(event: Event) -> list[str]:
    return [attachment.title for attachment in attachments_of(event)]


def test_a_file_is_kept_as_it_was_sent_under_a_safe_name(app: Flask) -> None:
    event = make_draft()

    attachment = attachments.add(event, title="Route", filename="..\\..\\Zoë's route.PDF", content=PDF, at=NOW)

    facts = (attachment.title, attachment.filename, attachment.content_type, attachment.size, attachment.content, attachment.added_at)
    assert facts == ("Route", "Zoë's route.pdf", "application/pdf", len(PDF), PDF, NOW)


def test_files_are_listed_by_title_and_of_one_event_only(app: Flask) -> None:
    event, other = make_draft(), make_draft("Lassen")
    for title in ("Route", "Draaiboek"):
        give_file(event, title)
    give_file(other, "Lesblad")

    assert (titles(event), titles(other)) == (["Draaiboek", "Route"], ["Lesblad"])


def test_listing_files_reads_nothing_of_what_is_in_them(app: Flask) -> None:
    event = make_draft()
    for number in range(MOST):
        give_file(event, f"Lesblad {number}")
    db.session.commit()
    db.session.expire_all()
    event_id = event.id

    with statements() as seen:
        found = attachments_of(db.session.get_one(Event, event_id))

    assert (len(found), [statement for statement in seen if "attachments.content," in statement]) == (MOST, [])


def test_what_is_not_safe_is_not_kept(app: Flask) -> None:
    event = make_draft()

    with pytest.raises(NotTaken) as refused:
        attachments.add(event, title="Lesblad", filename="lesblad.pdf", content=EXE, at=NOW)

    assert (refused.value.field, titles(event)) == ("file", [])


def test_an_event_has_at_most_twenty_files(app: Flask) -> None:
    event, other = make_draft(), make_draft("Lassen")
    for number in range(MOST):
        give_file(event, f"Lesblad {number}")

    with pytest.raises(TooMany):
        give_file(event)
    give_file(other)

    assert (len(titles(event)), len(titles(other))) == (20, 1)


def test_a_file_can_be_called_something_else(app: Flask) -> None:
    event = make_draft()
    attachment = give_file(event)

    attachments.rename(event, attachment, title="Opdracht", at=NOW)

    assert (titles(event), attachment.filename) == (["Opdracht"], "lesblad.pdf")


def test_a_file_is_taken_away(app: Flask) -> None:
    event = make_draft()
    gone, _kept = give_file(event, "Weg"), give_file(event, "Blijft")

    attachments.remove(event, gone, at=NOW)

    assert titles(event) == ["Blijft"]


def test_who_changed_the_files_is_logged_and_what_stays_is_not(app: Flask) -> None:
    event, organiser = make_draft(), make_organiser()

    attachment = attachments.add(event, title="Lesblad", filename="a.txt", content=TEXT, by=organiser.id, at=NOW)
    attachments.rename(event, attachment, title="Opdracht", by=organiser.id, at=NOW)
    attachments.rename(event, attachment, title="Opdracht", by=organiser.id, at=NOW)
    attachments.remove(event, attachment, by=organiser.id, at=NOW)

    entries = db.session.scalars(sa.select(LogEntry).where(LogEntry.action == Action.EVENT_FILES_CHANGED).order_by(LogEntry.id)).all()
    assert [entry.changes["attachment"] for entry in entries] == [
        ["", "Lesblad (a.txt)"],
        ["Lesblad (a.txt)", "Opdracht (a.txt)"],
        ["Opdracht (a.txt)", ""],
    ]
    assert {(entry.by_id, entry.thing_kind, entry.thing_id) for entry in entries} == {(organiser.id, "event", event.id)}


def test_the_next_edition_begins_with_the_same_files(app: Flask) -> None:
    event, other = make_event(), make_event("Lassen")
    give_file(event, "Route", "route.txt", TEXT)
    give_file(event, "Lesblad")
    give_file(other, "Van een ander")

    made = copying.copy(event, title="Volgend jaar", to=DAY.date(), at=NOW)

    copied = [(each.title, each.filename, each.content_type, each.size, each.content, each.added_at) for each in attachments_of(made)]
    assert copied == [
        ("Lesblad", "lesblad.pdf", "application/pdf", len(PDF), PDF, NOW),
        ("Route", "route.txt", "text/plain", len(TEXT), TEXT, NOW),
    ]
    assert (titles(event), titles(other)) == (["Lesblad", "Route"], ["Van een ander"])


def test_with_an_event_its_files_go(app: Flask) -> None:
    event, other = make_draft(), make_draft("Lassen")
    give_file(event)
    give_file(other)

    db.session.execute(sa.delete(Event).where(Event.id == event.id))

    assert db.session.scalars(sa.select(Attachment.event_id)).all() == [other.id]


@pytest.mark.parametrize("over", [{"status": EventStatus.CALLED_OFF}, {"archived_at": NOW}])
def test_what_is_over_keeps_its_files_until_somebody_takes_them_away(app: Flask, over: dict[str, object]) -> None:
    event = make_event()
    attachment = give_file(event)
    db.session.execute(sa.update(Event).values(**over))
    db.session.expire_all()

    with pytest.raises(NotPossible):
        give_file(event, "Nog een")
    with pytest.raises(NotPossible):
        attachments.rename(event, attachment, title="Anders", at=NOW)
    there = titles(event)
    attachments.remove(event, attachment, at=NOW)

    assert (there, titles(event)) == (["Lesblad lassen"], [])
