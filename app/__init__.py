"""Inloop: events and study afternoons for regional networks of vocational schools."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from app import commands
from app.accounts import access_views, oidc_views, passkey_views, privacy_views, rights_views, session_views, site_views, statement_views
from app.accounts import holdings as accounts_holdings  # noqa: F401 - each says what its package keeps about people
from app.accounts import views as accounts_views
from app.calendars import emails as calendar_mail  # noqa: F401 - registers what mail can carry
from app.calendars import views as calendars_views
from app.checkin import api as door_api
from app.checkin import holdings as checkin_holdings  # noqa: F401
from app.checkin import views as checkin_views
from app.core import addresses, errors, limits, security, templating
from app.core.database import db, engine_options, migrate
from app.core.languages import babel, chosen_language
from app.events import holdings as events_holdings  # noqa: F401
from app.events import itinerary_views, life_views, programme_views, zone_views
from app.events import rooms as events_rooms  # noqa: F401 - hears what becomes of the rooms of venues
from app.events import views as events_views
from app.media import attachment_views, picture_views
from app.people import (  # noqa: F401
    erasure_views,
    holdings,
    import_views,
    log_holding,
    mail_holding,
    permissions,
    settings_views,
)
from app.people import views as people_views
from app.planning import period_views
from app.planning import views as planning_views
from app.region import theme_views
from app.region import views as region_views
from app.registrations import holdings as registrations_holdings  # noqa: F401
from app.registrations import merge_views
from app.registrations import views as registrations_views
from app.reports import log_views, outbox_views, school_views
from app.reports import views as reports_views
from app.schools import views as schools_views
from app.venues import room_views
from app.venues import views as venues_views
from config import ROOT, from_environment

VIEWS = (
    site_views,
    accounts_views,
    session_views,
    oidc_views,
    passkey_views,
    access_views,
    rights_views,
    privacy_views,
    statement_views,
    erasure_views,
    settings_views,
    events_views,
    life_views,
    programme_views,
    itinerary_views,
    zone_views,
    picture_views,
    attachment_views,
    venues_views,
    room_views,
    schools_views,
    people_views,
    import_views,
    merge_views,
    region_views,
    theme_views,
    planning_views,
    period_views,
    registrations_views,
    calendars_views,
    checkin_views,
    door_api,
    reports_views,
    outbox_views,
    log_views,
    school_views,
)


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Make the application from the environment, or from the settings given."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "app" / "static"))
    app.config.update(from_environment() if settings is None else settings)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    migrate.init_app(app, directory=str(ROOT / "migrations"))
    babel.init_app(app, default_translation_directories=str(ROOT / "app" / "translations"), locale_selector=chosen_language)
    app.login_manager = accounts_views.login_manager  # type: ignore[attr-defined]  # init_app would read the session for every answer
    addresses.init_app(app)
    security.init_app(app)
    limits.init_app(app)
    templating.init_app(app)
    permissions.init_app(app)
    errors.init_app(app)
    commands.init_app(app)
    for views in VIEWS:
        app.register_blueprint(views.bp)
    _serve_static_files(app)
    return app


def _serve_static_files(app: Flask) -> None:
    """Built files, whose names hold their hash, are kept by browsers for ever."""
    dist = Path(app.static_folder or "") / "dist"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(dist),
        prefix="static/dist/",
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=security.secure_file,
    )
