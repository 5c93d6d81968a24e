"""What events are about: the names that organisers typed, put in order."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.events.queries import number_by_theme
from app.people.permissions import Permission, requires, somebody
from app.region import queries, themes
from app.region.forms import MergeForm, ThemeForm

bp = Blueprint("themes", __name__, url_prefix="/organise/themes")


@bp.get("/")
@requires(Permission.ORGANISE_EVENTS)
def index() -> ResponseReturnValue:
    """All themes, with how many events each has."""
    return render_template("themes/index.html", themes=queries.themes(), numbers=number_by_theme())


@bp.route("/<int:theme_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(theme_id: int) -> ResponseReturnValue:
    """Give a theme another name."""
    theme = queries.theme_or_404(theme_id)
    form = ThemeForm(obj=theme)
    if form.validate_on_submit():
        try:
            themes.rename(theme, form.title.data, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".index"))
    return render_template("themes/edit.html", form=form, theme=theme)


@bp.route("/<int:theme_id>/merge", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def merge(theme_id: int) -> ResponseReturnValue:
    """Make two themes one."""
    theme = queries.theme_or_404(theme_id)
    form = MergeForm().offering(queries.themes(), apart=theme)
    if form.validate_on_submit():
        themes.merge(theme, into=form.chosen, by=somebody().id, at=clock.now())
        db.session.commit()
        flash(_("The two are one theme now."))
        return redirect(url_for(".index"))
    return render_template("themes/merge.html", form=form, theme=theme, number=number_by_theme().get(theme.id, 0))
