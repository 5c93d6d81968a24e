"""What a test looks at: statements sent to the database, mails in the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.mail.models import Mail


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent while it is open, but for the BEGIN of SQLite."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def mails() -> list[tuple[str, str]]:
    """Kind and address of every mail written, in order."""
    return [(mail.kind, mail.to_email) for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))]
