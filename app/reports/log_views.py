"""The log for administrators: who did what when, newest first."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.core import clock
from app.core.database import db
from app.core.forms import Day, Form, Line
from app.core.limits import limited
from app.core.spreadsheets import as_csv
from app.log import queries
from app.log.actions import Action
from app.log.operations import record
from app.people import address_book
from app.people.permissions import Permission, requires, somebody
from app.reports.log_reading import GROUPS, group_of, in_words, rows_of

bp = Blueprint("log", __name__, url_prefix="/organise/log")
HIGHEST_ID = 2**31 - 1  # of the databases' integers


class SearchForm(Form):
    """Which lines to see; it stands in the address."""

    class Meta(Form.Meta):
        csrf = False

    who = Line(lazy_gettext("Who"), required=False)
    group = SelectField(
        lazy_gettext("What"),
        choices=[SelectChoice("", lazy_gettext("Everything")), *(SelectChoice(key, label) for key, (label, _prefixes) in GROUPS.items())],
        default="",
    )
    thing = Line(lazy_gettext("To what"), required=False, description=lazy_gettext("Part of a title, a school or a setting."))
    since = Day(lazy_gettext("From"), required=False)
    until = Day(lazy_gettext("Up to and including"), required=False)

    def search(self) -> queries.Search:
        """What was asked for; a field that makes no sense excludes nothing, and says so."""
        said = {name: self[name].data for name in self.data if not self[name].errors and self[name].data}
        return queries.Search(
            by=address_book.ids(address_book.Search(words=said["who"])) if "who" in said else None,
            actions=group_of(said.get("group", "")),
            thing=said.get("thing", ""),
            since=clock.start_of_day(said["since"]) if "since" in said else None,
            until=_end_of(said["until"]) if "until" in said else None,
        )


@bp.get("/")
@requires(Permission.READ_LOG)
def index() -> ResponseReturnValue:
    """The log, a page at a time."""
    form = _asked()
    found = queries.entries(form.search(), before_id=_before())
    lines, has_more = in_words(found[: queries.PAGE]), len(found) > queries.PAGE
    return render_template("log/index.html", form=form, lines=lines, has_more=has_more, is_first=_before() is None)


@bp.get("/export.csv")
@limited("30/hour", methods=("GET",))
@requires(Permission.READ_LOG, lately=True)
def export() -> ResponseReturnValue:
    """All lines that the filter leaves, for a spreadsheet; written in the log, too."""
    lines, by = in_words(queries.entries(_asked().search(), most=None)), somebody().id
    body = as_csv(rows_of(lines))
    db.session.commit()  # what follows writes, in a transaction of its own
    record(Action.LOG_EXPORTED, by=by, at=clock.now(), count=len(lines))
    db.session.commit()
    headers = {"Content-Disposition": f'attachment; filename="{_("log")}.csv"', "Cache-Control": "no-store"}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


def _asked() -> Any:
    form = SearchForm(request.args)
    form.validate()
    return form


def _before() -> int | None:
    asked = request.args.get("before", type=int)
    return min(max(asked, 1), HIGHEST_ID) if asked is not None else None


def _end_of(day: Any) -> datetime:
    return clock.start_of_day(day + timedelta(days=1))
