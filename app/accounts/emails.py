"""The mail that signs somebody in."""

from datetime import datetime, timedelta

from app.core.links import link
from app.mail.operations import enqueue
from app.people.models import Person


def sign_in(person: Person, *, token: str, code: str, at: datetime, good_for: timedelta) -> None:
    """A link for this device and a code for another; neither is sent any later than it is good."""
    facts = {"url": link("accounts.follow_link", token=token), "code": code, "minutes": int(good_for.total_seconds() // 60)}
    enqueue("sign-in", to=(person.name, person.email), language=person.language, at=at, facts=facts, keep_for=good_for)
