"""The calendar file in a mail."""

from app.calendars import ics
from app.core.database import db
from app.events.models import Event
from app.mail.attachments import Attachment, Input, maker


@maker("event-calendar")
def event_attachment(order: Input) -> Attachment:
    """The event as it is when the mail leaves. Input: event, its id."""
    event = db.session.get_one(Event, order["event"])
    return Attachment(f"{event.slug}.ics", "text/calendar", ics.calendar([event]), parameters={"method": "PUBLISH"})
