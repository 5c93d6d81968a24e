"""Files that somebody sends; the pages that take them have tests of their own."""

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.uploads import file_size


@pytest.mark.parametrize(
    ("size", "dutch"),
    [
        (0, "0 kB"),
        (1, "1 kB"),
        (1_000, "1 kB"),
        (1_001, "2 kB"),
        (999_999, "1.000 kB"),
        (1_000_000, "1 MB"),
        (1_400_000, "1,4 MB"),
        (15_000_001, "15,1 MB"),
    ],
)
def test_sizes_are_said_as_people_say_them_and_never_too_small(app: Flask, size: int, dutch: str) -> None:
    with force_locale("nl"):
        assert file_size(size) == dutch
