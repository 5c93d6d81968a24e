"""Reading what the region has decided."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.region.models import ProgrammeLine, Setting, Theme

NAME, CONTACT = "region.name", "region.contact"
DEFAULT_NAME = "Inloop"


def setting(key: str, *, otherwise: Any) -> Any:
    """What has been decided, or the default."""
    found = db.session.get(Setting, key)
    return otherwise if found is None else found.value


def region_name() -> str:
    """Who is responsible for this site."""
    name: str = setting(NAME, otherwise=DEFAULT_NAME)
    return name


def region_contact(*, otherwise: str) -> str:
    """The mail address for questions; `otherwise` the one that mail is sent from."""
    address: str = setting(CONTACT, otherwise="") or otherwise
    return address


def programme_lines(*, with_targets: bool = False) -> Sequence[ProgrammeLine]:
    """All lines of the plan, those that are retired last."""
    found = sa.select(ProgrammeLine).order_by(ProgrammeLine.is_retired, ProgrammeLine.title)
    return db.session.scalars(found.options(selectinload(ProgrammeLine.targets)) if with_targets else found).all()


def line_or_404(line_id: int) -> ProgrammeLine:
    """One line of the plan."""
    return db.session.get(ProgrammeLine, line_id) or abort(404)


def themes() -> Sequence[Theme]:
    """All themes, by name."""
    return db.session.scalars(sa.select(Theme).order_by(Theme.title)).all()


def theme_or_404(theme_id: int) -> Theme:
    """One theme."""
    return db.session.get(Theme, theme_id) or abort(404)
