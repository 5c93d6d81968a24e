"""A real mail server that keeps what it receives, and can misbehave as mail servers do."""

import asyncio
import email
import email.policy
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from enum import StrEnum

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mode(StrEnum):
    """How the server answers a mail."""

    ACCEPT = "250 OK"
    LATER = "451 Greylisted, please try again later"
    NEVER = "550 No such mailbox"
    DROP = "drop"  # the connection breaks after the mail was sent, before any answer


class Postbox:
    """The mails received so far, and how the next ones are answered."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.mode = Mode.ACCEPT
        self.replies: dict[str, str] = {}  # an answer per address, instead of the mode's
        self.messages: list[EmailMessage] = []
        self.attempts = 0

    def clear(self) -> None:
        self.messages.clear()
        self.replies.clear()
        self.mode = Mode.ACCEPT
        self.attempts = 0

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, the earliest first."""
        return [m for m in list(self.messages) if address in str(m["To"])]

    def wait_for(self, count: int = 1, *, to: str = "", seconds: float = 15) -> list[EmailMessage]:
        """The mails (to one address) as soon as there are `count`; fails after some seconds."""
        deadline = time.monotonic() + seconds
        while len(self.to(to)) < count:
            if time.monotonic() > deadline:
                got = [f"{m['To']}: {m['Subject']}" for m in self.messages]
                raise AssertionError(f"expected {count} mails to {to or 'anyone'}, got {got}")
            time.sleep(0.02)
        return self.to(to)

    # What aiosmtpd calls; the names are its own.

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.attempts += 1
        if self.mode is Mode.DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        elif self.mode is Mode.ACCEPT:
            content = envelope.content
            assert isinstance(content, bytes)
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
        return self.mode.value


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def smtp() -> Iterator[Postbox]:
    """Start a mail server on the loopback and give its postbox."""
    port = free_port()
    postbox = Postbox(port)
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


def text(message: EmailMessage, kind: str = "plain") -> str:
    """The readable body of a mail, `plain` or `html`."""
    body = message.get_body((kind,))
    assert body is not None, f"the mail has no {kind} body"
    content: str = body.get_content()
    return content


def link(message: EmailMessage, containing: str) -> str:
    """The first link in the plain text that contains these letters."""
    found = re.search(rf"https?://\S*{re.escape(containing)}[^\s>)]*", text(message))
    assert found, f"no link with {containing} in:\n{text(message)}"
    return found[0]


def parts(message: EmailMessage, content_type: str) -> list[EmailMessage]:
    """Every part of a mail with this content type, however deep."""
    return [part for part in message.walk() if isinstance(part, EmailMessage) and part.get_content_type() == content_type]
