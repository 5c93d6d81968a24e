"""What organisers are written about their events."""

from datetime import datetime

from app.core.links import link
from app.events.models import Event
from app.mail.operations import enqueue
from app.people.models import Person


def not_published(event: Event, *, to: Person, reason: str, at: datetime) -> None:
    """A draft that was to go public by itself has stayed one, and why."""
    facts = {"title": event.title, "starts_at": event.starts_at, "reason": reason, "url": link("programme.show", slug=event.slug)}
    enqueue("not-published", to=(to.name, to.email), language=to.language, at=at, facts=facts)
