"""Form fields that give typed values and speak plainly about what does not fit."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeAlias

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import DateField, DateTimeLocalField, Field, IntegerField, StringField, TextAreaField, TimeField
from wtforms.i18n import get_builtin_gnu_translations
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from app.core import clock
from app.core.errors import DomainError
from app.core.languages import language
from app.core.watching import Watched

Validator = Callable[[Any, Any], None]
Text: TypeAlias = str | LazyString
REQUIRED = _("Fill this in.")
FIRST_YEAR, LAST_YEAR = 2000, 2099
_MINUTES = {"": 0, "0": 0, "00": 0, "25": 15, "5": 30, "50": 30, "75": 45}  # by what stands after the comma
_HOURS = re.compile(r"([0-9]{1,3})(?:[.,](0|00|25|5|50|75))?")
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


def tidy(value: str | None) -> str:
    """Without blanks around it, in composed Unicode, with plain line ends: the same name is the same text. What was not sent is empty."""
    return unicodedata.normalize("NFC", value or "").replace("\r\n", "\n").strip()


def readable(_form: object, field: Field) -> None:
    """Refuses control characters and bytes that were no text. Line breaks belong to text areas only."""
    allowed = "\n\r\t\u2028\u2029" if isinstance(field, TextAreaField) else ""
    for character in field.data or "":
        is_control = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character not in allowed
        if is_control or character == UNREADABLE:
            raise StopValidation(_("This holds characters we can't read. Type it again, without copying."))


def _must(required: bool) -> Validator:
    needed: Validator = InputRequired(REQUIRED) if required else Optional()
    return needed


def _must_say(required: bool) -> Validator:
    """For text: blanks alone say nothing."""
    needed: Validator = DataRequired(REQUIRED) if required else Optional()
    return needed


class Between(NumberRange):
    """A number between two others; silent when what was typed is no number at all, which has been said by then."""

    def __call__(self, form: object, field: Field) -> None:
        """Refuses what lies outside, however long."""
        if field.data is not None and not self.min <= field.data <= self.max:
            raise ValidationError(self.message % {"min": self.min, "max": self.max})


@cache
def _words_of_wtforms(code: str) -> Any:
    return get_builtin_gnu_translations([code])


class Form(Watched, FlaskForm):
    """A form that never writes, and can show at its fields what the domain refuses, or what others changed meanwhile."""

    class Meta(FlaskForm.Meta):
        """WTForms' own words come from its catalogue, read once a language. The token is checked before any form is made."""

        csrf = False

        def get_translations(self, _form: object) -> Any:
            """The catalogue of the language in force."""
            return _words_of_wtforms(language())

    def hidden_tag(self, *fields: str) -> Markup:
        """The hidden fields, and the token that CSRFProtect asks of every POST."""
        hidden: Markup = super().hidden_tag(*fields)
        return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf()) + self.fingerprints() + hidden

    def refuse(self, refusal: DomainError) -> None:
        """Show a DomainError at its field, or above the form when it names none."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]


class Line(StringField):
    """One line of text of at most `most` characters."""

    def __init__(self, label: Text, *, most: int = 120, required: bool = True, **more: Any) -> None:
        checks = [_must_say(required), readable, Length(max=most, message=_("At most %(max)d characters."))]
        super().__init__(label, validators=checks, filters=[tidy], **more)


class Paragraphs(TextAreaField):
    """Several lines of text of at most `most` characters."""

    def __init__(self, label: Text, *, most: int = 10_000, required: bool = False, **more: Any) -> None:
        checks = [_must_say(required), readable, Length(max=most, message=_("At most %(max)d characters."))]
        super().__init__(label, validators=checks, filters=[tidy], **more)


class MailAddress(StringField):
    """A mail address; its data is the address in lower case, the domain as typed (IDN allowed)."""

    def __init__(self, label: Text, *, required: bool = True, **more: Any) -> None:
        super().__init__(label, validators=[_must_say(required), readable, plausible_address], filters=[tidy], **more)


def normal_address(typed: str) -> str:
    """A mail address in the one form in which we keep it. Raises EmailNotValidError."""
    return validate_email(typed, check_deliverability=False, test_environment=True, allow_smtputf8=False).normalized.lower()


def plausible_address(_form: object, field: Field) -> None:
    """Replaces the field's data by the normal form of the address, or says that it is none."""
    try:
        field.data = normal_address(field.data or "")
    except EmailNotValidError as error:
        raise ValidationError(_("This is not a mail address we can write to, such as naam@school.nl.")) from error


class Count(IntegerField):
    """A whole number between `least` and `most`."""

    data: Any
    raw_data: Any

    def __init__(self, label: Text, *, least: int = 0, most: int = 10_000, required: bool = True, **more: Any) -> None:
        between = Between(min=least, max=most, message=_("A whole number from %(min)s to %(max)s."))
        super().__init__(label, validators=[_must(required), between], **more)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number. Raises ValueError with a sentence for the reader."""
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data, self.raw_data = None, []  # blanks are not a number, and say nothing
            return
        try:
            self.data = int(typed.replace("_", "-"))  # Python reads 1_0 as ten
        except ValueError:
            raise ValueError(_("Type a whole number, in digits.")) from None


class Hours(StringField):
    """A length of time typed in hours, "7,5" or "7.5", in quarters of an hour; its data are whole minutes."""

    data: Any
    raw_data: Any

    def __init__(self, label: Text, *, most: int = 24, required: bool = True, **more: Any) -> None:
        self.most = most
        super().__init__(label, validators=[_must(required)], **more)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the hours. Raises ValueError with a sentence for the reader."""
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data, self.raw_data = None, []
            return
        found = _HOURS.fullmatch(typed)
        self.data = found and 60 * int(found[1]) + _MINUTES[found[2] or ""]
        if not self.data or self.data > 60 * self.most:
            self.data = None
            raise ValueError(_("Type hours in quarters, such as 7,5; at most %(most)s.", most=self.most))

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return hours_typed(self.data) if self.data else ""


def hours_typed(minutes: int) -> str:
    """Minutes as people type hours: 7,5"""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


class Day(DateField):
    """A calendar day, within this century."""

    def __init__(self, label: Text, *, required: bool = True, **more: Any) -> None:
        super().__init__(label, validators=[_must(required), _this_century], **more)


class TimeOfDay(TimeField):
    """A wall-clock time, 14:30 or 14.30."""

    def __init__(self, label: Text, *, required: bool = True, **more: Any) -> None:
        super().__init__(label, format=["%H:%M", "%H.%M", "%H:%M:%S"], validators=[_must(required)], **more)


class Moment(DateTimeLocalField):
    """A moment typed as Amsterdam time; its data is an aware instant in UTC."""

    data: Any

    def __init__(self, label: Text, *, required: bool = False, **more: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(label, format=formats, validators=[_must(required), _this_century], **more)

    def process_data(self, value: datetime | None) -> None:
        """Show an instant as Amsterdam's clock has it."""
        self.data = clock.local(value).replace(tzinfo=None) if value else None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed. Raises ValueError with a sentence for the reader."""
        super().process_formdata(valuelist)
        if self.data is not None and _in_range(self.data):
            self.data = instant_typed(self.data.date(), self.data.time())

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return self.data.strftime("%Y-%m-%dT%H:%M") if self.data else ""


def instant_typed(day: date, wall: time) -> datetime:
    """The instant of a day and a time that somebody typed. Raises DomainError when clocks skip it."""
    try:
        return clock.instant_of(day, wall)
    except clock.NoSuchTime as error:
        raise SkippedTime(_("This time does not exist: the clock goes forward that night.")) from error


class SkippedTime(DomainError, ValueError):
    """A time typed in the hour that summer time skips."""


def _in_range(value: date) -> bool:
    return FIRST_YEAR <= value.year <= LAST_YEAR


def _this_century(_form: object, field: Field) -> None:
    if field.data is not None and not _in_range(field.data):
        raise StopValidation(_("Choose a day in this century."))
