"""What people tell the packages to their right."""

from blinker import Namespace

_signals = Namespace()
# Receivers of these two give back, as plain JSON, what is needed to undo it; `parted` hands it to them again.
merged = _signals.signal("persons-merged")  # sender: the Person that goes; into=: the Person that stays
parted = _signals.signal("persons-parted")  # sender: the Person that comes back; from_=: the other; moved=: {receiver name: JSON}
erasing = _signals.signal("person-erasing")  # sender: the Person, who still has a name; at=
