"""Reading the outbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import abort

from app.core.database import db
from app.mail.models import Mail, MailStatus

PAGE = 50


def latest(*, status: MailStatus | None = None, page: int = 1) -> Sequence[Mail]:
    """The latest mails; at most PAGE + 1 of them."""
    found = sa.select(Mail).order_by(Mail.id.desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
    return db.session.scalars(found if status is None else found.where(Mail.status == status)).all()


def mail_or_404(mail_id: int) -> Mail:
    """One mail."""
    return db.session.get(Mail, mail_id) or abort(404)


def counts() -> Mapping[MailStatus, int]:
    """How many mails there are of each status."""
    return dict(db.session.execute(sa.select(Mail.status, sa.func.count()).group_by(Mail.status)).all())


def count_to(email: str, *, since: datetime) -> int:
    """How many mails this address has been written since then."""
    return db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.to_email == email, Mail.created_at > since)) or 0
