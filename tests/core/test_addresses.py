"""Numbers that no row has and texts that no database takes are no page."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound


@pytest.mark.parametrize(("number", "read"), [("0", 0), ("7", 7), ("007", 7), ("2147483647", 2147483647)])
def test_numbers_of_rows(site: Flask, number: str, read: int) -> None:
    endpoint, values = site.url_map.bind("inloop.test").match(f"/organise/venues/{number}/edit")

    assert (endpoint, values) == ("venues.edit", {"venue_id": read})


@pytest.mark.parametrize("path", ["/organise/venues/2147483648/edit", f"/organise/venues/{'9' * 5000}/edit", "/organise/venues/-1/edit"])
def test_numbers_that_no_row_has(site: Flask, path: str) -> None:
    with pytest.raises(NotFound):
        site.url_map.bind("inloop.test").match(path)


@pytest.mark.parametrize("path", ["/events/a\0b", "/events/\0.ics", "/tickets/\0/qr.svg", "/door/\0", "/sign-in/\0"])
def test_null_bytes_are_no_part_of_an_address(site: Flask, path: str) -> None:
    with pytest.raises(NotFound):
        site.url_map.bind("inloop.test").match(path)
