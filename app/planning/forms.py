"""What organisers fill in about the calendars of schools, and a day for an event."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, ValidationError
from wtforms.fields import SelectChoice

from app.core.forms import REQUIRED, Day, Form, Line
from app.planning.labels import EVERYBODY, PERIOD_LABELS, REGION_LABELS
from app.planning.models import Period, PeriodKind
from app.schools.models import HolidayRegion, School

KINDS = [SelectChoice(kind.value, label) for kind, label in PERIOD_LABELS.items()]
ALL = "all"


class WhoseForm(Form):
    """Whose calendar it is: one school's, a region's or everybody's."""

    kind = SelectField(_("Kind"), choices=KINDS)
    whose = SelectField(_("For whom"))

    def offering(self, schools: Sequence[School]) -> "WhoseForm":
        """Offer everybody, the regions, and these schools."""
        self.schools = {str(school.id): school for school in schools}
        regions = [SelectChoice(region.value, label) for region, label in REGION_LABELS.items()]
        self.whose.choices = [SelectChoice(ALL, EVERYBODY), *regions, *(SelectChoice(number, school.name) for number, school in self.schools.items())]
        return self

    @property
    def school(self) -> School | None:
        """The school chosen, if it is one."""
        return self.schools.get(str(self.whose.data))

    @property
    def region(self) -> HolidayRegion | None:
        """The region chosen, if it is one."""
        return HolidayRegion(self.whose.data) if self.whose.data in {region.value for region in HolidayRegion} else None


class PeriodForm(WhoseForm):
    """Some days, both ends included."""

    title = Line(_("Name"), most=80)
    starts_on = Day(_("First day"))
    ends_on = Day(_("Last day"))

    @classmethod
    def showing(cls, period: Period) -> "PeriodForm":
        """A form with what is known of a period."""
        whose = str(period.school_id) if period.school_id else period.region.value if period.region else ALL
        return cls(obj=period, kind=period.kind.value, whose=whose)

    def validate_ends_on(self, field: Any) -> None:
        """Not before the first day."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day can't come before the first."))

    def facts(self) -> dict[str, object]:
        """What was filled in, by the names of the columns."""
        return {
            "kind": PeriodKind(self.kind.data),
            "title": self.title.data,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "region": self.region,
            "school_id": self.school.id if self.school else None,
        }


class ImportForm(WhoseForm):
    """A file with holidays or other days."""

    file = FileField(_("File (ICS or JSON)"), validators=[FileRequired(REQUIRED)])


class DayForm(Form):
    """Another day for an event."""

    on = Day(_("New day"))
