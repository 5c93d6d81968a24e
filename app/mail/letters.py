"""A mail in words: its templates, filled with the facts that were decided when it was written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import force_locale

from app.mail.models import Mail

LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Letter:
    """What the reader reads."""

    subject: str
    text: str
    html: str


def letter(mail: Mail) -> Letter:
    """The words of a mail: as they were sent, else as they will be."""
    if mail.text:
        return Letter(mail.subject, mail.text, mail.html)
    facts = thawed(mail.facts)
    with force_locale(mail.language):
        parts = (render_template(f"emails/{mail.kind}/{part}", name=mail.to_name, **facts) for part in ("subject.txt", "body.txt", "body.html"))
        subject, text, html = parts
    return Letter(" ".join(subject.split())[:LONGEST_SUBJECT], text.strip() + "\n", html)


def thawed(facts: Any) -> Any:
    """Facts as they were kept, with their instants back: every name that ends in `_at` is one."""
    if isinstance(facts, list):
        return [thawed(fact) for fact in facts]
    if not isinstance(facts, dict):
        return facts
    return {name: datetime.fromisoformat(fact) if name.endswith("_at") and fact else thawed(fact) for name, fact in facts.items()}
