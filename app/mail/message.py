"""A row of the outbox as a MIME message."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from email_validator import validate_email
from flask import current_app

from app.mail.attachments import make
from app.mail.letters import Letter
from app.mail.models import Mail


def build(mail: Mail, letter: Letter) -> EmailMessage:
    """Text, HTML with its pictures inside, then the files. The Message-ID is the row's own: a repeat is recognisable."""
    message = EmailMessage(policy=SMTP)
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = _address(mail)
    if current_app.config["MAIL_REPLY_TO"]:
        message["Reply-To"] = current_app.config["MAIL_REPLY_TO"]
    message["Subject"] = letter.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    _attach(message, mail)
    return message


def sender() -> str:
    """The bare address that mail is sent from."""
    return parseaddr(current_app.config["MAIL_FROM"])[1]


def _address(mail: Mail) -> Address:
    """By the IDNA of 2008, as the address was checked: that of 2003, Python's own, sends "straße" to "strasse"."""
    parts = validate_email(mail.to_email, check_deliverability=False, test_environment=True)
    return Address(" ".join(mail.to_name.split()), parts.ascii_local_part or parts.local_part, parts.ascii_domain)


def _attach(message: EmailMessage, mail: Mail) -> None:
    html = message.get_payload()[1]  # type: ignore[index]
    for attachment in map(make, mail.attachments):
        main, _, sub = attachment.media_type.partition("/")
        if attachment.content_id:
            html.add_related(  # type: ignore[union-attr]
                attachment.content, main, sub, cid=f"<{attachment.content_id}>", filename=attachment.filename, disposition="inline"
            )
        else:
            message.add_attachment(attachment.content, main, sub, filename=attachment.filename, params=attachment.parameters)
