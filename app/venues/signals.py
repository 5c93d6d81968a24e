"""What venues tell the packages to their right."""

from blinker import Namespace

_signals = Namespace()
changed = _signals.signal("venue-changed")  # sender: the Venue, whose line in calendars is another; at=
