"""What people are written about themselves."""

from datetime import datetime

from flask_babel import force_locale

from app.core.links import link
from app.mail.operations import enqueue
from app.people.labels import ACCESS_LABELS, ACCESS_SENTENCES
from app.people.models import Access, Person


def erasure_declined(person: Person, *, answer: str, at: datetime) -> None:
    """Why somebody is not erased, or not yet."""
    facts = {"answer": answer, "url": link("privacy.data")}
    enqueue("erasure-declined", to=(person.name, person.email), language=person.language, at=at, facts=facts)


def access_changed(person: Person, *, at: datetime) -> None:
    """What somebody may do from now on, in her own language."""
    with force_locale(person.language):
        facts = {
            "label": str(ACCESS_LABELS[person.access]),
            "sentence": str(ACCESS_SENTENCES[person.access]),
            "may_more": person.access is not Access.PARTICIPANT,
            "url": link("accounts.sign_in"),
        }
    enqueue("access-changed", to=(person.name, person.email), language=person.language, at=at, facts=facts)


def merged(gone: Person, kept: Person, *, at: datetime) -> None:
    """Two addresses are one person from now on: told to both."""
    for person in (gone, kept):
        facts = {"kept": kept.email, "gone": gone.email, "leads_on": gone.verified_at is not None, "url": link("accounts.sign_in")}
        enqueue("merged", to=(person.name, person.email), language=person.language, at=at, facts=facts)
