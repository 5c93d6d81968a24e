"""Mails to test with, and the outbox as it stands."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core.database import db
from app.mail.models import Mail
from app.mail.operations import enqueue
from tests.factories import NOW

TEN_MINUTES = timedelta(minutes=10)


def write(email: str = "b.devries@waterrand.example", *, name: str = "Bram de Vries", at: datetime = NOW, keep_for: timedelta | None = None) -> Mail:
    """Write the mail that has the fewest facts, and commit; it holds a secret only with `keep_for`."""
    facts = {"url": "https://inloop.test/sign-in/abc", "code": "012345", "minutes": 10}
    enqueue("sign-in", to=(name, email), language="en", at=at, facts=facts, keep_for=keep_for)
    mail = db.session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    db.session.commit()
    return mail


def outbox() -> list[tuple[str, str, int]]:
    """Address, status and tries of every mail, as the database has them."""
    rows = db.session.execute(sa.select(Mail.to_email, Mail.status, Mail.tries).order_by(Mail.id)).all()
    return [(email, str(status), tries) for email, status, tries in rows]
