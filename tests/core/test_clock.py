"""Amsterdam's clock across both changes of 2026: 29 March (02:00 becomes 03:00) and 25 October (03:00 becomes 02:00)."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from app.core import clock

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_now_is_aware_and_utc() -> None:
    before = datetime.now(UTC)

    assert clock.now().tzinfo is UTC
    assert clock.now() >= before


@pytest.mark.parametrize(
    ("day", "wall", "instant"),
    [
        (date(2026, 1, 15), time(15), datetime(2026, 1, 15, 14, tzinfo=UTC)),
        (date(2026, 7, 15), time(15), datetime(2026, 7, 15, 13, tzinfo=UTC)),
        (SPRING, time(1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (SPRING, time(3), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (AUTUMN, time(1, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (AUTUMN, time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (AUTUMN, time(3), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_wall_clock_times_and_instants(day: date, wall: time, instant: datetime) -> None:
    assert clock.instant_of(day, wall) == instant
    assert clock.local(instant).replace(tzinfo=None) == datetime.combine(day, wall)
    assert clock.local_day(instant) == day


@pytest.mark.parametrize("wall", [time(2), time(2, 30), time(2, 59, 59)])
def test_the_hour_that_summer_time_skips_does_not_exist(wall: time) -> None:
    with pytest.raises(clock.NoSuchTime):
        clock.instant_of(SPRING, wall)


def test_another_zone_on_a_wall_time_is_not_listened_to() -> None:
    assert clock.instant_of(AUTUMN, time(12, tzinfo=timezone(timedelta(hours=9)))) == datetime(2026, 10, 25, 11, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_days_have_the_hours_they_have(day: date, hours: int) -> None:
    assert clock.start_of_day(day + timedelta(days=1)) - clock.start_of_day(day) == timedelta(hours=hours)


@pytest.mark.parametrize(("eve", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25)])
def test_a_day_later_is_the_same_time_on_the_wall(eve: date, hours: int) -> None:
    afternoon = clock.instant_of(eve, time(15))

    later, back = clock.days_after(afternoon, 1), clock.days_after(clock.days_after(afternoon, 1), -1)

    assert later - afternoon == timedelta(hours=hours)
    assert clock.local(later).time() == time(15)
    assert back == afternoon


def test_days_later_in_the_skipped_hour_do_not_exist() -> None:
    with pytest.raises(clock.NoSuchTime):
        clock.days_after(clock.instant_of(date(2026, 3, 28), time(2, 30)), 1)


@pytest.mark.parametrize("instant", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)])
def test_no_days_later_is_the_same_instant_even_in_the_doubled_hour(instant: datetime) -> None:
    assert clock.days_after(instant, 0) == instant


def test_the_day_turns_at_midnight_in_amsterdam() -> None:
    late, midnight = datetime(2026, 7, 1, 21, 59, tzinfo=UTC), datetime(2026, 7, 1, 22, tzinfo=UTC)

    assert [clock.local_day(late), clock.local_day(midnight)] == [date(2026, 7, 1), date(2026, 7, 2)]
