"""Who was there: on the screen, as a file, on paper."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.checkin.operations import mark_present
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.limits import limited
from app.core.spreadsheets import as_csv
from app.events.queries import event_or_404
from app.people.permissions import Permission, can, requires, somebody
from app.reports import queries
from app.reports.exports import attendance_rows

bp = Blueprint("reports", __name__, url_prefix="/organise/events/<slug>")


@bp.get("/attendance")
@requires(Permission.SEE_ATTENDANCE)
def attendance(slug: str) -> ResponseReturnValue:
    """Present and absent, to be corrected in place."""
    event = event_or_404(slug)
    registrations = queries.attendance(event)
    present = sum(registration.seats for registration in registrations if registration.checked_in_at)
    return render_template("reports/attendance.html", event=event, registrations=registrations, present=present)


@bp.post("/attendance/<int:registration_id>/present")
@requires(Permission.CORRECT_ATTENDANCE)
def present(slug: str, registration_id: int) -> ResponseReturnValue:
    """Mark somebody present."""
    return _mark(slug, registration_id, is_present=True)


@bp.post("/attendance/<int:registration_id>/absent")
@requires(Permission.CORRECT_ATTENDANCE)
def absent(slug: str, registration_id: int) -> ResponseReturnValue:
    """Mark somebody absent."""
    return _mark(slug, registration_id, is_present=False)


@bp.get("/attendance.csv")
@limited("120/hour", methods=("GET",))
@requires(Permission.SEE_ATTENDANCE)
def attendance_csv(slug: str) -> ResponseReturnValue:
    """The list for a spreadsheet."""
    event = event_or_404(slug)
    body = as_csv(attendance_rows(queries.attendance(event), with_addresses=can(Permission.ORGANISE_EVENTS)))
    headers = {"Content-Disposition": f'attachment; filename="{slug}.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/attendance/print")
@requires(Permission.SEE_ATTENDANCE)
def attendance_print(slug: str) -> ResponseReturnValue:
    """The list on paper, with room for a signature."""
    event = event_or_404(slug)
    return render_template("reports/attendance_print.html", event=event, registrations=queries.attendance(event))


def _mark(slug: str, registration_id: int, *, is_present: bool) -> ResponseReturnValue:
    registration = queries.registration_or_404(event_or_404(slug), registration_id)
    try:
        mark_present(registration, present=is_present, by=somebody().id, at=clock.now())
    except DomainError as refusal:
        flash(str(refusal), "error")
    db.session.commit()
    return redirect(url_for(".attendance", slug=slug, _anchor=f"registration-{registration_id}"))
