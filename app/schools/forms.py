"""What organisers fill in about schools."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from app.core.forms import Form, Line, MailAddress, Paragraphs
from app.schools.labels import HOLIDAY_LABELS, KIND_LABELS, PARTICIPATION_LABELS
from app.schools.mail_domains import is_public_provider, normal_domain
from app.schools.models import HolidayRegion, Participation, School, SchoolKind

BRIN = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
MOST_LESSON_ENDS, MOST_DOMAINS = 20, 20
KINDS = [SelectChoice(kind.value, label) for kind, label in KIND_LABELS.items()]
NO_CHOICE = SelectChoice("", _("Not known"))


class SchoolForm(Form):
    """All that is known of a school, company or institution."""

    name = Line(_("Name"))
    short_name = Line(_("Short name"), most=40, required=False, description=_("As colleagues say it."))
    kind = SelectField(_("Kind"), choices=KINDS, default=SchoolKind.OTHER.value)
    city = Line(_("Place"), most=80, required=False)
    participation = SelectField(
        _("Part in the programme"),
        choices=[SelectChoice(value.value, label) for value, label in PARTICIPATION_LABELS.items()],
        default=Participation.OTHER.value,
    )
    brin = Line(_("BRIN with site"), most=10, required=False, description=_("Two digits, two letters and the two digits of the site: 00AB00."))
    holiday_region = SelectField(
        _("Holiday region"), choices=[NO_CHOICE, *(SelectChoice(region.value, label) for region, label in HOLIDAY_LABELS.items())]
    )
    lesson_ends = Line(_("Lessons end at"), most=160, required=False, description=_("Times with a blank between them: 15:05 15:55."))
    domains = Paragraphs(
        _("Mail domains"), most=2000, description=_("One on a line, what comes after the @: waterrand.nl. Tells the school of who registers.")
    )
    contact_name = Line(_("Name of the contact"), required=False)
    contact_email = MailAddress(_("Mail address of the contact"), required=False)
    contact_phone = Line(_("Phone of the contact"), most=40, required=False)

    @classmethod
    def showing(cls, school: School) -> "SchoolForm":
        """A form with what is known of a school."""
        same = ("name", "short_name", "city", "brin", "contact_name", "contact_email", "contact_phone")
        return cls(
            **{name: getattr(school, name) for name in same},
            kind=school.kind.value,
            participation=school.participation.value,
            holiday_region=school.holiday_region.value if school.holiday_region else "",
            lesson_ends=" ".join(school.lesson_ends),
            domains="\n".join(known.domain for known in school.domains),
        )

    def validate_brin(self, field: Any) -> None:
        """In capitals, without blanks and dashes."""
        brin = re.sub(r"[\s-]", "", field.data).upper()
        if not BRIN.fullmatch(brin):
            raise ValidationError(_("A BRIN with its site looks like 00AB00: two digits, two letters, two digits."))

    def validate_lesson_ends(self, field: Any) -> None:
        """Times of a clock of 24 hours."""
        wrong = next((word for word in _words(field.data) if not TIME.fullmatch(word)), None)
        if wrong is not None:
            raise ValidationError(gettext("%(typed)s is not a time. Type times as 15:05, with a blank between them.", typed=wrong))
        if len(_words(field.data)) > MOST_LESSON_ENDS:
            raise ValidationError(gettext("At most %(max)s times.", max=MOST_LESSON_ENDS))

    def validate_domains(self, field: Any) -> None:
        """Domains of schools, not of providers where anybody has an address."""
        if len(_words(field.data)) > MOST_DOMAINS:
            raise ValidationError(gettext("At most %(max)s domains.", max=MOST_DOMAINS))
        for typed in _words(field.data):
            _check_domain(typed)

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the model, but for the domains."""
        texts = {name: self[name].data for name in ("name", "short_name", "city", "contact_name", "contact_email", "contact_phone")}
        return texts | {
            "kind": SchoolKind(self.kind.data),
            "participation": Participation(self.participation.data),
            "holiday_region": HolidayRegion(self.holiday_region.data) if self.holiday_region.data else None,
            "brin": re.sub(r"[\s-]", "", self.brin.data).upper(),
            "lesson_ends": self.times(),
        }

    def times(self) -> list[str]:
        """When lessons end, each time once, in order."""
        return sorted({_time(word) for word in _words(self.lesson_ends.data)})

    def mail_domains(self) -> list[str]:
        """The domains in their normal form, each once."""
        return sorted({domain for typed in _words(self.domains.data) if (domain := normal_domain(typed))})


class AcceptForm(Form):
    """What is known of a proposed school, if anything."""

    kind = SelectField(_("Kind"), choices=[NO_CHOICE, *KINDS])
    city = Line(_("Place"), most=80, required=False)

    def facts(self) -> dict[str, Any]:
        """What was filled in, by the names of the operation."""
        return {"kind": SchoolKind(self.kind.data) if self.kind.data else None, "city": self.city.data}


class MergeForm(Form):
    """Which school another goes up in, by its number."""

    into = IntegerField(_("Merge into"))


def _words(typed: str) -> list[str]:
    return re.split(r"[\s,;]+", typed.strip(" \t\r\n,;")) if typed.strip(" \t\r\n,;") else []


def _time(word: str) -> str:
    hour, minute = re.split("[:.]", word)
    return f"{int(hour):02}:{minute}"


def _check_domain(typed: str) -> None:
    if "@" in typed:
        raise ValidationError(gettext("Leave out the @ and what is before it: %(domain)s.", domain=typed.rpartition("@")[2]))
    domain = normal_domain(typed)
    if domain is None or len(domain) > 120:
        raise ValidationError(gettext("%(typed)s is not a mail domain. Type what comes after the @ of an address.", typed=typed[:60]))
    if is_public_provider(domain):
        raise ValidationError(gettext("Anybody can have an address at %(domain)s, so it tells no school. Leave it out.", domain=domain))
