"""Refusals that speak to the reader, and pages for what goes wrong."""

from flask import Flask, Response, json, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, ServiceUnavailable

from app.core.database import db


class DomainError(Exception):
    """A rule of the domain says no; str() is a sentence for the person at the screen, in her language.

    `field` names the form field it is about, when there is one.
    """

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    def __str__(self) -> str:
        return str(self.args[0])


def init_app(app: Flask) -> None:
    """Answer every error with a page, or with problem+json below /api/."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(NoConnectionFree, _database_away)


def _answer(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    if request.path.startswith("/api/"):
        body = json.dumps({"type": "about:blank", "title": error.name, "status": status, "detail": error.description})
        answer = Response(body, status, content_type="application/problem+json")
    else:
        db.session.rollback()
        title, text = _words(status)
        answer = Response(render_template("errors/error.html", status=status, title=title, text=text), status)
    answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return answer


def _unknown_host(error: SecurityError) -> ResponseReturnValue:
    """Asked for under a name that is not ours: no page, as there is no address to link to."""
    return Response("This site has another address.\n", 400, content_type="text/plain; charset=utf-8")


def _database_away(error: Exception) -> ResponseReturnValue:
    """The database is gone or full: say so, nothing is half done, come back."""
    db.session.rollback()
    unavailable = ServiceUnavailable(retry_after=10)
    return _answer(unavailable)


def _words(status: int) -> tuple[str, str]:
    if status == InternalServerError.code:
        return _("Something went wrong here"), _("It is our mistake, not yours. Try again in a moment.")
    return {
        400: (_("That did not work"), _("The page was open for a long time, or in another tab. Go back, reload it and try again.")),
        403: (_("This is not for you to see"), _("Sign in as somebody who may, or ask the organisers.")),
        404: (_("This page does not exist"), _("The link may be old, or cut in two by a mail program. The agenda has all events.")),
        405: (_("This can't be opened by itself"), _("Go back and use the button on the page.")),
        429: (_("That was very often"), _("Wait a while, then try again. This keeps out who tries everything.")),
        413: (_("That is too much at once"), _("Send a smaller file or a shorter text.")),
        503: (_("Inloop can't be reached for a moment"), _("Nothing has been lost. Try again in ten seconds.")),
    }.get(status, (_("That did not work"), _("Go back and try again.")))
