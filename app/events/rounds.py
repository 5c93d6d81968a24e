"""The rounds of a programme: stretches of time with parallel workshops, or with something for everybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.core.database import db
from app.events import queries
from app.events.models import Event, EventStatus, Round, RoundKind
from app.events.operations import NotPossible, TimesClash, check_planned, note_programme
from app.log.operations import differences


def add(event: Event, *, by: int | None = None, at: datetime, **facts: Any) -> Round:
    """Add a stretch of time; the facts by the names of the columns. Raises TimesClash when it overlaps another or leaves the event's time."""
    check_planned(event)
    _check(event, facts["starts_at"], facts["ends_at"], others=event.rounds)
    round_ = Round(**{"kind": RoundKind.WORKSHOPS} | facts)
    event.rounds.append(round_)
    note_programme(event, by=by, at=at, changes={"round": ["", round_.title]})
    db.session.flush()
    return round_


def edit(round_: Round, *, by: int | None = None, at: datetime, **facts: Any) -> None:
    """Change a round."""
    check_planned(round_.event)
    _check(round_.event, facts["starts_at"], facts["ends_at"], others=[other for other in round_.event.rounds if other is not round_])
    if round_.sessions and facts.get("kind", round_.kind) is not RoundKind.WORKSHOPS:
        raise NotPossible(_("There are workshops in it. Remove or move them first."), field="kind")
    note_programme(round_.event, by=by, at=at, changes=differences(round_, facts))
    for name, value in facts.items():
        setattr(round_, name, value)
    db.session.flush()


def remove(round_: Round, *, by: int | None = None, at: datetime) -> None:
    """Remove a round that nobody has chosen a session in."""
    event = queries.locked(round_.event)
    if round_.sessions and event.status is not EventStatus.DRAFT:
        raise NotPossible(_("People may have chosen from this round. Only rounds of a draft can be removed."))
    event.rounds.remove(round_)
    note_programme(event, by=by, at=at, changes={"round": [round_.title, ""]})
    db.session.flush()


def _check(event: Event, starts_at: datetime, ends_at: datetime, *, others: Iterable[Round]) -> None:
    if ends_at <= starts_at:
        raise TimesClash(_("The end must come after the start."), field="ends")
    if starts_at < event.starts_at or ends_at > event.ends_at:
        raise TimesClash(_("A round lies between the start and the end of the event."), field="starts")
    for other in others:
        if starts_at < other.ends_at and other.starts_at < ends_at:
            raise TimesClash(_("This overlaps with %(round)s.", round=other.title), field="starts")
