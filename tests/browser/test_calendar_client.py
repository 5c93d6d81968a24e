"""A real calendar program subscribes to the feed and follows an event through its life."""

from datetime import UTC, datetime
from pathlib import Path

from app.core import clock
from app.core.database import db
from app.events import operations as events
from app.events.queries import event_or_404
from tests.browser.conftest import Town
from tests.factories import make_event, make_venue, plan
from tests.parts.calendar_client import Entry, subscribe

SUMMER = datetime(2027, 6, 3, 13, 0, tzinfo=UTC)  # 15.00 in Amsterdam, and 14.00 in winter
WINTER = datetime(2027, 1, 14, 14, 0, tzinfo=UTC)
PLACE = "Waterrand College, Oeverweg 12, Meerdam"


def test_a_subscriber_sees_the_event_at_the_right_time(town: Town, tmp_path: Path) -> None:
    with town.site.inside():
        make_event("Zomerse studiemiddag", starts_at=SUMMER, venue=make_venue("Waterrand College"))
        make_event("Winterse studiemiddag", starts_at=WINTER, venue=make_venue("Waterrand College"))
        db.session.commit()

    here = subscribe(f"{town.url}/calendar.ics", tmp_path / "here")
    london = subscribe(f"{town.url}/calendar.ics", tmp_path / "london", zone="Europe/London")
    here.sync()
    london.sync()

    assert here.entries(SUMMER.date()) == [Entry(f"{SUMMER.date()} 15:00", "17:30", "Zomerse studiemiddag", PLACE, "CONFIRMED")]
    assert here.entries(WINTER.date()) == [Entry(f"{WINTER.date()} 15:00", "17:30", "Winterse studiemiddag", PLACE, "CONFIRMED")]
    assert [entry.starts for entry in london.entries(SUMMER.date())] == [f"{SUMMER.date()} 14:00"]


def test_a_subscriber_follows_a_move_and_a_call_off(town: Town, tmp_path: Path) -> None:
    day, later = datetime(2027, 2, 4, 14, 0, tzinfo=UTC), datetime(2027, 2, 11, 14, 30, tzinfo=UTC)
    with town.site.inside():
        slug = make_event("Verhuizende middag", starts_at=day).slug
        db.session.commit()
    subscriber = subscribe(f"{town.url}/calendar.ics", tmp_path / "subscriber")
    subscriber.sync()
    assert [entry.starts for entry in subscriber.entries(day.date())] == [f"{day.date()} 15:00"]

    with town.site.inside():
        event = event_or_404(slug)
        events.edit(event, plan(event.title, starts_at=later, venue=event.venue), at=clock.now())
        db.session.commit()
    subscriber.sync()
    assert subscriber.entries(day.date()) == []
    assert [entry.starts for entry in subscriber.entries(later.date())] == [f"{later.date()} 15:30"]

    with town.site.inside():
        events.call_off(event_or_404(slug), reason="De zaal is dubbel geboekt.", at=clock.now())
        db.session.commit()
    subscriber.sync()
    assert [entry.status for entry in subscriber.entries(later.date())] == ["CANCELLED"]
