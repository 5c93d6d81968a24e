"""Everything in which kinds of event differ: one record per kind. Ask for the ability, never for the kind."""

import enum
from dataclasses import dataclass
from datetime import time

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.people import opt_outs


class Kind(enum.StrEnum):
    """What sort of event it is; the value stands in addresses."""

    STUDY_AFTERNOON = "study-afternoon"

    @property
    def profile(self) -> "Profile":
        """What events of this kind can do."""
        return PROFILES[self]


@dataclass(frozen=True)
class Profile:
    """What events of one kind can do, and where they start from."""

    label: LazyString
    plural: LazyString
    chooses_sessions: bool
    doors_open: time
    starts: time
    ends: time
    capacity: int


PROFILES = {
    Kind.STUDY_AFTERNOON: Profile(
        label=_("Study afternoon"),
        plural=_("Study afternoons"),
        chooses_sessions=True,
        doors_open=time(14, 30),
        starts=time(15),
        ends=time(17, 30),
        capacity=40,
    ),
}
for _kind, _profile in PROFILES.items():
    opt_outs.declare(_kind.value, _profile.plural)


def find_kind(value: str | None) -> Kind | None:
    """The kind that an address names, if there is such a kind."""
    return Kind(value) if value in {kind.value for kind in Kind} else None
