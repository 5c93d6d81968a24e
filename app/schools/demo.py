"""The invented schools and partners of the demo region; two of them lie where other holidays hold."""

from typing import Any

from app.core.database import db
from app.schools.models import HolidayRegion, Participation, School, SchoolDomain, SchoolKind

NORTH, MIDDLE = HolidayRegion.NORTH, HolidayRegion.MIDDLE
TAKES_PART, PREPARES = Participation.PARTICIPATING, Participation.PREPARING
NOBODY_FROM = "Groen College Rietveen"
ENDS = ["15:05", "15:55"]
FIELDS = ("name", "short_name", "city", "kind", "brin", "holiday_region", "participation", "lesson_ends")
# mail domain, and the fields above
SCHOOLS: tuple[tuple[Any, ...], ...] = (
    ("waterrand.example", "Waterrand College", "Waterrand", "Meerdam", SchoolKind.VMBO, "98XA00", NORTH, TAKES_PART, ENDS),
    ("dekade.example", "Scholengemeenschap De Kade", "De Kade", "Meerdam", SchoolKind.VO, "98XB02", NORTH, TAKES_PART, ["14:50", "15:40"]),
    ("polderlicht.example", "Vakcollege Polderlicht", "Polderlicht", "Veenwijk", SchoolKind.VMBO, "98XC00", NORTH, TAKES_PART, ENDS),
    ("aandevaart.example", "Lyceum Aan de Vaart", "Aan de Vaart", "Vaarthuizen", SchoolKind.VO, "98XD01", MIDDLE, TAKES_PART, ["15:10", "16:00"]),
    ("dewerf.example", "Praktijkschool De Werf", "De Werf", "Meerdam", SchoolKind.PRO, "98XE00", NORTH, TAKES_PART, ["14:30"]),
    ("rietveen.example", NOBODY_FROM, "Rietveen", "Veenwijk", SchoolKind.VMBO, "98XF00", MIDDLE, PREPARES, ENDS),
    ("rocplassenland.example", "ROC Plassenland", "ROC Plassenland", "Meerdam", SchoolKind.MBO, "98YA00", NORTH, Participation.OTHER, []),
)
# name, place, mail domain, kind, contact
PARTNERS = (
    ("Ziekenhuis Sint Odilia", "Meerdam", "sintodilia.example", SchoolKind.INSTITUTION, "Loes Hartman"),
    ("Mbo Groen Vaarthuizen", "Vaarthuizen", "mbogroen.example", SchoolKind.MBO, ""),
    ("Scheepvaartschool Meerdam", "Meerdam", "scheepvaartschool.example", SchoolKind.MBO, ""),
    ("Jachtwerf Van Riet & Zonen", "Meerdam", "jachtwerfvanriet.example", SchoolKind.COMPANY, "Sjors van Riet"),
    ("Installatietechniek Dobbelaar", "Veenwijk", "dobbelaar.example", SchoolKind.COMPANY, "Miranda Dobbelaar"),
    ("Kas & Klimaat Vaarthuizen", "Vaarthuizen", "kasenklimaat.example", SchoolKind.COMPANY, "Rachid Bouali"),
)
MISSPELT = "Vakcolege Polderligt Veenwijk"  # two people typed it; it waits for an organiser


def add_schools() -> list[School]:
    """The schools of the region and its mbo, then the hospital and the other partners."""
    schools = [_school(*facts) for facts in SCHOOLS] + [_partner(*facts) for facts in PARTNERS]
    db.session.add_all(schools)
    db.session.flush()
    return schools


def propose_school() -> School:
    """A school that somebody typed wrongly."""
    school = School(name=MISSPELT, is_proposed=True)
    db.session.add(school)
    db.session.flush()
    return school


def _school(domain: str, *facts: Any) -> School:
    return School(**dict(zip(FIELDS, facts, strict=True)), domains=[SchoolDomain(domain=domain)])


def _partner(name: str, city: str, domain: str, kind: SchoolKind, contact: str) -> School:
    known = School(name=name, short_name="", city=city, kind=kind, contact_name=contact, domains=[SchoolDomain(domain=domain)])
    known.contact_email = f"{contact.split(maxsplit=1)[0].lower()}@{domain}" if contact else ""
    return known
