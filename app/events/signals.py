"""What events tell the packages to their right."""

from blinker import Namespace

_signals = Namespace()
called_off = _signals.signal("event-called-off")  # sender: the Event; at=
publishing = _signals.signal("event-publishing")  # sender: the Event, still a draft; receivers may raise DomainError
copied = _signals.signal("event-copied")  # sender: the new Event; from_=: the Event it is a copy of; at=
seats_added = _signals.signal("event-seats-added")  # sender: the Event; at=
line_asked = _signals.signal("event-line-asked")  # sender: an Event or a Session; receivers give how many wait for a seat there
moved = _signals.signal("event-moved")  # sender: the Event, public, at another time or place; at=, before=: starts_at, ends_at and place as they were
