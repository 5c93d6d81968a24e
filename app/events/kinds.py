"""Everything in which kinds of event differ: one record per kind. Ask for the ability, never for the kind."""

import enum
from dataclasses import dataclass
from datetime import time

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from app.people import opt_outs


class Unit(enum.StrEnum):
    """Who takes a seat: somebody, or a class."""

    PERSON = "person"
    GROUP = "group"


class Shape(enum.StrEnum):
    """What a programme is made of."""

    ROUNDS = "rounds"  # workshops side by side, one to choose in each round
    ITINERARY = "itinerary"  # stops along the way, one after another
    ZONES = "zones"  # workshops side by side in zones, wave after wave
    PLAIN = "plain"  # nothing but a beginning and an end


class CalendarShape(enum.StrEnum):
    """What calendars show."""

    WHOLE = "whole"  # one entry from beginning to end
    DAYS = "days"  # an entry per day: a bar through three nights tells nobody when to be where


class HoursRule(enum.StrEnum):
    """How contact hours are counted for who was there."""

    SESSIONS = "sessions"  # the parts of the programme that one attended, breaks left out
    DAYS = "days"  # so many for every day
    WHOLE = "whole"  # from start to end


class Kind(enum.StrEnum):
    """What sort of event it is; the value stands in addresses."""

    STUDY_AFTERNOON = "study-afternoon"
    STUDY_TRIP = "study-trip"
    TECH_DAYS = "tech-3-daagse"
    COMPANY_VISIT = "company-visit"
    GUEST_LESSON = "guest-lesson"

    @property
    def profile(self) -> "Profile":
        """What events of this kind can do."""
        return PROFILES[self]


@dataclass(frozen=True)
class Profile:
    """What events of one kind can do, and where they start from."""

    label: LazyString
    plural: LazyString
    icon: str
    stretch: LazyString  # what a stretch of time in its programme is called: a round, a wave
    doors_open: time
    starts: time
    ends: time
    capacity: int
    days: int = 1
    registers: Unit = Unit.PERSON
    chooses_sessions: bool = False
    shape: Shape = Shape.PLAIN
    calendar: CalendarShape = CalendarShape.WHOLE
    hours: HoursRule = HoursRule.WHOLE
    minutes_per_day: int | None = None  # of contact, to start from where hours are counted by the day
    has_host: bool = False  # a company or institution receives, or comes

    @property
    def takes_days(self) -> bool:
        """Whether it may last longer than a day."""
        return self.days > 1

    @property
    def counts_days(self) -> bool:
        """Whether contact hours are so many a day."""
        return self.hours is HoursRule.DAYS

    @property
    def has_rounds(self) -> bool:
        """Whether its programme runs in stretches of parallel workshops."""
        return self.shape in (Shape.ROUNDS, Shape.ZONES)

    @property
    def has_zones(self) -> bool:
        """Whether workshops stand in zones."""
        return self.shape is Shape.ZONES

    @property
    def has_stops(self) -> bool:
        """Whether it goes from stop to stop."""
        return self.shape is Shape.ITINERARY


PROFILES = {
    Kind.STUDY_AFTERNOON: Profile(
        label=_("Study afternoon"),
        plural=_("Study afternoons"),
        icon="people",
        stretch=_("Round"),
        doors_open=time(14, 30),
        starts=time(15),
        ends=time(17, 30),
        capacity=40,
        chooses_sessions=True,
        hours=HoursRule.SESSIONS,
        shape=Shape.ROUNDS,
    ),
    Kind.STUDY_TRIP: Profile(
        label=_("Study trip"),
        plural=_("Study trips"),
        icon="travel",
        stretch=_("Day"),
        doors_open=time(7, 45),
        starts=time(8),
        ends=time(18),
        capacity=25,
        days=3,
        hours=HoursRule.DAYS,
        minutes_per_day=8 * 60,
        shape=Shape.ITINERARY,
        calendar=CalendarShape.DAYS,
    ),
    Kind.TECH_DAYS: Profile(
        label=_("Tech 3-Daagse"),
        plural=_("Tech 3-Daagses"),
        icon="hall",
        stretch=_("Wave"),
        doors_open=time(8, 30),
        starts=time(9),
        ends=time(16),
        capacity=4_500,
        days=3,
        registers=Unit.GROUP,
        hours=HoursRule.SESSIONS,
        shape=Shape.ZONES,
        calendar=CalendarShape.DAYS,
    ),
    Kind.COMPANY_VISIT: Profile(
        label=_("Company visit"),
        plural=_("Company visits"),
        icon="company",
        stretch=_("Round"),
        doors_open=time(13, 15),
        starts=time(13, 30),
        ends=time(16),
        capacity=24,
        has_host=True,
    ),
    Kind.GUEST_LESSON: Profile(
        label=_("Guest lesson"),
        plural=_("Guest lessons"),
        icon="lesson",
        stretch=_("Round"),
        doors_open=time(10),
        starts=time(10),
        ends=time(11, 40),
        capacity=30,
        has_host=True,
    ),
}
for _kind, _profile in PROFILES.items():
    opt_outs.declare(_kind.value, _profile.plural)


def find_kind(value: str | None) -> Kind | None:
    """The kind that an address names, if there is such a kind."""
    return Kind(value) if value in {kind.value for kind in Kind} else None
