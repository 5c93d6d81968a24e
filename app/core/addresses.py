"""What the parts of an address can be; anything else is no page, rather than a question the database can't take."""

from flask import Flask
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

LARGEST_ID = 2**31 - 1


class Id(IntegerConverter):
    """The number of a row."""

    def to_python(self, value: str) -> int:
        """Read it. Raises ValidationError for one that no row can have."""
        number: int = super().to_python(value) if len(value) <= len(str(LARGEST_ID)) else LARGEST_ID + 1
        if number > LARGEST_ID:
            raise ValidationError
        return number


class Text(UnicodeConverter):
    """A slug or a token."""

    def to_python(self, value: str) -> str:
        """Read it. Raises ValidationError for a null byte, which PostgreSQL refuses."""
        if "\0" in value:
            raise ValidationError
        return value


def init_app(app: Flask) -> None:
    """Read the parts of all addresses this way."""
    app.url_map.converters |= {"int": Id, "string": Text, "default": Text}
