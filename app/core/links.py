"""Addresses for mail, calendars and paper: built on BASE_URL, never on the request."""

from flask import current_app


def link(endpoint: str, **values: object) -> str:
    """The full address of an endpoint, inside or outside a request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"
