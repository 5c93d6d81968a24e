"""Signing in without passwords."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.people.models import Person


class SignIn(Model):
    """One request to sign in: a link and a code in a mail, good once and for ten minutes."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    request_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    token_fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_seal: Mapped[str] = mapped_column(sa.String(64))
    next_path: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


class BrowserSession(Model):
    """A browser in which somebody is signed in; ending it here ends it everywhere."""

    __tablename__ = "browser_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
