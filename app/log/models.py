"""The log: who did what to which thing. It grows and never changes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model
from app.log.actions import Action


class LogEntry(Model):
    """One thing that was done. People appear by number only, so that an erased name is erased here too.

    The table refuses updates; entries go when the retention job finds them old. `changes` holds, per field, what
    stood there before and after, in plain JSON; `facts` fill the sentence of the action.
    """

    __tablename__ = "log_entries"
    __table_args__ = (sa.Index("ix_log_entries_thing", "thing_kind", "thing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[Action] = mapped_column(index=True)
    thing_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    thing_id: Mapped[int | None]
    thing_label: Mapped[str] = mapped_column(sa.String(200), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    changes: Mapped[dict[str, list[Any]]] = mapped_column(sa.JSON, default=dict)
