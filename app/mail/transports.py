"""Where mail goes: a mail server, the console, or nowhere but the demo's own page."""

import smtplib
import ssl
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from email.message import EmailMessage
from types import TracebackType
from urllib.parse import unquote, urlsplit

from app.mail.models import MailStatus

SECONDS = 25
GOING_DOWN = 421


class TryLater(Exception):
    """The mail server says not now."""


class Unreachable(TryLater):
    """The mail server can't be reached, or went away: true for all mail."""


class Refused(Exception):
    """The mail server says never."""


class Transport(AbstractContextManager["Transport"]):
    """Hands over messages one by one; `outcome` is the status of a mail that it took."""

    outcome = MailStatus.SENT

    def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        """Hand over one message. Raises TryLater or Refused."""
        raise NotImplementedError

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None


class Smtp(Transport):
    """smtp://[user:password@]host[:port] with STARTTLS where offered (and demanded with a password), or smtps://."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        """Send over the open connection, opening it when there is none."""
        connection = self.connection or self._connect()
        try:
            connection.send_message(message, from_addr=sender, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            self._after(*next(iter(error.recipients.values())))
        except smtplib.SMTPResponseException as error:
            self._after(error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode())
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _connect(self) -> smtplib.SMTP:
        """Greet and log in; a server that says no before any mail was offered says it of all mail. Raises Unreachable."""
        host, tls = self.url.hostname or "localhost", ssl.create_default_context()
        try:
            if self.url.scheme == "smtps":
                self.connection = smtplib.SMTP_SSL(host, self.url.port or 465, timeout=SECONDS, context=tls)
            else:
                self.connection = smtplib.SMTP(host, self.url.port or 25, timeout=SECONDS)
                self._encrypt(self.connection, tls)
            if self.url.username:
                self.connection.login(unquote(self.url.username), unquote(self.url.password or ""))
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        return self.connection

    def _encrypt(self, connection: smtplib.SMTP, tls: ssl.SSLContext) -> None:
        connection.ehlo()
        if connection.has_extn("starttls") or self.url.username:
            connection.starttls(context=tls)

    def _after(self, code: int, reply: bytes) -> None:
        self._close()
        words = f"{code} {reply.decode(errors='replace')}"
        raise (Refused(words) if 500 <= code < 600 else Unreachable(words) if code == GOING_DOWN else TryLater(words))


class Console(Transport):
    """Prints the message."""

    def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        """Print it to standard output."""
        sys.stdout.write(f"{message}\n")


class Keep(Transport):
    """Without a mail server, the demo keeps its mail for organisers to read."""

    outcome = MailStatus.KEPT

    def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        """Keep it."""


_TRANSPORTS: dict[str, Callable[[str], Transport]] = {"smtp": Smtp, "smtps": Smtp, "console": lambda _url: Console(), "": lambda _url: Keep()}


def transport_for(url: str) -> Transport:
    """The transport that MAIL_URL names. Raises ValueError for one we don't know."""
    scheme = url.partition(":")[0]
    if scheme not in _TRANSPORTS:
        raise ValueError(f"MAIL_URL begins with {scheme!r}; it should be smtp://, smtps:// or console:")
    return _TRANSPORTS[scheme](url)
