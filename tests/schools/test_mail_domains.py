"""Mail domains, however they are typed."""

import pytest

from app.schools.mail_domains import is_public_provider, normal_domain


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("waterrand.nl", "waterrand.nl"),
        (" WATERRAND.NL ", "waterrand.nl"),
        ("mail.waterrand.nl", "mail.waterrand.nl"),
        ("école.example", "école.example"),
        ("xn--cole-9oa.example", "école.example"),
        ("", None),
        ("waterrand", None),
        ("a b.nl", None),
        ("a@b.nl", None),
        ("a\0.nl", None),
        ("-a.nl", None),
        ("x" * 300 + ".nl", None),
    ],
)
def test_a_domain_has_one_form(typed: str, domain: str | None) -> None:
    assert normal_domain(typed) == domain


@pytest.mark.parametrize("domain", ["gmail.com", "hotmail.com", "outlook.com", "live.nl", "ziggo.nl", "kpnmail.nl"])
def test_providers_tell_no_school(domain: str) -> None:
    assert is_public_provider(domain) is True


def test_a_school_is_no_provider() -> None:
    assert is_public_provider("waterrand.nl") is False
