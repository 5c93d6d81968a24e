"""A mail as its reader's program gets it: over a real server, parsed again."""

from email.message import EmailMessage
from io import BytesIO

import icalendar
import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from app.core.database import db
from app.mail.jobs import deliver_due
from app.registrations.operations import withdraw
from tests.factories import eve_of, make_event, make_person, register
from tests.mail.writing import write
from tests.parts.smtp import Postbox, parts, text

pytestmark = pytest.mark.usefixtures("today")


def shape(message: EmailMessage) -> object:
    """The content types of a message, nested as it is."""
    if not message.is_multipart():
        return message.get_content_type()
    return (message.get_content_type(), *(shape(part) for part in message.iter_parts() if isinstance(part, EmailMessage)))


def delivered(postbox: Postbox) -> EmailMessage:
    """The latest mail, after delivery."""
    db.session.commit()
    deliver_due()
    return postbox.messages[-1]


def test_a_confirmation_has_text_html_with_its_qr_and_a_calendar(app: Flask, postbox: Postbox) -> None:
    register(make_event(rounds=2))

    message = delivered(postbox)

    related = ("multipart/related", "text/html", "image/png")
    assert shape(message) == ("multipart/mixed", ("multipart/alternative", "text/plain", related), "text/calendar")


def test_the_qr_in_the_mail_is_the_code_of_the_ticket(app: Flask, postbox: Postbox) -> None:
    registration = register(make_event())

    message = delivered(postbox)

    [picture] = parts(message, "image/png")
    image = Image.open(BytesIO(picture.get_content()))
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [registration.code]
    assert f"cid:{str(picture['Content-ID']).strip('<>')}" in text(message, "html")
    assert picture.get_content_disposition() == "inline"


def test_the_calendar_in_the_mail_is_that_of_the_event(app: Flask, postbox: Postbox) -> None:
    event = make_event("Lassen, en meer; samen")
    register(event)

    message = delivered(postbox)

    [file] = parts(message, "text/calendar")
    content = file.get_content()
    [entry] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (entry.uid, str(entry["SUMMARY"]), entry.decoded("dtstart")) == (event.uid, event.title, event.starts_at)
    assert (file.get_filename(), file.get_param("method")) == (f"{event.slug}.ics", "PUBLISH")


def test_withdrawing_and_promoting_are_told(app: Flask, postbox: Postbox) -> None:
    event = make_event(seats=1)
    leaving, _waiting = register(event, make_person("Leaving")), register(event, make_person("Waiting"))
    withdraw(leaving, at=eve_of(event))

    delivered(postbox)

    got = {str(message["To"].addresses[0].display_name): len(parts(message, "image/png")) for message in postbox.messages}
    assert [str(message["To"].addresses[0].display_name) for message in postbox.messages] == ["Leaving", "Waiting", "Leaving", "Waiting"]
    assert got == {"Leaving": 0, "Waiting": 1}


def test_links_lead_to_our_address_only(app: Flask, postbox: Postbox) -> None:
    registration = register(make_event())

    message = delivered(postbox)

    assert f"https://inloop.test/tickets/{registration.token}" in text(message)
    assert f'href="https://inloop.test/tickets/{registration.token}"' in text(message, "html")
    assert 'src="http' not in text(message, "html")


def test_headers_say_who_sends_and_that_it_is_a_machine(app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_REPLY_TO", "organisatie@sto.example")
    mail = write()

    message = delivered(postbox)

    names = ("From", "To", "Reply-To", "Message-ID", "Auto-Submitted", "Subject")
    assert [str(message[name]) for name in names] == [
        "Inloop <inloop@inloop.test>",
        "Bram de Vries <b.devries@waterrand.example>",
        "organisatie@sto.example",
        mail.message_id,
        "auto-generated",
        "Sign in to Inloop",
    ]
    assert message["Date"].datetime == mail.created_at.replace(microsecond=0)


AWKWARD = [
    "Jan van den Berg-de Wit",
    "Özlem Şahin",
    "'t Hart",
    'Bram "de baas" Vries',
    "Vries, Bram de",
    "Bram <b@evil.example>",
    "b@evil.example",
    "Bram\nBcc: evil@evil.example",
    "Bram\r\n\r\nFree money",
    "Bram\u2028Bcc: evil@evil.example",
    "Bram\x85Bcc: evil@evil.example",
    "陳大文",
    "🧑‍🏭 Bram",
    "Ş, " * 40,
    '", <evil@evil.example>, "',
    "x" * 120,
    "Bram (commentaar) [x]; groep: a, b;",
    "\\",
    '"',
]


@pytest.mark.parametrize("name", AWKWARD)
def test_no_name_becomes_an_address_or_a_header(app: Flask, postbox: Postbox, name: str) -> None:
    write(name=name)

    message = delivered(postbox)

    assert [address.addr_spec for address in message["To"].addresses] == ["b.devries@waterrand.example"]
    assert set(message.keys()) == {"From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "MIME-Version", "Content-Type"}


@pytest.mark.parametrize("title", AWKWARD)
def test_no_title_becomes_a_header_or_code(app: Flask, postbox: Postbox, title: str) -> None:
    register(make_event(title))

    message = delivered(postbox)

    words = " ".join(title.split())
    assert (message["Bcc"], str(message["Subject"])) == (None, f"Aangemeld voor do 26 nov: {words}".strip())
    assert "<evil@evil.example>" not in text(message, "html")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "<img src=x>", "[klik](https://evil.example)", "{{ config.SECRET_KEY }}", "%(name)s", "{0}"]
)
def test_what_people_type_is_text_in_mail(app: Flask, postbox: Postbox, hostile: str) -> None:
    register(make_event(f"Middag {hostile}"), make_person(f"Bram {hostile}"))

    message = delivered(postbox)

    assert "<script" not in text(message, "html")
    assert "<img src=x" not in text(message, "html")
    assert 'href="https://evil.example' not in text(message, "html")
    assert app.config["SECRET_KEY"] not in text(message) + text(message, "html")
    assert hostile in text(message)


@pytest.mark.parametrize(
    ("email", "written_to"), [("info@straße.example", "info@xn--strae-oqa.example"), ("a@bücher.example", "a@xn--bcher-kva.example")]
)
def test_letters_in_a_domain_lead_to_that_domain_and_no_other(app: Flask, postbox: Postbox, email: str, written_to: str) -> None:
    write(email)

    message = delivered(postbox)

    assert message["To"].addresses[0].addr_spec == written_to
