"""Settings, read once from the environment; unsafe ones are refused outside the demo and the tests."""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
SHORTEST_SECRET = 32
MEGABYTE = 1024 * 1024
MAIL_SCHEMES = ("", "smtp", "smtps", "console")
LIMIT_STORAGES = ("database", "none", "memory", "redis", "rediss")
OIDC_NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OF_EVERYBODY = ("/common", "/organizations", "/consumers")  # issuers of Microsoft that let in people of any organisation


class UnsafeSettings(Exception):
    """The settings would make an unsafe installation; the message says which, and what to set."""


def from_environment(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Read all settings; `.env` fills in what the environment leaves out. Raises UnsafeSettings."""
    given = environ if environ is not None else {**_dotenv(), **os.environ}
    demo = given.get("DEMO", "0") not in ("", "0")
    base_url = given.get("BASE_URL", "http://127.0.0.1:8000" if demo else "").rstrip("/")
    secret_key = given.get("SECRET_KEY", "") or (_kept_secret() if demo else "")
    _refuse_unsafe(secret_key, base_url)
    _refuse_unknown(given)
    _refuse_half_provider(given)
    is_https = base_url.startswith("https://")
    return {
        "DEMO": demo,
        "BASE_URL": base_url,
        "SECRET_KEY": secret_key,
        "SQLALCHEMY_DATABASE_URI": database_url(given),
        "MAIL_URL": given.get("MAIL_URL", ""),
        "MAIL_FROM": given.get("MAIL_FROM", f"Inloop <inloop@{urlsplit(base_url).hostname}>"),
        "MAIL_REPLY_TO": given.get("MAIL_REPLY_TO", ""),
        "TRUSTED_PROXIES": int(given.get("TRUSTED_PROXIES", "0")),
        "TRUSTED_HOSTS": [urlsplit(base_url).hostname, *given.get("EXTRA_HOSTS", "127.0.0.1 localhost").split()],
        "SESSION_COOKIE_NAME": "__Host-inloop" if is_https else "inloop",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=60),
        "RATE_LIMIT_STORAGE": given.get("RATE_LIMIT_STORAGE", "") or "database",
        **_provider(given),
        "MAX_CONTENT_LENGTH": 2 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "nl",
    }


def database_url(given: Mapping[str, str]) -> str:
    """DATABASE_URL, or SQLite in the instance folder."""
    url = given.get("DATABASE_URL", "")
    if url.startswith("postgres://"):
        return "postgresql://" + url.removeprefix("postgres://")
    INSTANCE.mkdir(exist_ok=True)
    return url or f"sqlite:///{INSTANCE / 'inloop.sqlite3'}"


def _refuse_unsafe(secret_key: str, base_url: str) -> None:
    if len(secret_key) < SHORTEST_SECRET:
        raise UnsafeSettings(
            f"SECRET_KEY is missing or shorter than {SHORTEST_SECRET} characters. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        raise UnsafeSettings("BASE_URL is missing or no http(s) address. Set it to the address people type, such as https://inloop.example.nl")


def _refuse_unknown(given: Mapping[str, str]) -> None:
    if given.get("MAIL_URL", "").partition(":")[0] not in MAIL_SCHEMES:
        raise UnsafeSettings(
            "MAIL_URL begins with something we don't know. It should be smtp://, smtps:// or console:, such as smtps://mail.example.nl"
        )
    if not given.get("TRUSTED_PROXIES", "0").isdecimal():
        raise UnsafeSettings("TRUSTED_PROXIES is no whole number. Set it to how many proxies stand in front of this server, such as 1")
    if (given.get("RATE_LIMIT_STORAGE", "") or "database").partition(":")[0] not in LIMIT_STORAGES:
        raise UnsafeSettings("RATE_LIMIT_STORAGE is something we don't know. It should be database, none, memory:// or redis://, or be left out")


def _provider(given: Mapping[str, str]) -> dict[str, object]:
    """Who else may say who somebody is; an empty issuer means nobody."""
    return {
        **{name: given.get(name, "") for name in OIDC_NEEDED},
        "OIDC_NAME": given.get("OIDC_NAME", "") or "OpenID Connect",
        "OIDC_TRUST_EMAIL": given.get("OIDC_TRUST_EMAIL", "0") not in ("", "0"),
    }


def _refuse_half_provider(given: Mapping[str, str]) -> None:
    missing = [name for name in OIDC_NEEDED if not given.get(name)]
    if len(missing) == len(OIDC_NEEDED):
        return
    if missing:
        raise UnsafeSettings(f"{missing[0]} is missing. Set all of {', '.join(OIDC_NEEDED)}, or none")
    issuer = urlsplit(given["OIDC_ISSUER"])
    if not _is_safe(issuer):
        raise UnsafeSettings("OIDC_ISSUER is no https address. Set it as the provider writes it, such as https://accounts.google.com")
    if given.get("OIDC_TRUST_EMAIL", "0") not in ("", "0") and any(part in issuer.path for part in OF_EVERYBODY):
        raise UnsafeSettings("OIDC_TRUST_EMAIL with an issuer for everybody lets anybody be anybody. Set OIDC_ISSUER to that of your own tenant")


def _is_safe(issuer: SplitResult) -> bool:
    """Whether nobody on the way can speak for it."""
    is_near = issuer.scheme == "http" and issuer.hostname in LOOPBACK
    return is_near or (issuer.scheme == "https" and bool(issuer.hostname))


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}


def _kept_secret() -> str:
    """The demo's own secret: made once, so that a restart keeps people signed in."""
    INSTANCE.mkdir(exist_ok=True)
    kept = INSTANCE / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()
