"""What can be attached: packages to the right register a maker, the outbox keeps only its name and input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Input = Mapping[str, Any]


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; one with a content id is shown inside the HTML."""

    filename: str
    media_type: str
    content: bytes
    content_id: str = ""
    parameters: Mapping[str, str] | None = None


Maker = Callable[[Input], Attachment]
_makers: dict[str, Maker] = {}


def maker(name: str) -> Callable[[Maker], Maker]:
    """Register a function that makes an attachment from JSON input."""

    def register(function: Maker) -> Maker:
        _makers[name] = function
        return function

    return register


def make(order: Mapping[str, Any]) -> Attachment:
    """Carry out one order: {"maker": name, ...input}. Raises KeyError for an unknown maker."""
    return _makers[order["maker"]](order)
