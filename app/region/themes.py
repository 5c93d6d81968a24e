"""What events are about, in the region's own words."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.database import db, insert_numbered
from app.core.errors import DomainError
from app.log.actions import Action
from app.log.operations import Thing, record
from app.region import signals
from app.region.models import Theme


class NameTaken(DomainError):
    """There is another one of that name."""


def find_or_add(title: str) -> int | None:
    """The number of the theme with this name, added when it is new; None for no name. Safe when two add it at once."""
    if not title:
        return None
    known = sa.select(Theme.id).where(sa.func.lower(Theme.title) == title.lower()).limit(1)
    return db.session.scalar(known) or insert_numbered(Theme, title=title) or db.session.scalars(known).one()


def titles() -> Sequence[str]:
    """All themes, by name."""
    return db.session.scalars(sa.select(Theme.title).order_by(Theme.title)).all()


def rename(theme: Theme, title: str, *, by: int | None, at: datetime) -> None:
    """Give a theme another name; its events go along. Raises NameTaken, as two of one name can be merged."""
    before, refusal = theme.title, NameTaken(_("There is a theme of this name already. Merge the two."), field="title")
    if before == title:
        return
    if db.session.scalar(sa.select(Theme.id).where(sa.func.lower(Theme.title) == title.lower(), Theme.id != theme.id).limit(1)):
        raise refusal
    try:
        with db.session.begin_nested():
            theme.title = title
    except IntegrityError as error:
        raise refusal from error
    record(Action.THEME_RENAMED, Thing("theme", theme.id, title), by=by, at=at, changes={"title": [before, title]})


def merge(theme: Theme, *, into: Theme, by: int | None, at: datetime) -> None:
    """Make two themes one: the events of the first get the second."""
    if theme is into:
        raise DomainError(_("Choose another theme."), field="into")
    signals.themes_merged.send(theme, into=into)
    record(Action.THEMES_MERGED, Thing("theme", into.id, into.title), by=by, at=at, other=theme.title)
    db.session.delete(theme)
    db.session.flush()
