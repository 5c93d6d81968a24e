"""The table of rights: who may do what, a sentence each."""

import enum
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, redirect, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user
from werkzeug.local import LocalProxy

from app.people.labels import ROLE_LABELS
from app.people.models import Access, Person


class Permission(enum.StrEnum):
    """One thing somebody may do."""

    PUBLIC = "public"
    OWN_PAGE = "own_page"
    ORGANISE_EVENTS = "organise_events"
    READ_MAIL = "read_mail"
    RUN_DOOR = "run_door"
    ATTENDANCE = "attendance"


SENTENCES = {
    Permission.PUBLIC: _("Everybody may see the agenda and register."),
    Permission.OWN_PAGE: _("Who is signed in sees the own registrations."),
    Permission.ORGANISE_EVENTS: _("Plan, publish and call off events, and see who has registered."),
    Permission.READ_MAIL: _("See which mail has been sent, and which waits."),
    Permission.RUN_DOOR: _("Open and close stations at the door."),
    Permission.ATTENDANCE: _("See and correct who was there."),
}
ALLOWED: dict[Access, frozenset[Permission]] = {
    Access.PARTICIPANT: frozenset({Permission.PUBLIC, Permission.OWN_PAGE}),
    Access.ORGANISER: frozenset(Permission),
}
REQUIRES = "requires_permission"
View = TypeVar("View", bound=Callable[..., Any])


def may(person: Person | None, permission: Permission) -> bool:
    """Whether this person, or nobody in particular, may do this."""
    if person is None:
        return permission is Permission.PUBLIC
    return permission in ALLOWED[person.access]


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


def requires(permission: Permission) -> Callable[[View], View]:
    """Guard a view: strangers go and sign in, people without the right get 403."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if permission is Permission.PUBLIC or may(signed_in(), permission):
                return view(*args, **kwargs)
            if signed_in() is not None or request.method not in ("GET", "HEAD"):
                abort(403)
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))

        setattr(guarded, REQUIRES, permission)
        return cast(View, guarded)

    return guard


def init_app(app: Flask) -> None:
    """Give templates `can`, the person at the screen (asked for only when used), and roles in words."""
    app.context_processor(lambda: {"can": can, "current_person": LocalProxy(signed_in), "role_labels": ROLE_LABELS})
