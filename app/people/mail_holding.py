"""Mail about people: the outbox itself lies left of the people it is written to."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.database import db
from app.mail.letters import letter
from app.mail.models import Mail, MailStatus
from app.people.models import Person
from app.people.privacy import Holding, Rows, declare, forget
from app.people.queries import addresses_of


def _shown(person: Person) -> Rows:
    found = sa.select(Mail).where(Mail.to_email.in_(addresses_of(person))).order_by(Mail.id.desc())
    return [
        {
            str(_("When")): mail.created_at,
            str(_("To")): mail.to_email,
            str(_("Subject")): mail.subject or mail.kind if mail.is_secret else letter(mail).subject,
            str(_("Text")): "" if mail.is_secret else letter(mail).text,
        }
        for mail in db.session.scalars(found)
    ]


def _erase(person: Person, _at: datetime) -> None:
    db.session.execute(sa.delete(Mail).where(Mail.to_email.in_(addresses_of(person))))


def _expire(before: datetime, *, at: datetime, at_most: int) -> int:
    return forget(Mail, Mail.created_at < before, Mail.status != MailStatus.WAITING, at_most=at_most)


declare(
    Holding(
        key="mail",
        label=_("Mail to you"),
        purpose=_("To send it, and to find out afterwards what was sent when something went wrong."),
        shown=_shown,
        erase=_erase,
        expire=_expire,
        kept_for=timedelta(days=92),
        since=_("after it was written"),
        least=7,
        most=731,
    )
)
