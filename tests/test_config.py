"""Settings: what the environment gives, and what is refused."""

import pytest

from app import create_app
from config import UnsafeSettings, from_environment

GOOD = {"SECRET_KEY": "a-secret-of-more-than-thirty-two-characters", "BASE_URL": "https://inloop.example", "DATABASE_URL": "sqlite://"}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 31}, "SECRET_KEY"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"BASE_URL": "inloop.example"}, "BASE_URL"),
        ({"BASE_URL": "javascript://inloop.example"}, "BASE_URL"),
        ({"BASE_URL": "https://"}, "BASE_URL"),
        ({"MAIL_URL": "smpt://mail.example"}, "MAIL_URL"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
    ],
)
def test_unsafe_or_unknown_settings_are_refused_by_name(settings: dict[str, str], named: str) -> None:
    with pytest.raises(UnsafeSettings) as refusal:
        from_environment(GOOD | settings)

    assert str(refusal.value).split()[0] == named


@pytest.mark.parametrize("name", ["SECRET_KEY", "BASE_URL"])
def test_without_these_nothing_starts(name: str) -> None:
    with pytest.raises(UnsafeSettings):
        from_environment({key: value for key, value in GOOD.items() if key != name})


def test_the_demo_needs_no_settings_and_keeps_its_secret() -> None:
    first, second = (from_environment({"DEMO": "1", "DATABASE_URL": "sqlite://"}) for _start in range(2))

    assert len(str(first["SECRET_KEY"])) >= 32
    assert first == second
    assert first["BASE_URL"] == "http://127.0.0.1:8000"


@pytest.mark.parametrize(("value", "is_demo"), [("1", True), ("", False), ("0", False)])
def test_demo_is_a_switch(value: str, is_demo: bool) -> None:
    assert from_environment(GOOD | {"DEMO": value})["DEMO"] is is_demo


def test_cookies_are_bound_to_the_host_when_it_is_safe() -> None:
    secured, plain = from_environment(GOOD), from_environment(GOOD | {"BASE_URL": "http://127.0.0.1:8000/"})

    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "BASE_URL")
    assert [secured[name] for name in names] == ["__Host-inloop", True, True, "Lax", "https://inloop.example"]
    assert [plain[name] for name in names] == ["inloop", False, True, "Lax", "http://127.0.0.1:8000"]


@pytest.mark.parametrize("address", ["postgres://u@db/inloop", "postgresql://u@db/inloop", "postgresql+psycopg://u@db/inloop"])
def test_every_spelling_of_postgresql_means_the_same_driver(address: str) -> None:
    app = create_app(from_environment(GOOD | {"DATABASE_URL": address}))

    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    assert (engine.dialect.name, engine.dialect.driver) == ("postgresql", "psycopg")


OIDC = {"OIDC_ISSUER": "https://login.school.example", "OIDC_CLIENT_ID": "inloop", "OIDC_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"OIDC_ISSUER": ""}, "OIDC_ISSUER"),
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET"),
        ({"OIDC_ISSUER": "http://login.school.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "http://127.0.0.1.evil.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "login.school.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0", "OIDC_TRUST_EMAIL": "1"}, "OIDC_TRUST_EMAIL"),
        ({"RATE_LIMIT_STORAGE": "mysql://x"}, "RATE_LIMIT_STORAGE"),
    ],
)
def test_half_a_provider_or_an_unsafe_one_is_refused(settings: dict[str, str], named: str) -> None:
    with pytest.raises(UnsafeSettings) as refusal:
        from_environment(GOOD | OIDC | settings)

    assert str(refusal.value).split()[0] == named


@pytest.mark.parametrize("issuer", ["https://accounts.google.com", "http://127.0.0.1:5599", "http://localhost:5599", "http://[::1]:5599"])
def test_a_provider_is_taken_as_it_is_written(issuer: str) -> None:
    settings = from_environment(GOOD | OIDC | {"OIDC_ISSUER": issuer})

    assert [settings[name] for name in (*OIDC, "OIDC_NAME", "OIDC_TRUST_EMAIL")] == [issuer, "inloop", "secret", "OpenID Connect", False]


def test_without_a_provider_nobody_else_says_who_somebody_is() -> None:
    assert from_environment(GOOD)["OIDC_ISSUER"] == ""
