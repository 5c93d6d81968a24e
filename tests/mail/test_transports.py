"""Where mail goes, by the first word of MAIL_URL."""

from email.message import EmailMessage

import pytest

from app.mail.models import MailStatus
from app.mail.transports import Console, Keep, Smtp, transport_for


@pytest.mark.parametrize(
    ("url", "kind", "outcome"),
    [
        ("", Keep, MailStatus.KEPT),
        ("console:", Console, MailStatus.SENT),
        ("smtp://mail.example:587", Smtp, MailStatus.SENT),
        ("smtps://u:p@mail.example", Smtp, MailStatus.SENT),
    ],
)
def test_the_address_names_the_transport(url: str, kind: type[object], outcome: MailStatus) -> None:
    with transport_for(url) as transport:
        assert (type(transport), transport.outcome) == (kind, outcome)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="'http'"):
        transport_for("http://mail.example")


def test_the_console_prints_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    message = EmailMessage()
    message["Subject"] = "Tot morgen"

    transport_for("console:").send(message, sender="a@b.example", to="c@d.example")

    assert "Subject: Tot morgen" in capsys.readouterr().out
