"""What somebody probably meant."""

import pytest

from app.schools.likeness import Known, compared, likeliest

KNOWN = [
    Known(1, "Waterrand College", "Waterrand", "Meerdam"),
    Known(2, "Vakcollege Polderlicht", "Polderlicht", "Veenwijk"),
    Known(3, "Scholengemeenschap De Kade", "De Kade", "Meerdam"),
    Known(4, "École Élan", "", "Vaarthuizen"),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Waterand", [1]),
        ("waterrandcollege", [1]),
        ("Vakcolege Polderligt Veenwijk", [2]),
        ("ELAN", [4]),
        ("kade", [3]),
        ("Meerdam", [3, 1]),
        ("Zuiderzee College", []),
        ("Vakcollege", []),
        ("", []),
        ("👩🏽‍🔧", []),
    ],
)
def test_names_that_share_most_come_first(typed: str, meant: list[int]) -> None:
    assert [school.id for school in likeliest(typed, map(compared, KNOWN))] == meant


def test_no_more_than_one_can_look_at() -> None:
    many = [Known(number, f"Waterrand {number:02}", "", "") for number in range(20)]

    assert [school.id for school in likeliest("waterrand", map(compared, many))] == [0, 1, 2]
