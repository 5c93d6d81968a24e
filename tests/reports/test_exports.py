"""What the list of who was there says."""

from datetime import timedelta

from flask import Flask

from app.core.spreadsheets import as_csv
from app.reports.exports import attendance_rows
from app.reports.queries import attendance
from tests.factories import DAY, make_event, make_person, make_school, register, second_choices
from tests.spreadsheets import read_back


def test_everybody_with_a_seat_has_a_row_in_order_of_name(app: Flask) -> None:
    event, school = make_event(seats=3, rounds=2), make_school("Zuiderzee; Noord")
    zoe = register(event, make_person("zoë van Dam", email="zoe@school.nl", school=school))
    register(event, make_person("=1+1", email="+jan@school.nl", school=school), event.rounds[0].sessions[0], second_choices(event)[1])
    register(event, make_person("Anna", email="anna@school.nl", school=school))
    register(event, make_person("Wacht", email="wacht@school.nl", school=school))
    zoe.checked_in_at = DAY - timedelta(minutes=5)

    rows = read_back(as_csv(attendance_rows(attendance(event), with_addresses=True)))

    assert rows == [
        ["Naam", "School", "Functie", "Mailadres", "Workshops", "Aanwezig", "Ingecheckt om"],
        ["'=1+1", "Zuiderzee; Noord", "Docent", "'+jan@school.nl", "15:00-15:50 Workshop 1A, 16:00-16:50 Workshop 2B", "nee", ""],
        ["Anna", "Zuiderzee; Noord", "Docent", "anna@school.nl", "15:00-15:50 Workshop 1A, 16:00-16:50 Workshop 2A", "nee", ""],
        ["zoë van Dam", "Zuiderzee; Noord", "Docent", "zoe@school.nl", "15:00-15:50 Workshop 1A, 16:00-16:50 Workshop 2A", "ja", "14:55"],
    ]


def test_a_workshop_that_is_waited_for_is_not_in_the_list(app: Flask) -> None:
    event = make_event(rounds=1, session_seats=1)
    register(event, make_person("Anna")), register(event, make_person("Bert"))

    rows = read_back(as_csv(attendance_rows(attendance(event), with_addresses=True)))

    assert [(row[0], row[4]) for row in rows[1:]] == [("Anna", "15:00-15:50 Workshop 1A"), ("Bert", "")]
