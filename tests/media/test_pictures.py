"""The picture of an event: kept, described, taken away, copied, and gone with its event."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.database import db
from app.events import copying
from app.events.models import Event, EventStatus
from app.events.operations import NotPossible, publish
from app.log.actions import Action
from app.log.models import LogEntry
from app.media import pictures
from app.media.models import Picture, PictureFile
from app.media.pictures import NotDescribed
from app.media.pixels import Unreadable
from app.media.queries import find_picture
from tests.factories import DAY, LONG_AGO, NOW, make_draft, make_event, make_organiser
from tests.media.files import PDF, photo
from tests.media.sending import give_picture


def kept() -> list[tuple[int, str, int]]:
    """Every picture file there is: whose, in which format, how wide."""
    rows = db.session.execute(sa.select(Picture.event_id, PictureFile.format, PictureFile.width).join(Picture.files))
    return sorted((event_id, file_format.value, width) for event_id, file_format, width in rows)


def contents(picture: Picture) -> dict[str, bytes]:
    return {file.format.value: file.content for file in picture.files}


def changes() -> list[list[str]]:
    found = sa.select(LogEntry.changes).where(LogEntry.action == Action.EVENT_PICTURE_CHANGED).order_by(LogEntry.id)
    return [change["picture"] for change in db.session.scalars(found)]


def test_a_picture_is_kept_in_every_size_and_format(app: Flask) -> None:
    event, other = make_draft(), make_draft()

    picture = pictures.keep(event, content=photo(600, 300), alt="Een hek", at=NOW)

    sizes = [(event.id, file_format, width) for file_format in ("avif", "jpeg", "webp") for width in (480, 600)]
    assert (picture.width, picture.height, picture.added_at, len(picture.fingerprint)) == (600, 300, NOW, 32)
    assert (kept(), find_picture(event), find_picture(other)) == (sizes, picture, None)


def test_another_picture_takes_its_place(app: Flask) -> None:
    event = make_draft()
    before = give_picture(event).fingerprint

    after = give_picture(event, width=120)

    assert (before != after.fingerprint, kept()) == (True, [(event.id, file_format, 120) for file_format in ("avif", "jpeg", "webp")])


def test_the_same_picture_has_the_same_address(app: Flask) -> None:
    event = make_draft()

    assert give_picture(event).fingerprint == give_picture(event, alt="Anders").fingerprint


def test_what_is_no_picture_leaves_the_one_there_is(app: Flask) -> None:
    event = make_draft()
    picture = give_picture(event)

    with pytest.raises(Unreadable):
        pictures.keep(event, content=PDF, alt="Een hek", at=NOW)

    assert find_picture(event) == picture


def test_a_picture_is_described_later(app: Flask) -> None:
    event = make_draft()
    give_picture(event, alt="")

    pictures.describe(event, alt="Een hek", at=NOW)

    assert db.session.scalars(sa.select(Picture.alt)).all() == ["Een hek"]


def test_a_picture_is_taken_away_with_all_its_files(app: Flask) -> None:
    event, other = make_draft(), make_draft("Lassen")
    give_picture(event)
    give_picture(other)

    pictures.remove(event, at=NOW)
    pictures.remove(event, at=NOW)

    assert {event_id for event_id, _format, _width in kept()} == {other.id}


def test_who_changed_a_picture_is_logged_and_what_stays_is_not(app: Flask) -> None:
    event, organiser = make_draft(), make_organiser()

    picture = pictures.keep(event, content=photo(), alt="", by=organiser.id, at=NOW)
    mark = f"({picture.fingerprint[:8]})"
    pictures.describe(event, alt="Een hek", by=organiser.id, at=NOW)
    pictures.describe(event, alt="Een hek", by=organiser.id, at=NOW)
    pictures.remove(event, by=organiser.id, at=NOW)
    pictures.remove(event, by=organiser.id, at=NOW)

    before, after = changes()[0]
    assert (before, after.endswith(mark)) == ("", True)
    assert changes()[1:] == [[after, f"Een hek {mark}"], [f"Een hek {mark}", ""]]
    entries = db.session.execute(sa.select(LogEntry.by_id, LogEntry.thing_kind, LogEntry.thing_id).where(LogEntry.action == "event_picture_changed"))
    assert set(entries.all()) == {(organiser.id, "event", event.id)}


def test_publishing_asks_what_is_on_the_picture(app: Flask) -> None:
    described, silent, without = make_draft(), make_draft(), make_draft()
    give_picture(described)
    give_picture(silent, alt="")

    publish(described, at=NOW)
    publish(without, at=NOW)
    with pytest.raises(NotDescribed):
        publish(silent, at=NOW)

    assert [event.status for event in (described, without, silent)] == [EventStatus.PUBLISHED] * 2 + [EventStatus.DRAFT]


def test_everybody_sees_a_described_picture_or_none(app: Flask) -> None:
    event = make_event()
    give_picture(event)

    with pytest.raises(NotDescribed) as new:
        pictures.keep(event, content=photo(), alt="", at=NOW)
    with pytest.raises(NotDescribed) as changed:
        pictures.describe(event, alt="", at=NOW)

    assert (new.value.field, changed.value.field) == ("alt", "alt")
    assert db.session.scalars(sa.select(Picture.alt)).all() == ["Twee leerlingen lassen een hek."]


def test_the_next_edition_begins_with_the_same_picture(app: Flask) -> None:
    event = make_event()
    picture = give_picture(event)

    made = copying.copy(event, title="Volgend jaar", to=DAY.date(), at=NOW)

    copied = find_picture(made)
    assert copied is not None
    assert (copied.alt, copied.fingerprint, copied.width, copied.height) == (picture.alt, picture.fingerprint, picture.width, picture.height)
    assert contents(copied) == contents(picture)
    assert (copied.id != picture.id, copied.added_at, len(kept())) == (True, NOW, 6)


def test_a_copy_without_a_picture_has_none(app: Flask) -> None:
    give_picture(make_event("Een ander"))

    made = copying.copy(make_event(), title="Volgend jaar", to=DAY.date(), at=NOW)

    assert find_picture(made) is None


def test_with_an_event_its_picture_goes(app: Flask) -> None:
    event, other = make_draft(at=LONG_AGO), make_draft("Lassen")
    give_picture(event)
    give_picture(other)

    db.session.execute(sa.delete(Event).where(Event.id == event.id))

    assert {event_id for event_id, _format, _width in kept()} == {other.id}


@pytest.mark.parametrize("over", [{"status": EventStatus.CALLED_OFF}, {"archived_at": NOW}])
def test_what_is_over_keeps_its_picture_until_somebody_takes_it_away(app: Flask, over: dict[str, object]) -> None:
    event = make_event()
    give_picture(event)
    db.session.execute(sa.update(Event).values(**over))

    with pytest.raises(NotPossible):
        pictures.keep(event, content=photo(), alt="Een hek", at=NOW)
    with pytest.raises(NotPossible):
        pictures.describe(event, alt="Een hek", at=NOW)
    there = db.session.scalars(sa.select(Picture.alt)).all()
    pictures.remove(event, at=NOW)

    assert (there, kept()) == (["Twee leerlingen lassen een hek."], [])
