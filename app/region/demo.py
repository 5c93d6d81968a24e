"""The lines of the demo region's plan, with targets of this school year and the last."""

from datetime import date, datetime

from app.region import programme_lines
from app.region.models import Measure, ProgrammeLine
from app.region.school_years import SchoolYear

# name, what it is about, and per school year: activities, participations, people, hours
LINES = (
    ("Doorlopende leerlijnen vmbo-mbo", "Leerwegen die op elkaar aansluiten, en docenten die elkaars praktijk kennen.", (6, 180, 70, 400)),
    ("Werken en leren met bedrijven", "Gastlessen, bedrijfsbezoeken en de Tech 3-Daagse.", (12, 240, 90, 480)),
    ("Toekomst van het vak", "XR, AI, robots en de techniek in zorg en groen.", (8, 200, 80, 420)),
)


def add_lines(today: date, *, at: datetime) -> list[ProgrammeLine]:
    """Add them; last year aimed a quarter lower."""
    year = SchoolYear.of(today)
    made = []
    for title, description, numbers in LINES:
        line = programme_lines.add(title=title, description=description, by=None, at=at)
        aimed = dict(zip(Measure, numbers, strict=True))
        programme_lines.aim(line, SchoolYear(year.starts_in - 1), {measure: number * 3 // 4 for measure, number in aimed.items()}, by=None, at=at)
        programme_lines.aim(line, year, aimed, by=None, at=at)
        made.append(line)
    return made
