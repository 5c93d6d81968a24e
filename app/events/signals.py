"""What events tell the packages to their right."""

from blinker import Namespace

_signals = Namespace()
called_off = _signals.signal("event-called-off")  # sender: the Event; at=
seats_added = _signals.signal("event-seats-added")  # sender: the Event; at=
moved = _signals.signal("event-moved")  # sender: the Event, public, at another time or place; at=
