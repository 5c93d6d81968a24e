"""What an organiser is told about a day."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask

from app.planning.models import PeriodKind
from app.planning.warnings import Calendars, Level, Member, Planned, Question, Stretch, nearest_days, warnings_for

THURSDAY = date(2026, 11, 26)
SCHOOLS = [Member(number, name) for number, name in enumerate(("De Kade", "Elan", "Waterrand"), 1)]


@pytest.fixture(autouse=True)
def in_dutch(app: Flask) -> None:
    """Sentences need a language."""


def period(title: str, first: date, last: date, kind: PeriodKind = PeriodKind.HOLIDAY) -> Stretch:
    return Stretch(kind, title, first, last)


def calendars(*held: Stretch, of: tuple[int, ...] = (), events: tuple[Planned, ...] = ()) -> Calendars:
    return Calendars(SCHOOLS, dict.fromkeys(of, held), events)


def told(day: date, known: Calendars, starts: time | None = None, **more: Any) -> list[tuple[Level, str]]:
    """What is said of a day, but for the quarter, of which something is said of every day."""
    found = [(warning.level, warning.text) for warning in warnings_for(Question(day, starts, **more), known)]
    return [(level, text) for level, text in found if "schoolkwartaal" not in text]


def test_about_an_ordinary_thursday_there_is_nothing_to_tell() -> None:
    assert told(THURSDAY, calendars()) == []


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2027, 3, 29), "Tweede paasdag: alle scholen zijn gesloten."),
        (date(2026, 11, 28), "Dit is in het weekend."),
        (date(2026, 12, 26), "Tweede kerstdag: alle scholen zijn gesloten."),
    ],
)
def test_public_holidays_and_weekends_say_stop(day: date, sentence: str) -> None:
    assert told(day, calendars())[0] == (Level.STOP, sentence)


AUTUMN = period("Herfstvakantie", date(2026, 10, 10), date(2026, 10, 18))


def test_one_school_that_is_off_is_named() -> None:
    assert told(date(2026, 10, 15), calendars(AUTUMN, of=(3,))) == [(Level.WARN, "Waterrand is vrij: Herfstvakantie.")]


@pytest.mark.parametrize(("of", "level"), [((1,), Level.WARN), ((1, 2), Level.STOP), ((1, 2, 3), Level.STOP)])
def test_half_of_the_schools_off_says_stop(of: tuple[int, ...], level: Level) -> None:
    assert told(date(2026, 10, 15), calendars(AUTUMN, of=of))[0][0] is level


@pytest.mark.parametrize(("day", "counts"), [(date(2026, 10, 10), True), (date(2026, 10, 18), True), (date(2026, 10, 19), False)])
def test_both_ends_of_a_holiday_belong_to_it(day: date, counts: bool) -> None:
    assert any("Herfstvakantie" in text and "vrij" in text for _level, text in told(day, calendars(AUTUMN, of=(1,)))) is counts


def test_the_day_before_a_holiday_names_the_schools() -> None:
    texts = [text for _level, text in told(date(2026, 10, 9), calendars(AUTUMN, of=(1, 3)))]

    assert "De dag voor een vakantie (Herfstvakantie) voor De Kade, Waterrand." in texts


def test_the_weeks_around_the_summer_are_named() -> None:
    summer = period("Zomervakantie", date(2026, 7, 4), date(2026, 8, 16))

    assert [told(day, calendars(summer, of=(2,))) for day in (date(2026, 6, 30), date(2026, 8, 18))] == [
        [(Level.WARN, "De laatste schoolweek van Elan.")],
        [(Level.WARN, "De eerste schoolweek van Elan.")],
    ]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (0, "Dezelfde dag als Tech 3-Daagse."),
        (6, "Binnen een week van Tech 3-Daagse."),
        (-6, "Binnen een week van Tech 3-Daagse."),
        (7, None),
        (-7, None),
    ],
)
def test_other_events_near_by_are_named(days: int, sentence: str | None) -> None:
    event = Planned(7, "Tech 3-Daagse", THURSDAY + timedelta(days=days), THURSDAY + timedelta(days=days))

    texts = [text for level, text in told(THURSDAY, calendars(events=(event,))) if level is Level.WARN]

    assert texts == ([sentence] if sentence else [])


def test_an_event_does_not_stand_in_its_own_way() -> None:
    event = Planned(7, "Lassen", THURSDAY, THURSDAY)

    assert told(THURSDAY, calendars(events=(event,)), event_id=7) == []


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 11, 2), "Er is nog een bijeenkomst in dit schoolkwartaal."),
        (date(2027, 1, 29), "Er is nog een bijeenkomst in dit schoolkwartaal."),
        (date(2026, 10, 29), "Er is nog geen andere bijeenkomst in dit schoolkwartaal, zo 1 nov tot en met zo 31 jan."),
        (None, "Er is nog geen andere bijeenkomst in dit schoolkwartaal, zo 1 nov tot en met zo 31 jan."),
    ],
)
def test_another_event_in_a_quarter_is_a_hint_and_so_is_none(on: date | None, sentence: str) -> None:
    known = calendars(events=(Planned(7, "Lassen", on, on),) if on else ())

    found = [(warning.level, warning.text) for warning in warnings_for(Question(THURSDAY), known) if "schoolkwartaal" in warning.text]

    assert found == [(Level.HINT, sentence)]


def test_what_was_called_off_stands_in_nobody_s_way() -> None:
    event = Planned(7, "Lassen", THURSDAY, THURSDAY, is_called_off=True)

    assert told(THURSDAY, calendars(events=(event,))) == []
    assert calendars(events=(event,)).quarters == {}


def test_many_events_near_by_are_one_sentence() -> None:
    events = tuple(Planned(number, f"Les {number}", THURSDAY, THURSDAY) for number in range(5))

    assert told(THURSDAY, calendars(events=events)) == [(Level.WARN, "Dezelfde dag als Les 0, Les 1, Les 2 en nog 2.")]


def test_of_several_days_each_sentence_is_said_once_with_its_days() -> None:
    """A trip from Wednesday to Friday, of which Thursday and Friday are Ascension and the bridge after it."""
    bridge = period("Brugdag", date(2027, 5, 7), date(2027, 5, 7))
    busy = period("Projectweek", date(2027, 5, 3), date(2027, 5, 7), PeriodKind.BUSY)
    known = Calendars(SCHOOLS, {1: [bridge, busy]}, ())

    assert told(date(2027, 5, 5), known, lasts=3) == [
        (Level.STOP, "Bevrijdingsdag: alle scholen zijn gesloten (wo 5 mei)."),
        (Level.STOP, "Hemelvaartsdag: alle scholen zijn gesloten (do 6 mei)."),
        (Level.WARN, "Projectweek: De Kade."),
        (Level.WARN, "De dag voor een vakantie (Brugdag) voor De Kade (do 6 mei)."),
        (Level.WARN, "De Kade is vrij: Brugdag (vr 7 mei)."),
        (Level.HINT, "Op woensdag en vrijdag is menige deeltijder vrij (wo 5 mei, vr 7 mei)."),
    ]


def test_a_trip_meets_an_event_on_its_last_day_only_once() -> None:
    event = Planned(7, "Lassen", THURSDAY, THURSDAY)

    assert told(THURSDAY - timedelta(days=1), calendars(events=(event,)), lasts=2)[0] == (Level.WARN, "Dezelfde dag als Lassen.")


def test_the_nearest_days_for_a_trip_have_room_for_all_of_it() -> None:
    found = nearest_days(Question(date(2026, 11, 27), lasts=3), calendars())

    assert found == [date(2026, 11, 25), date(2026, 11, 30), date(2026, 11, 24)]


@pytest.mark.parametrize(("ahead", "said"), [(27, True), (28, False), (0, False), (-3, False)])
def test_less_than_four_weeks_ahead_is_a_hint_for_what_is_still_to_be_published(ahead: int, said: bool) -> None:
    today = THURSDAY - timedelta(days=ahead)

    assert (
        told(THURSDAY, calendars(), today=today)
        == [(Level.HINT, "Minder dan vier weken van tevoren: mensen hebben hun lessen dan al gepland.")] * said
    )


def test_who_is_told_in_a_holiday_is_a_hint() -> None:
    known = calendars(AUTUMN, of=(1, 2))

    assert told(THURSDAY, known, today=date(2026, 10, 12)) == [(Level.HINT, "Wie het vandaag hoort, heeft vakantie: 2 van 3 scholen zijn vrij.")]


def test_days_to_bear_in_mind_are_a_hint() -> None:
    ramadan = period("Ramadan (ongeveer)", THURSDAY, THURSDAY, PeriodKind.SOFT)

    assert told(THURSDAY, calendars(ramadan, of=(1, 2, 3))) == [(Level.HINT, "Ramadan (ongeveer).")]


def test_exams_and_busy_weeks_name_their_schools() -> None:
    exams, week = (period("Centraal examen", THURSDAY, THURSDAY, PeriodKind.EXAM), period("Projectweek", THURSDAY, THURSDAY, PeriodKind.BUSY))
    known = Calendars(SCHOOLS, {1: [exams, week], 2: [exams], 3: [exams]}, ())

    assert told(THURSDAY, known) == [(Level.WARN, "Centraal examen: alle scholen."), (Level.WARN, "Projectweek: De Kade.")]


@pytest.mark.parametrize(("starts", "said"), [(time(15), ["Les tot 15.10 op Elan, Waterrand."]), (time(15, 10), []), (None, [])])
def test_lessons_that_still_run_are_one_hint_for_all_schools_of_that_time(starts: time | None, said: list[str]) -> None:
    late = [Member(number, name, lesson_ends=("14:20", "15:10")) for number, name in ((8, "Waterrand"), (9, "Elan"))]

    assert [text for _level, text in told(THURSDAY, Calendars(late, {}, ()), starts)] == said


def test_wednesdays_and_fridays_are_a_hint() -> None:
    assert [told(THURSDAY + timedelta(days=days), calendars()) for days in (-1, 1)] == [
        [(Level.HINT, "Op woensdag en vrijdag is menige deeltijder vrij.")]
    ] * 2


def test_the_worst_comes_first() -> None:
    event = Planned(7, "Lassen", date(2026, 10, 16), date(2026, 10, 16))
    levels = [level for level, _text in told(date(2026, 10, 16), calendars(AUTUMN, of=(1, 2), events=(event,)))]

    assert levels == sorted(levels, reverse=True)
    assert set(levels) == set(Level)


def test_the_nearest_days_have_nothing_against_them() -> None:
    known = calendars(AUTUMN, of=(1, 2, 3))

    found = nearest_days(Question(date(2026, 10, 15)), known)

    assert found == [date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 21)]


def test_when_nothing_is_free_nothing_is_suggested() -> None:
    always = period("Lockdown", date(2026, 1, 1), date(2027, 12, 31))

    assert nearest_days(Question(THURSDAY), calendars(always, of=(1, 2, 3))) == []
