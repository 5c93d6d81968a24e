"""Reading settings."""

from typing import Any

from app.core.database import db
from app.region.models import Setting


def setting(key: str, *, otherwise: Any) -> Any:
    """What has been decided, or the default."""
    found = db.session.get(Setting, key)
    return otherwise if found is None else found.value
