"""The kinds of invitation that somebody may not want. Mail about one's own registration is none of these."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

NEWS = "news"
_kinds: dict[str, LazyString] = {NEWS: _("News of the region")}


def declare(kind: str, label: LazyString) -> None:
    """Say that people are invited to this; called by the package that invites."""
    _kinds[kind] = label


def kinds() -> Mapping[str, LazyString]:
    """What people can be invited to, in words."""
    return dict(_kinds)
