"""What the region tells the packages to its right."""

from blinker import Namespace

_signals = Namespace()
themes_merged = _signals.signal("themes-merged")  # sender: the Theme that goes; into=: the one that stays
