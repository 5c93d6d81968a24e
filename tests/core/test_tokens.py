"""Codes: long enough not to be guessed, and made of characters that their readers can read."""

import string
from collections.abc import Callable

import pytest

from app.core import tokens

URL_SAFE = set(string.ascii_letters + string.digits + "-_")
QR_ALPHANUMERIC = set(string.ascii_uppercase + string.digits)


@pytest.mark.parametrize(
    ("make", "length", "alphabet"),
    [
        (tokens.url_token, 22, URL_SAFE),
        (tokens.qr_code, 28, QR_ALPHANUMERIC),
        (tokens.short_code, 6, set("23456789ABCDEFGHJKMNPQRSTWXYZV")),
        (tokens.six_digits, 6, set(string.digits)),
    ],
)
def test_length_and_alphabet(make: Callable[[], str], length: int, alphabet: set[str]) -> None:
    made = [make() for _ in range(500)]

    assert {len(code) for code in made} == {length}
    assert set("".join(made)) <= alphabet


def test_short_codes_have_no_look_alikes() -> None:
    assert set(tokens.UNAMBIGUOUS) & set("01OILU") == set()
    assert len(set(tokens.UNAMBIGUOUS)) == len(tokens.UNAMBIGUOUS)


@pytest.mark.parametrize("make", [tokens.url_token, tokens.qr_code])
def test_long_codes_hold_128_bits_and_never_repeat(make: Callable[[], str]) -> None:
    made = {make() for _ in range(2000)}

    assert len(made) == 2000
    assert len({code[-20:] for code in made}) == 2000


def test_ticket_codes_begin_with_our_letters() -> None:
    assert tokens.qr_code()[:2] == "IL"


def test_a_fingerprint_tells_nothing_and_is_stable() -> None:
    assert tokens.fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_seal_depends_on_the_key_and_on_every_part() -> None:
    seals = [tokens.sealed(*parts) for parts in (("key", "ab", "c"), ("other", "ab", "c"), ("key", "a", "bc"), ("key", "abc"), ("key", "ab", "d"))]

    assert len(set(seals)) == 5
    assert seals[0] == tokens.sealed("key", "ab", "c")


@pytest.mark.parametrize(
    ("one", "other", "same"), [("a", "a", True), ("a", "b", False), ("", "", True), ("é", "e", False), ("123456", "１２３４５６", False)]
)
def test_comparing_takes_any_text(one: str, other: str, same: bool) -> None:
    assert tokens.same(one, other) is same
