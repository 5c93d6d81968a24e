"""The outbox as organisers see it: what has been sent, what waits and why, and exactly what it says."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.database import db
from app.core.templating import page_asked
from app.mail import operations, queries
from app.mail.attachments import Attachment, make
from app.mail.letters import letter
from app.mail.models import Mail, MailStatus
from app.people.permissions import Permission, requires

bp = Blueprint("outbox", __name__, url_prefix="/organise/mail")
BODY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox allow-same-origin"


@bp.get("/")
@requires(Permission.READ_MAIL)
def index() -> ResponseReturnValue:
    """The latest mails, and how many wait or failed."""
    asked, page = request.args.get("status", ""), page_asked()
    status = MailStatus(asked) if asked in {status.value for status in MailStatus} else None
    found = queries.latest(status=status, page=page)
    return render_template(
        "outbox/index.html",
        mails=[(mail, letter(mail).subject) for mail in found[: queries.PAGE]],
        counts=queries.counts(),
        status=status,
        statuses=list(MailStatus),
        page=page,
        has_more=len(found) > queries.PAGE,
    )


@bp.get("/<int:mail_id>")
@requires(Permission.READ_MAIL)
def show(mail_id: int) -> ResponseReturnValue:
    """One mail: envelope, text, HTML, attachments."""
    mail = queries.mail_or_404(mail_id)
    attachments = _attachments(mail) if _may_read(mail) else []
    return render_template("outbox/show.html", mail=mail, letter=letter(mail), attachments=attachments, may_read=_may_read(mail))


@bp.get("/<int:mail_id>/body")
@requires(Permission.READ_MAIL)
def body(mail_id: int) -> ResponseReturnValue:
    """The HTML of a mail, for a frame in which it can do nothing."""
    mail = _readable_or_404(mail_id)
    html = letter(mail).html
    for number, attachment in enumerate(_attachments(mail)):
        if attachment.content_id:
            html = html.replace(f"cid:{attachment.content_id}", url_for(".attachment", mail_id=mail.id, number=number))
    return html, {"Content-Security-Policy": BODY_POLICY}


@bp.get("/<int:mail_id>/attachments/<int:number>")
@requires(Permission.READ_MAIL)
def attachment(mail_id: int, number: int) -> ResponseReturnValue:
    """One attachment."""
    attachments = _attachments(_readable_or_404(mail_id))
    if number >= len(attachments):
        abort(404)
    chosen = attachments[number]
    headers = {"Content-Disposition": f'attachment; filename="{chosen.filename}"'}
    return Response(chosen.content, mimetype=chosen.media_type, headers=headers)


@bp.post("/<int:mail_id>/retry")
@requires(Permission.READ_MAIL)
def retry(mail_id: int) -> ResponseReturnValue:
    """Send a mail that failed once more."""
    operations.retry(queries.mail_or_404(mail_id), at=clock.now())
    db.session.commit()
    flash(_("The mail will be sent once more."))
    return redirect(url_for(".show", mail_id=mail_id))


def _may_read(mail: Mail) -> bool:
    """A mail with a sign-in code is nobody's but its reader's; in the demo it is there to be read."""
    return bool(not mail.is_secret or current_app.config["DEMO"])


def _readable_or_404(mail_id: int) -> Mail:
    mail = queries.mail_or_404(mail_id)
    return mail if _may_read(mail) else abort(404)


def _attachments(mail: Mail) -> list[Attachment]:
    return [make(order) for order in mail.attachments]
