"""Reading and judging files of people: one at a time, in parts, so that a page can show how far it is."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.database import db
from app.core.sheet_reader import Unreadable, rows_of, unreadable
from app.people.columns import facts_of
from app.people.imports import as_row
from app.people.judging import Judge, in_parts
from app.people.models import ImportRow, ImportStatus, PeopleImport, Person

LEASE = timedelta(minutes=5)


def read_due() -> int:
    """Read and judge the files that wait, oldest first; gives how many. Safe side by side, and safe to kill."""
    handled = 0
    while coming := _claim(clock.now()):
        _judge(coming)
        handled += 1
    return handled


def _claim(at: datetime) -> PeopleImport | None:
    """Lease one file to this worker; the lease of a worker that died runs out by itself."""
    is_free = PeopleImport.leased_until.is_(None) | (PeopleImport.leased_until <= at)
    due = sa.select(PeopleImport.id).where(PeopleImport.status == ImportStatus.READING, is_free)
    first = due.order_by(PeopleImport.id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    claimed = sa.update(PeopleImport).where(PeopleImport.id == first).values(leased_until=at + LEASE)
    import_id = db.session.scalar(claimed.returning(PeopleImport.id).execution_options(synchronize_session=False))
    db.session.commit()
    return db.session.get(PeopleImport, import_id) if import_id is not None else None


def _judge(coming: PeopleImport) -> None:
    import_id, content, language = coming.id, coming.content or b"", _language(coming)
    db.session.rollback()  # nothing is locked while the file is read
    try:
        with force_locale(language):
            _judge_rows(import_id, content)
    except Unreadable as refusal:
        _end(import_id, ImportStatus.REFUSED, refusal=str(refusal))
    except OperationalError:
        raise  # the database is away; the lease runs out by itself
    except Exception:  # one bad file never stops the others
        db.session.rollback()
        current_app.logger.exception("file of people %s could not be judged", import_id)
        with force_locale(language):
            _end(import_id, ImportStatus.REFUSED, refusal=str(unreadable()))
    else:
        _end(import_id, ImportStatus.READY)


def _judge_rows(import_id: int, content: bytes) -> None:
    rows = list(facts_of(rows_of(content)))
    db.session.execute(sa.delete(ImportRow).where(ImportRow.import_id == import_id))  # of a worker that died
    _note(import_id, rows_total=len(rows), rows_read=0)
    judge = Judge()
    for some in in_parts(rows):
        weighed = [as_row(import_id, row) for row in judge.weigh(some)]
        db.session.execute(sa.insert(ImportRow), weighed)
        _note(import_id, rows_read=PeopleImport.rows_read + len(some), leased_until=clock.now() + LEASE)


def _note(import_id: int, **values: object) -> None:
    db.session.execute(sa.update(PeopleImport).where(PeopleImport.id == import_id).values(**values))
    db.session.commit()


def _end(import_id: int, status: ImportStatus, *, refusal: str = "") -> None:
    """The file itself is no longer needed."""
    _note(import_id, status=status, refusal=refusal[:500], content=None, leased_until=None)


def _language(coming: PeopleImport) -> str:
    person = db.session.get(Person, coming.by_id) if coming.by_id else None
    return person.language if person else "nl"
