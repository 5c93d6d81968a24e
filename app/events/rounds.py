"""The rounds of a programme: stretches of time with parallel workshops, or with something for everybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.events import queries
from app.events.models import Event, EventStatus, Round, RoundKind, Session
from app.events.operations import NotPossible, TimesClash, check_planned, note_programme, touch
from app.log.operations import differences


def add(event: Event, *, by: int | None = None, at: datetime, **facts: Any) -> Round:
    """Add a stretch of time; the facts by the names of the columns. Raises TimesClash when it overlaps another or leaves the event's time."""
    check_planned(event)
    _check(event, facts["starts_at"], facts["ends_at"], others=event.rounds)
    round_ = Round(**{"kind": RoundKind.WORKSHOPS} | facts)
    event.rounds.append(round_)
    note_programme(event, by=by, at=at, changes={"round": ["", round_.title]})
    touch(event, at=at)
    return round_


def edit(round_: Round, *, by: int | None = None, at: datetime, **facts: Any) -> None:
    """Change a round."""
    check_planned(round_.event)
    _check(round_.event, facts["starts_at"], facts["ends_at"], others=[other for other in round_.event.rounds if other is not round_])
    if facts.get("kind", round_.kind) is not RoundKind.WORKSHOPS and (round_.sessions or _going_on_until(round_)):
        raise NotPossible(_("There are workshops in it. Remove or move them first."), field="kind")
    _check_spans(round_, facts["starts_at"])
    note_programme(round_.event, by=by, at=at, changes=differences(round_, facts))
    for name, value in facts.items():
        setattr(round_, name, value)
    touch(round_.event, at=at)


def remove(round_: Round, *, by: int | None = None, at: datetime) -> None:
    """Remove a round that nobody has chosen a session in. Workshops that go on until then, end in the round before."""
    event = queries.locked(round_.event)
    if round_.sessions and event.status is not EventStatus.DRAFT:
        raise NotPossible(_("People may have chosen from this round. Only rounds of a draft can be removed."))
    _shorten(round_)
    event.rounds.remove(round_)
    note_programme(event, by=by, at=at, changes={"round": [round_.title, ""]})
    touch(event, at=at)


def _check(event: Event, starts_at: datetime, ends_at: datetime, *, others: Iterable[Round]) -> None:
    if ends_at <= starts_at:
        raise TimesClash(_("The end must come after the start."), field="ends")
    if starts_at < event.starts_at or ends_at > event.ends_at:
        raise TimesClash(_("A round lies between the start and the end of the event."), field="starts")
    for other in others:
        if starts_at < other.ends_at and other.starts_at < ends_at:
            raise TimesClash(_("This overlaps with %(round)s.", round=other.title), field="starts")


def _going_on_until(round_: Round) -> list[Session]:
    """The workshops of earlier rounds that end in this one."""
    return [session for earlier in round_.event.rounds for session in earlier.sessions if session.until_round is round_]


def _check_spans(round_: Round, starts_at: datetime) -> None:
    """A workshop that goes on ends in a later round than it begins in."""
    last = next((session for session in _going_on_until(round_) if session.round.starts_at >= starts_at), None)
    first = next((session for session in round_.sessions if session.until_round and session.until_round.starts_at <= starts_at), None)
    going_on = last or first
    if going_on is not None:
        reason = _("%(workshop)s runs from %(first)s until %(last)s: these stay in that order.", **_spanned(going_on))
        raise NotPossible(reason, field="starts")


def _spanned(session: Session) -> dict[str, str]:
    return {"workshop": session.title, "first": session.round.title, "last": session.last_round.title}


def _shorten(round_: Round) -> None:
    for session in _going_on_until(round_):
        left = [other for other in round_.event.rounds if session.round.starts_at < other.starts_at < round_.starts_at and other.is_chosen_from]
        session.until_round = left[-1] if left else None
