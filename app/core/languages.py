"""Dutch first, English complete."""

from flask import has_request_context, request, session
from flask_babel import Babel, get_locale

LANGUAGES = {"nl": "Nederlands", "en": "English"}
babel = Babel()


def chosen_language() -> str:
    """The language of this browser: chosen in the footer, else the demand of the address, else Dutch."""
    if not has_request_context():
        return "nl"
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else (request.accept_languages.best_match(list(LANGUAGES), "nl") or "nl")


def language() -> str:
    """The language now in force, inside or outside a request."""
    locale = get_locale()
    return locale.language if locale else "nl"
