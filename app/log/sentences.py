"""A line of the log in words."""

from collections import defaultdict

from app.log.actions import SENTENCES
from app.log.models import LogEntry

UNKNOWN = "…"


def sentence(entry: LogEntry, *, who: str, thing: str, person: str = UNKNOWN) -> str:
    """What was done, in the language of the reader; what a sentence asks for and an old entry lacks is left open."""
    facts = defaultdict(lambda: UNKNOWN, entry.facts | {"who": who, "thing": thing or UNKNOWN, "person": person})
    return str(SENTENCES[entry.action]) % facts
