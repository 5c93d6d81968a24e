"""The outbox: a mail is a row, written in the transaction of what it tells about."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model


class MailStatus(enum.StrEnum):
    """How far a mail has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"  # the demo has no mail server: shown to organisers instead


class Mail(Model):
    """One mail to one person: its `facts` as they were decided, its words once it is being sent (`letters.letter`).

    `attachments` names makers and their input; they, too, are made at delivery.
    """

    __tablename__ = "mails"
    __table_args__ = (sa.Index("ix_mails_due", "status", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    to_name: Mapped[str] = mapped_column(sa.String(120))
    to_email: Mapped[str] = mapped_column(sa.String(254), index=True)
    language: Mapped[str] = mapped_column(sa.String(2))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    subject: Mapped[str] = mapped_column(sa.String(300), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    html: Mapped[str] = mapped_column(sa.Text, default="")
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    is_secret: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None]
    status: Mapped[MailStatus] = mapped_column(default=MailStatus.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
