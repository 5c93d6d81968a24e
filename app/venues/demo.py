"""The invented places of the demo region, with their rooms and how to get there."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.venues import operations, rooms
from app.venues.models import Venue

FIELDS = ("name", "address", "city", "by_public_transport", "by_bike", "by_car", "arrival_notes", "accessibility")
SCHOOL, HALL, WORKPLACE, COMPANY = "school", "hall", "workplace", "company"
VENUES = {
    SCHOOL: (
        "Waterrand College",
        "Oeverweg 12",
        "Meerdam",
        "Bus 142 stopt voor de deur, halte **Oeverweg**. Van station Meerdam is het tien minuten lopen.",
        "De stalling is rechts van de hoofdingang; hij is tot 18.30 uur open.",
        "Parkeren kan achter de school, inrit via de Kadelaan. Er zijn vier laadpalen.",
        "Meld je bij de balie in de hal.",
        "De ingang is gelijkvloers en er is een lift naar de eerste verdieping. Het rolstoeltoilet is naast de aula. "
        "Een taxi kan tot aan de deur komen.",
    ),
    HALL: (
        "Techniekhal Polderlicht",
        "Molenvliet 1",
        "Veenwijk",
        "Bus 58 vanaf station Veenwijk, halte **Molenvliet**; daarna drie minuten lopen.",
        "De fietsenstalling is links van de hal.",
        "Volg de borden **Techniekhal** vanaf de N208. Bussen stoppen aan de achterkant.",
        "",
        "De hal is overal drempelvrij en heeft twee rolstoeltoiletten. De kas heeft een grindpad: vraag aan de deur om de andere route.",
    ),
    WORKPLACE: ("Praktijkschool De Werf", "Scheepsbouwkade 3", "Meerdam", "", "", "", "Ingang aan de **waterkant**.", ""),
    COMPANY: (
        "Installatietechniek Dobbelaar",
        "Ampèreweg 8",
        "Veenwijk",
        "Buurtbus 512, halte **Ampèreweg**; die rijdt één keer per uur.",
        "",
        "Parkeren kan op het eigen terrein, naast de hal.",
        "Neem dichte schoenen mee; een helm en een bril liggen klaar.",
        "De werkplaats is gelijkvloers. De kantine is op de eerste verdieping, zonder lift.",
    ),
}
CLASSROOMS = (  # name, seats, equipment
    ("lokaal 012", 16, "acht lascabines"),
    ("zorglokaal 104", 20, "twee bedden, een slimme woning"),
    ("lokaal 201", 28, "digibord, laptops"),
    ("lokaal 205", 24, "digibord"),
    ("techniekhal", 30, "robotarm, lasersnijder"),
    ("kas", 16, ""),
    ("aula", 180, "podium, beamer, geluid"),
    ("kantine", 150, ""),
)
HALLS = (("hal A", 400, "krachtstroom"), ("hal B", 250, "krachtstroom, afzuiging"), ("foyer", None, ""))
ROOMS = {SCHOOL: CLASSROOMS, HALL: (*HALLS, *CLASSROOMS)}


def venue(key: str, *, at: datetime) -> Venue:
    """One of the places, added with its rooms when it is not there yet."""
    facts: dict[str, Any] = dict(zip(FIELDS, VENUES[key], strict=True))
    known = db.session.scalar(sa.select(Venue).where(Venue.name == facts["name"]))
    if known is not None:
        return known
    made = operations.add(**facts, at=at)
    for name, seats, equipment in ROOMS.get(key, ()):
        rooms.add(made, name=name, seats=seats, equipment=equipment, at=at)
    return made
