"""Dutch first, English complete."""

from functools import cache
from gettext import NullTranslations

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations

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


def speak(app: Flask) -> None:
    """Let templates find a catalogue by its language at once: Flask-Babel asks the context five times for every word."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's extension for translations
        lambda text: _catalogue(language()).gettext(text),
        lambda one, many, number: _catalogue(language()).ngettext(one, many, number),
        newstyle=True,
    )


@cache
def _catalogue(code: str) -> NullTranslations:
    with force_locale(code):
        found: NullTranslations = get_translations()
    return found
