"""What organisers fill in about the plan: programme lines, targets, themes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.core.forms import Count, Form, Line, Paragraphs
from app.region.labels import MEASURE_LABELS
from app.region.models import Measure, Theme

MOST = 1_000_000


class LineForm(Form):
    """A programme line."""

    title = Line(_("Name"))
    description = Paragraphs(_("What it is about"), most=600)

    def facts(self) -> dict[str, str]:
        """What was filled in."""
        return {"title": self.title.data, "description": self.description.data}


class TargetsForm(Form):
    """What a line means to reach in a school year; an empty field is no target."""

    activities = Count(MEASURE_LABELS[Measure.ACTIVITIES], least=1, most=MOST, required=False)
    participations = Count(
        MEASURE_LABELS[Measure.PARTICIPATIONS], least=1, most=MOST, required=False, description=_("Somebody who comes twice counts twice.")
    )
    people = Count(MEASURE_LABELS[Measure.PEOPLE], least=1, most=MOST, required=False, description=_("Everybody counts once."))
    hours = Count(MEASURE_LABELS[Measure.HOURS], least=1, most=MOST, required=False, description=_("Of all participants together, without breaks."))

    def numbers(self) -> dict[Measure, int | None]:
        """What was filled in, by what it counts."""
        return {measure: self[measure.value].data for measure in Measure}


class ThemeForm(Form):
    """The name of a theme."""

    title = Line(_("Name"), most=80)


class MergeForm(Form):
    """Which theme the events of another get."""

    into = SelectField(_("Becomes"), coerce=int)

    def offering(self, themes: Sequence[Theme], *, apart: Theme) -> "MergeForm":
        """Offer all themes but one."""
        self.themes: dict[Any, Theme] = {theme.id: theme for theme in themes if theme is not apart}
        self.into.choices = [SelectChoice(str(number), theme.title) for number, theme in self.themes.items()]
        return self

    @property
    def chosen(self) -> Theme:
        """The theme that stays."""
        return self.themes[self.into.data]
