"""What venues tell the packages to their right."""

from blinker import Namespace

_signals = Namespace()
changed = _signals.signal("venue-changed")  # sender: the Venue, whose line in calendars is another; at=
room_renamed = _signals.signal("room-renamed")  # sender: the Room under its new name; was=: the old one; by=; at=
room_leaving = _signals.signal("room-leaving")  # sender: the Room about to be removed; at=; receivers may raise DomainError
