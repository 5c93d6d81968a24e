"""What schools tell the packages to their right."""

from blinker import Namespace

_signals = Namespace()
merged = _signals.signal("schools-merged")  # sender: the School that goes; into=: the School that stays
