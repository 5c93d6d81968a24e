"""Deciding on settings."""

from datetime import datetime
from typing import Any

from app.core.database import db
from app.log.actions import Action
from app.log.operations import Thing, record
from app.region.models import Setting
from app.region.queries import setting


def decide(key: str, value: Any, *, otherwise: Any, by: int | None, at: datetime) -> None:
    """Give a setting a value; `otherwise` is what held until now by default. Logged when it changes."""
    before = setting(key, otherwise=otherwise)
    if before == value:
        return
    db.session.merge(Setting(key=key, value=value))
    db.session.flush()
    record(Action.SETTING_CHANGED, Thing("setting", None, key), by=by, at=at, changes={key: [before, value]})
