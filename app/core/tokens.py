"""Unguessable codes, and their fingerprints."""

import base64
import hashlib
import hmac
import secrets

UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U/V
SHORT_CODE_LENGTH = 6


def url_token() -> str:
    """128 random bits for an address, 22 characters."""
    return secrets.token_urlsafe(16)


def qr_code() -> str:
    """128 random bits for a QR symbol of version 2: 28 upper-case alphanumeric characters, beginning with IL."""
    return "IL" + base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def short_code() -> str:
    """Six characters without look-alikes, to be typed at the door of one event."""
    return "".join(secrets.choice(UNAMBIGUOUS) for _ in range(SHORT_CODE_LENGTH))


def six_digits() -> str:
    """A code for signing in on another device than the one that reads the mail."""
    return f"{secrets.randbelow(1_000_000):06d}"


def fingerprint(secret: str) -> str:
    """What the database keeps of a long random secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sealed(key: str, *parts: object) -> str:
    """A keyed fingerprint, for secrets short enough to guess and for tokens derived from others."""
    digest = hmac.new(key.encode(), "\x1f".join(map(str, parts)).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
