"""Reading settings."""

from typing import Any

from app.core.database import db
from app.region.models import Setting

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
