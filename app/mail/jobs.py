"""Delivery: claim one mail, hand it over, commit; at least once, normally once.

The window in which a mail can be repeated is the moment between the mail server's "250" and our commit. A repeat has
the same Message-ID, so that most servers drop it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from app.core import clock
from app.core.database import db
from app.mail.letters import letter
from app.mail.message import build, sender
from app.mail.models import Mail, MailStatus
from app.mail.transports import Refused, Transport, TryLater, Unreachable, transport_for

LEASE = timedelta(minutes=5)
PAUSES = [timedelta(seconds=seconds) for seconds in (10, 30, 60, 300, 900, 1800, 3600, 7200)]
SOON = timedelta(minutes=15)  # while the server can't be reached: nothing waits long once it is back
PATIENCE = timedelta(days=3)
WIPED = "(wiped after sending)"


def deliver_due() -> int:
    """Send what is due, longest waiting first; gives the number of mails handled.

    Safe side by side, and safe to kill. Raises Unreachable when the mail server can't be had: come back later.
    """
    handled = 0
    with transport_for(current_app.config["MAIL_URL"]) as transport:
        while mail := _claim(clock.now()):
            try:
                _hand_over(mail, transport)
                db.session.commit()
            except Unreachable:
                db.session.commit()
                raise
            except (ObjectDeletedError, StaleDataError):  # its reader was erased meanwhile, and the mail with her
                db.session.rollback()
            handled += 1
    return handled


def _claim(at: datetime) -> Mail | None:
    """Lease one due mail to this worker, one that expires before all others; the lease of a worker that died runs out by itself."""
    is_free = Mail.leased_until.is_(None) | (Mail.leased_until <= at)
    due = sa.select(Mail.id).where(Mail.status == MailStatus.WAITING, Mail.due_at <= at, is_free)
    first = due.order_by(Mail.expires_at.is_(None), Mail.due_at, Mail.id).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    claimed = sa.update(Mail).where(Mail.id == first).values(leased_until=at + LEASE, tries=Mail.tries + 1)
    mail_id = db.session.scalar(claimed.returning(Mail.id).execution_options(synchronize_session=False))
    db.session.commit()
    return db.session.get(Mail, mail_id) if mail_id is not None else None


def _hand_over(mail: Mail, transport: Transport) -> None:
    if mail.expires_at is not None and mail.expires_at <= clock.now():
        _fail(mail, "too late to be of use")
        return
    try:
        words = letter(mail)
        message = build(mail, words)
        db.session.rollback()  # nothing is locked while we talk to the mail server
        transport.send(message, sender=sender(), to=message["To"].addresses[0].addr_spec)
    except Unreachable as error:
        _postpone(mail, str(error), at_most=SOON)
        raise
    except TryLater as error:
        _refused_for_now(mail, str(error))
    except Refused as error:
        _fail(mail, str(error))
    except OperationalError:
        raise  # the database is away; the lease runs out by itself
    except Exception as error:  # one bad mail never stops the others; the organiser sees why
        db.session.rollback()
        current_app.logger.exception("mail %s could not be made", mail.id)
        _fail(mail, f"{type(error).__name__}: {error}")
    else:
        mail.status, mail.sent_at, mail.leased_until, mail.last_error = transport.outcome, clock.now(), None, ""
        mail.subject, mail.text, mail.html = words.subject, words.text, words.html
        _wipe(mail)


def _refused_for_now(mail: Mail, why: str) -> None:
    if clock.now() - mail.created_at > PATIENCE:
        _fail(mail, why)
    else:
        _postpone(mail, why, at_most=PAUSES[-1])


def _postpone(mail: Mail, why: str, *, at_most: timedelta) -> None:
    mail.due_at = clock.now() + min(PAUSES[min(mail.tries, len(PAUSES)) - 1], at_most)
    mail.last_error, mail.leased_until = why[:500], None


def _fail(mail: Mail, why: str) -> None:
    mail.status, mail.last_error, mail.leased_until = MailStatus.FAILED, why[:500], None
    _wipe(mail)


def _wipe(mail: Mail) -> None:
    """A mail with a code in it keeps nothing but its envelope, except in the demo, where it is there to be read."""
    if mail.is_secret and not (mail.status is MailStatus.KEPT and current_app.config["DEMO"]):
        mail.subject, mail.facts = mail.kind, {}
        mail.text = mail.html = WIPED
