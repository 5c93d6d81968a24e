"""Writing mail. A mail is a row in the same transaction: rolling back un-sends it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app

from app.core.database import db
from app.mail.models import Mail, MailStatus

_WRITE = sa.insert(Mail)  # a plain row: making an object of it first takes longer than writing it


def enqueue(
    kind: str,
    *,
    to: tuple[str, str],
    language: str,
    at: datetime,
    facts: Mapping[str, Any],
    attachments: Sequence[Mapping[str, Any]] = (),
    keep_for: timedelta | None = None,
) -> None:
    """Put the mail `emails/<kind>` to (name, address), in their language, in the outbox.

    `facts` are plain data and instants, kept as they are now; the words are made of them when the mail leaves, so that nobody waits for a
    template. `keep_for`: it holds a secret, is not sent any later than this, and is wiped once it has gone.
    """
    name, address = to
    row = {
        "kind": kind,
        "to_name": name,
        "to_email": address,
        "language": language,
        "facts": facts,
        "attachments": attachments,
        "message_id": f"<{uuid4().hex}@{urlsplit(current_app.config['BASE_URL']).hostname}>",
        "is_secret": keep_for is not None,
        "expires_at": at + keep_for if keep_for else None,
        "created_at": at,
        "due_at": at,
    }
    db.session.connection().execute(_WRITE, row)


def retry(mail: Mail, *, at: datetime) -> None:
    """Send a mail that failed once more; not one whose secret has been wiped."""
    if mail.status is MailStatus.FAILED and not mail.is_secret:
        mail.status, mail.tries, mail.due_at = MailStatus.WAITING, 0, at
    db.session.flush()
