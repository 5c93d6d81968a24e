"""Signing in without passwords."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.people.models import Person

GOOD_FOR = timedelta(minutes=10)


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

    @property
    def is_mailed(self) -> bool:
        """Whether it went by mail; a link from the command line is good for longer, and shows nothing about an address."""
        return self.expires_at - self.created_at <= GOOD_FOR


class BrowserSession(Model):
    """A browser in which somebody is signed in; ending it here ends it everywhere."""

    __tablename__ = "browser_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    browser: Mapped[str] = mapped_column(sa.String(80), default="")  # "Firefox on Windows"
    is_trusted: Mapped[bool] = mapped_column(default=False)  # the person's own device: stays signed in for weeks
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime]  # the last time the person showed who she is in this browser
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Identity(Model):
    """A person as an identity provider (Entra ID, Google, SURFconext) knows her."""

    __tablename__ = "identities"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Passkey(Model):
    """A public key whose private half never leaves somebody's device."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("persons.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)  # base64url
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
