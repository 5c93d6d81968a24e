"""Pages that are the same for everybody, made once for all who ask at the same moment."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.languages import language

View = Callable[..., ResponseReturnValue]


def for_a_moment(view: View) -> View:
    """Give who brings no cookie the page of this fifth of a second. Only for pages without anything of the session, such as a token."""

    one_at_a_time = Lock()  # when a moment has passed one makes the page, and the others wait for it

    @lru_cache(maxsize=64)
    def page(_moment: int, _address: str, _language: str, arguments: tuple[tuple[str, Any], ...]) -> ResponseReturnValue:
        return view(**dict(arguments))

    @wraps(view)
    def shared(**arguments: Any) -> ResponseReturnValue:
        if request.cookies:
            return view(**arguments)
        with one_at_a_time:
            return page(clock.moment(), request.full_path, language(), tuple(arguments.items()))

    return shared
