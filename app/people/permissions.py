"""The table of rights: who may do what, a sentence each."""

import enum
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user
from werkzeug.local import LocalProxy

from app.people.labels import ROLE_LABELS
from app.people.models import Access, Person


class Permission(enum.StrEnum):
    """One thing somebody may do."""

    PUBLIC = "public"
    OWN_PAGE = "own_page"
    OWN_SCHOOL = "own_school"
    SEE_EVENTS = "see_events"
    ORGANISE_EVENTS = "organise_events"
    SEE_ATTENDANCE = "see_attendance"
    CORRECT_ATTENDANCE = "correct_attendance"
    RUN_DOOR = "run_door"
    READ_MAIL = "read_mail"
    MANAGE_SCHOOLS = "manage_schools"
    MANAGE_PEOPLE = "manage_people"
    EXPORT_PEOPLE = "export_people"
    ERASE_PEOPLE = "erase_people"
    MANAGE_ACCESS = "manage_access"
    MANAGE_SETTINGS = "manage_settings"
    READ_LOG = "read_log"


SENTENCES = {
    Permission.PUBLIC: _("See the agenda and the events, register, and use a ticket."),
    Permission.OWN_PAGE: _("See the own registrations and all data that are kept about oneself, and correct them."),
    Permission.OWN_SCHOOL: _("See and correct the people of the own school, and see its registrations and figures; nothing of other schools."),
    Permission.SEE_EVENTS: _("See all events with their programmes, drafts too."),
    Permission.ORGANISE_EVENTS: _("Plan, publish and call off events, and see who has registered."),
    Permission.SEE_ATTENDANCE: _("See and download who was there."),
    Permission.CORRECT_ATTENDANCE: _("Correct who was there."),
    Permission.RUN_DOOR: _("Open and close stations at the door."),
    Permission.READ_MAIL: _("See which mail has been sent, and which waits."),
    Permission.MANAGE_SCHOOLS: _("Add, change, accept and merge schools and companies."),
    Permission.MANAGE_PEOPLE: _("See the address book, add, change, tag, import and merge people."),
    Permission.EXPORT_PEOPLE: _("Download the whole address book. Asks to sign in once more."),
    Permission.ERASE_PEOPLE: _("Erase somebody for good. Asks to sign in once more."),
    Permission.MANAGE_ACCESS: _("Decide what others may do, and end their sessions. Asks to sign in once more."),
    Permission.MANAGE_SETTINGS: _("Change the settings of the region, such as how long data are kept."),
    Permission.READ_LOG: _("Read and download who did what when."),
}
_PARTICIPANT = frozenset({Permission.PUBLIC, Permission.OWN_PAGE})
_ADMINISTRATION = frozenset({Permission.MANAGE_ACCESS, Permission.MANAGE_SETTINGS, Permission.READ_LOG})
ALLOWED: dict[Access, frozenset[Permission]] = {
    Access.PARTICIPANT: _PARTICIPANT,
    Access.SCHOOL_CONTACT: _PARTICIPANT | {Permission.OWN_SCHOOL},
    Access.VIEWER: _PARTICIPANT | {Permission.SEE_EVENTS, Permission.SEE_ATTENDANCE},
    Access.ORGANISER: frozenset(Permission) - _ADMINISTRATION - {Permission.OWN_SCHOOL},
    Access.ADMINISTRATOR: frozenset(Permission) - {Permission.OWN_SCHOOL},
}
REQUIRES, LATELY = "requires_permission", "requires_a_fresh_sign_in"
View = TypeVar("View", bound=Callable[..., Any])


def may(person: Person | None, permission: Permission) -> bool:
    """Whether this person, or nobody in particular, may do this."""
    if person is None:
        return permission is Permission.PUBLIC
    return permission in ALLOWED[person.access]


def has_signed_in_lately() -> bool:
    """Whether the person of this request has shown who she is within the last minutes: asked before what can't be undone."""
    return bool(g.get("signed_in_lately"))


def signed_in() -> Person | None:
    """The person of this request: the real one, not Flask-Login's proxy."""
    person = current_user._get_current_object()  # the proxy would end up inside relationships
    return person if isinstance(person, Person) else None


def somebody() -> Person:
    """The person of a request that `requires` has let through. Raises 401 when there is none."""
    person = signed_in()
    if person is None:
        abort(401)
    return person


def can(permission: str) -> bool:
    """For templates: can("organise_events")."""
    return may(signed_in(), Permission(permission))


def requires(permission: Permission, *, lately: bool = False) -> Callable[[View], View]:
    """Guard a view: strangers go and sign in, people without the right get 403.

    `lately`: who signed in longer ago does so once more, and comes back.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if permission is Permission.PUBLIC or may(signed_in(), permission):
                return view(*args, **kwargs) if not lately or has_signed_in_lately() else _once_more()
            if signed_in() is not None or request.method not in ("GET", "HEAD"):
                abort(403)
            return redirect(url_for("accounts.sign_in", next=_here()))

        setattr(guarded, REQUIRES, permission)
        setattr(guarded, LATELY, lately)
        return cast(View, guarded)

    return guard


def _once_more() -> ResponseReturnValue:
    """What was sent is not kept: the page is shown again after signing in."""
    return redirect(url_for("accounts.sign_in_again", next=_here() if request.method == "GET" else urlsplit(request.referrer or "").path))


def _here() -> str:
    return request.full_path.rstrip("?")


def init_app(app: Flask) -> None:
    """Give templates `can`, the person at the screen (asked for only when used), and roles in words."""
    app.jinja_env.globals["can"] = can  # for components too, which are imported without the page's context
    app.context_processor(lambda: {"current_person": LocalProxy(signed_in), "role_labels": ROLE_LABELS})
