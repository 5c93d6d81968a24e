"""A file of people on its way into the address book: kept, judged in the background, decided about, taken over in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from app.core.database import db
from app.core.errors import DomainError
from app.log.operations import Thing
from app.people.columns import Facts
from app.people.judging import Decided, Judge, Weighed
from app.people.models import ImportRow, ImportStatus, PeopleImport
from app.people.taking_over import take_over
from app.people.verdicts import Verdict, choices

KEPT_FOR = timedelta(days=1)
LARGEST = 5 * 1024 * 1024
PAGE = 50


def add(*, filename: str, content: bytes, by: int | None, at: datetime) -> PeopleImport:
    """Keep a file, to be judged in the background."""
    coming = PeopleImport(filename=filename[:200], content=content, by_id=by, created_at=at)
    db.session.add(coming)
    db.session.flush()
    return coming


def import_or_404(import_id: int) -> PeopleImport:
    """The import with this number."""
    return db.session.get(PeopleImport, import_id) or abort(404)


def recent() -> Sequence[PeopleImport]:
    """The imports of the last day, latest first; what the files held is not read."""
    columns = defer(PeopleImport.content)
    return db.session.scalars(sa.select(PeopleImport).options(columns).order_by(PeopleImport.id.desc()).limit(20)).all()


def counts(coming: PeopleImport) -> Mapping[str, int]:
    """How many rows have each verdict."""
    found = sa.select(ImportRow.verdict, sa.func.count()).where(ImportRow.import_id == coming.id).group_by(ImportRow.verdict)
    return dict(db.session.execute(found).all())


def undecided(coming: PeopleImport) -> int:
    """How many doubtful rows nobody has decided about."""
    doubtful = sa.select(sa.func.count()).where(ImportRow.import_id == coming.id, ImportRow.verdict == Verdict.DOUBTFUL)
    return db.session.scalar(doubtful.where(ImportRow.decision == "")) or 0


def rows_on_page(coming: PeopleImport, verdict: Verdict | None, page: int) -> Sequence[ImportRow]:
    """The rows with a verdict, or all, in order; one more than a page when there is another page."""
    found = sa.select(ImportRow).where(ImportRow.import_id == coming.id)
    if verdict is not None:
        found = found.where(ImportRow.verdict == verdict)
    return db.session.scalars(found.order_by(ImportRow.number).limit(PAGE + 1).offset(PAGE * (page - 1))).all()


def decide(coming: PeopleImport, decisions: Mapping[int, str]) -> None:
    """Keep what was decided about doubtful rows, by number; what can't be decided so is left as it was."""
    rows = sa.select(ImportRow).where(ImportRow.import_id == coming.id, ImportRow.verdict == Verdict.DOUBTFUL)
    for row in db.session.scalars(rows.where(ImportRow.number.in_(decisions))):
        wanted = decisions[row.number]
        if wanted in ("", *(decision for decision, _label in choices(row.reasons))):
            row.decision = wanted
    db.session.flush()


def apply(coming: PeopleImport, *, by: int, at: datetime) -> int:
    """Take the file over, judged once more as things are now; gives the number of people added or changed.

    All or nothing, and only once. Raises DomainError when it has been done, or isn't ready.
    """
    ready = sa.update(PeopleImport).where(PeopleImport.id == coming.id, PeopleImport.status == ImportStatus.READY)
    claimed = ready.values(status=ImportStatus.DONE).returning(PeopleImport.id).execution_options(synchronize_session=False)
    if db.session.scalar(claimed) is None:
        raise DomainError(_("This file has been taken over already, or is still being read."))
    columns = (ImportRow.number, ImportRow.facts, ImportRow.decision, ImportRow.reasons)
    rows = db.session.execute(sa.select(*columns).where(ImportRow.import_id == coming.id).order_by(ImportRow.number)).all()
    decided: Decided = {number: (decision, reasons) for number, _facts, decision, reasons in rows if decision}
    weighed = list(Judge(decided).weigh((number, Facts(**facts)) for number, facts, _decision, _reasons in rows))
    _write_verdicts(coming.id, weighed)
    return take_over(weighed, thing=Thing("import", coming.id, coming.filename), by=by, at=at)


def _write_verdicts(import_id: int, weighed: Sequence[Weighed]) -> None:
    """What the rows turned out to be in the end."""
    rows = [as_row(import_id, row) for row in weighed]
    if rows:
        kept = ("import_id", "number", "verdict", "reasons")
        db.session.execute(sa.update(ImportRow), [{name: row[name] for name in kept} for row in rows])


def as_row(import_id: int, weighed: Weighed) -> dict[str, object]:
    """A judged row as it is kept."""
    judged = weighed.judged
    facts = {"facts": asdict(judged.facts), "verdict": judged.verdict.value, "reasons": judged.reasons, "person_id": judged.person_id}
    return {"import_id": import_id, "number": judged.number, **facts}


def forget_old(*, at: datetime) -> int:
    """Delete files and what was read of them a day later; gives how many."""
    old = sa.delete(PeopleImport).where(PeopleImport.created_at < at - KEPT_FOR)
    return int(getattr(db.session.execute(old), "rowcount", 0))
