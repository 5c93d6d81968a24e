"""Files that somebody sends: how large they may be, and what is in them."""

import math
import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from flask import Blueprint, request
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from app.core.forms import Text

MEGABYTE = 1_000_000  # bytes, as people and their computers count them
MARGIN = MEGABYTE  # so that a file a little too large is told at the field


class Upload(FileField):
    """One file of at most `most` bytes, with something in it. Of several the first is taken."""

    def __init__(self, label: Text, *, most: int, **more: Any) -> None:
        super().__init__(label, **more)
        self.most = most

    def pre_validate(self, form: Any) -> None:
        """Refuses a file that is empty or too large, unread."""
        if self.data and not self.size:
            raise ValidationError(_("This file is empty."))
        if self.size > self.most:
            raise ValidationError(_("This file is %(size)s; at most %(most)s fits.", size=file_size(self.size), most=file_size(self.most)))

    @cached_property
    def size(self) -> int:
        """Its bytes; none when there is no file."""
        if not self.data:
            return 0
        size = int(self.data.stream.seek(0, os.SEEK_END))
        self.data.stream.seek(0)
        return size

    @cached_property
    def content(self) -> bytes:
        """What is in the file: nothing when there is none, or when it is too large."""
        content: bytes = self.data.stream.read(self.most) if self.data else b""
        return content

    @property
    def filename(self) -> str:
        """What the sender calls it."""
        return (self.data.filename or "") if self.data else ""


def make_room(bp: Blueprint, sizes: Mapping[str, int]) -> None:
    """Let these views of a blueprint take forms with a file of so many bytes. Said before anything reads the form."""

    def make(endpoint: str | None, _values: object) -> None:
        most = sizes.get((endpoint or "").rpartition(".")[2])
        if most is not None:
            request.max_content_length = most + MARGIN

    bp.url_value_preprocessor(make)


def file_size(size: int) -> str:
    """1,4 MB, or 12 kB; rounded up, so that what is too large looks so."""
    if size >= MEGABYTE:
        return f"{format_decimal(math.ceil(size * 10 / MEGABYTE) / 10)} MB"
    return f"{format_decimal(math.ceil(size / 1000))} kB"
