"""What the sign-in mails say."""

import re
from urllib.parse import urlsplit

import sqlalchemy as sa

from app.core.database import db
from app.mail.letters import letter
from app.mail.models import Mail


def sign_in_mails() -> list[Mail]:
    """Every sign-in mail, in order."""
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == "sign-in").order_by(Mail.id)))


def latest_link() -> str:
    """The path of the link in the latest mail."""
    found = re.search(r"https://\S+/sign-in/\S+", letter(sign_in_mails()[-1]).text)
    assert found
    return urlsplit(found[0]).path


def latest_code() -> str:
    """The code in the latest mail."""
    found = re.search(r"^\s*(\d{6})\s*$", letter(sign_in_mails()[-1]).text, re.MULTILINE)
    assert found
    return found[1]


def another_code(code: str) -> str:
    """A code of six digits that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
