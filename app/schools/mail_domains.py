"""Mail domains: how they are written, and which tell nothing about a school."""

from email_validator import EmailNotValidError, validate_email

_PROVIDERS = """
    gmail.com googlemail.com hotmail.com hotmail.nl outlook.com outlook.nl live.com live.nl msn.com icloud.com me.com mac.com
    yahoo.com yahoo.nl ymail.com aol.com gmx.com gmx.net proton.me protonmail.com pm.me tutanota.com mail.com zoho.com
    ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl telfort.nl telfortglasvezel.nl xs4all.nl home.nl casema.nl chello.nl
    upcmail.nl quicknet.nl multiweb.nl zonnet.nl tele2.nl online.nl wxs.nl solcon.nl solconmail.nl zeelandnet.nl caiway.nl
    caiway.net kabelfoon.nl freeler.nl versatel.nl tiscali.nl filternet.nl delta.nl odido.nl t-mobilethuis.nl
"""
PUBLIC_PROVIDERS = frozenset(_PROVIDERS.split())


def normal_domain(typed: str) -> str | None:
    """The domain in small letters, as people read it (IDN in Unicode); None when it is none."""
    try:
        address = validate_email(f"x@{typed.strip()}", check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return address.domain.lower()


def is_public_provider(domain: str) -> bool:
    """Whether anybody can have an address there, so that it tells no school."""
    return domain in PUBLIC_PROVIDERS
