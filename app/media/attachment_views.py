"""The files of an event: to download for everybody who may see the event, and where organisers put them."""

import io

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.limits import limited
from app.core.uploads import file_size, make_room
from app.events.queries import event_or_404
from app.media import attachments, queries
from app.media.file_types import type_called
from app.media.forms import AttachmentForm, TitleForm
from app.people.permissions import Permission, may, requires, signed_in, somebody

bp = Blueprint("attachments", __name__)
bp.add_app_template_filter(file_size)
bp.add_app_template_filter(type_called)
make_room(bp, {"add": attachments.LARGEST})
FRESH_FOR = 300  # seconds: what has been taken away is gone within minutes
POLICY = "default-src 'none'; sandbox"


@bp.get("/events/<slug>/attachments/<int:attachment_id>/<filename>")
@requires(Permission.PUBLIC)
def file(slug: str, attachment_id: int, filename: str) -> ResponseReturnValue:
    """A file to keep: never shown as a page of ours, whatever is in it."""
    event, attachment = queries.file_or_404(slug, attachment_id, filename)
    if not event.is_public and not may(signed_in(), Permission.SEE_EVENTS):
        abort(404)
    response = send_file(
        io.BytesIO(attachment.content),
        mimetype=attachment.content_type,
        as_attachment=True,
        download_name=attachment.filename,
        etag=f"attachment-{attachment.id}",  # what is in it never changes
    )
    response.headers["Cache-Control"] = f"{'public' if event.is_public else 'private'}, max-age={FRESH_FOR}"
    response.headers["Content-Security-Policy"] = POLICY
    return response


@bp.get("/organise/events/<slug>/attachments")
@requires(Permission.ORGANISE_EVENTS)
def index(slug: str) -> ResponseReturnValue:
    """The files of an event."""
    event = event_or_404(slug)
    return render_template("attachments/index.html", event=event, attachments=queries.attachments_of(event), most=attachments.MOST)


@bp.route("/organise/events/<slug>/attachments/add", methods=["GET", "POST"])
@limited("120/hour")
@requires(Permission.ORGANISE_EVENTS)
def add(slug: str) -> ResponseReturnValue:
    """Put a file there."""
    event, form = event_or_404(slug), AttachmentForm()
    if form.validate_on_submit():
        try:
            attachments.add(event, title=form.title.data, filename=form.file.filename, content=form.file.content, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("attachments/add.html", event=event, form=form, largest=file_size(attachments.LARGEST))


@bp.route("/organise/events/<slug>/attachments/<int:attachment_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISE_EVENTS)
def edit(slug: str, attachment_id: int) -> ResponseReturnValue:
    """Change what a file is called."""
    event = event_or_404(slug)
    attachment = queries.attachment_or_404(event, attachment_id)
    form = TitleForm(obj=attachment)
    if form.validate_on_submit():
        try:
            attachments.rename(event, attachment, title=form.title.data, by=somebody().id, at=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _saved(slug)
    return render_template("attachments/edit.html", event=event, form=form, attachment=attachment)


@bp.post("/organise/events/<slug>/attachments/<int:attachment_id>/remove")
@requires(Permission.ORGANISE_EVENTS)
def remove(slug: str, attachment_id: int) -> ResponseReturnValue:
    """Take a file away."""
    event = event_or_404(slug)
    attachments.remove(event, queries.attachment_or_404(event, attachment_id), by=somebody().id, at=clock.now())
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".index", slug=slug))


def _saved(slug: str) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".index", slug=slug))
