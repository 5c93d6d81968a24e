"""The browser at the other end: what it is called, and what its cookie holds."""

from datetime import datetime

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries, sessions
from app.accounts.models import BrowserSession
from app.core.security import own_path
from app.people.models import Person

COOKIE_KEY, REQUEST_KEY = "browser", "sign_in"
# What a browser says of itself, the most telling first: Edge also says Chrome, and Chrome also says Safari.
PROGRAMS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox"}
PROGRAMS |= {"CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "CrOS": "ChromeOS", "Macintosh": "macOS", "Linux": "Linux"}


def name_of(user_agent: str) -> str:
    """What people call this browser: "Firefox on Windows"."""
    program = next((name for sign, name in PROGRAMS.items() if sign in user_agent), None)
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), None)
    if program and system:
        return str(_("%(browser)s on %(system)s", browser=program, system=system))
    return program or system or str(_("An unknown browser"))


def session_here(*, at: datetime) -> BrowserSession | None:
    """The session of the browser that sends this request."""
    key = session.get(COOKIE_KEY)
    return queries.find_session(key, at=at) if key else None


def welcome(person: Person, *, way: str, at: datetime, next_path: str = "", trusted: bool = False) -> ResponseReturnValue:
    """Sign somebody in in this browser; nothing stays of what its cookie held but the language. The view commits."""
    name = name_of(request.headers.get("User-Agent", ""))
    key, is_trusted = sessions.enter(person, way=way, here=session_here(at=at), browser=name, trusted=trusted, at=at)
    clear()
    session[COOKIE_KEY] = key
    session.permanent = is_trusted
    return redirect(own_path(next_path, otherwise=url_for("accounts.me")))


def clear() -> None:
    """Begin with an empty cookie; only the language stays."""
    language = session.get("language")
    session.clear()
    session.permanent = False
    if language:
        session["language"] = language


def secret() -> str:
    """The key that seals what is short enough to guess."""
    return str(current_app.config["SECRET_KEY"])
