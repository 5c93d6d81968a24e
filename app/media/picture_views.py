"""The picture of an event: for everybody who may see the event, and where organisers choose it."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.limits import limited
from app.core.security import A_YEAR
from app.core.uploads import file_size, make_room
from app.events.models import Event
from app.events.queries import event_or_404
from app.media import pictures, pixels, queries
from app.media.forms import PictureForm
from app.people.permissions import Permission, may, requires, signed_in, somebody

bp = Blueprint("pictures", __name__)
make_room(bp, {"edit": pixels.LARGEST})


@bp.get("/events/<slug>/pictures/<fingerprint>-<int:width>.<any(avif, webp, jpeg):file_format>")
@requires(Permission.PUBLIC)
def file(slug: str, fingerprint: str, width: int, file_format: str) -> ResponseReturnValue:
    """A picture in one size and format. Another picture has another address, so browsers keep it for ever; of a draft nobody else does."""
    event, content = queries.picture_file_or_404(slug, fingerprint, width, file_format)
    if not event.is_public and not may(signed_in(), Permission.SEE_EVENTS):
        abort(404)
    response = Response(content, content_type=f"image/{file_format}")
    response.headers["Cache-Control"] = f"{'public' if event.is_public else 'private'}, max-age={A_YEAR}, immutable"
    response.set_etag(f"{fingerprint}-{width}-{file_format}")
    return response.make_conditional(request)


@bp.route("/organise/events/<slug>/picture", methods=["GET", "POST"])
@limited("60/hour")
@requires(Permission.ORGANISE_EVENTS)
def edit(slug: str) -> ResponseReturnValue:
    """Choose a picture, or say what is on it."""
    event = event_or_404(slug)
    picture = queries.find_picture(event)
    form = PictureForm.of(event, picture)
    if form.validate_on_submit():
        try:
            _keep(event, form)
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".edit", slug=slug))
    return render_template("pictures/edit.html", event=event, form=form, picture=queries.find_picture(event), largest=file_size(pixels.LARGEST))


@bp.post("/organise/events/<slug>/picture/remove")
@requires(Permission.ORGANISE_EVENTS)
def remove(slug: str) -> ResponseReturnValue:
    """Take the picture away."""
    pictures.remove(event_or_404(slug), by=somebody().id, at=clock.now())
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".edit", slug=slug))


def _keep(event: Event, form: PictureForm) -> None:
    alt, by, at = form.alt.data or "", somebody().id, clock.now()
    if form.file.data:
        pictures.keep(event, content=form.file.content, alt=alt, by=by, at=at)
    else:
        pictures.describe(event, alt=alt, by=by, at=at)
