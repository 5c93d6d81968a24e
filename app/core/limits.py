"""How often one may try: counted in the database, so that all processes count together.

`limits` (the engine of Flask-Limiter) does the counting; the decorator is our own, so that pages without a limit pay
nothing and every application has a counter of its own. A try is counted in a short transaction that is over before the
request begins its own: on SQLite two writers in one request would wait for each other.
"""

import ipaddress
import math
from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from app.core import clock, tokens
from app.core.database import Model, db, insert_unless_there

View = TypeVar("View", bound=Callable[..., Any])
EXTENSION = "rate-limits"
MOST_KEYS = 10_000
IN_DATABASE, NOWHERE = "database", "none"  # what RATE_LIMIT_STORAGE can say besides an address


class RateLimit(Model):
    """Tries under one key until a moment, in seconds since 1970."""

    __tablename__ = "rate_limits"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    hits: Mapped[int]
    resets_at: Mapped[float] = mapped_column(sa.Float, index=True)


class DatabaseStorage(Storage):
    """Counts in our own table: one statement a try, atomic on both databases."""

    STORAGE_SCHEME = [IN_DATABASE]  # noqa: RUF012 - the library's own type

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong here."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` tries under a key that is forgotten `expiry` seconds after its first; gives the count."""
        now = _now()
        is_over = RateLimit.resets_at <= now
        values = {
            "hits": sa.case((is_over, amount), else_=RateLimit.hits + amount),
            "resets_at": sa.case((is_over, now + expiry), else_=RateLimit.resets_at),
        }
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        counted = insert(RateLimit).values(key=key, hits=amount, resets_at=now + expiry)
        with db.engine.begin() as connection:
            one = connection.execute(counted.on_conflict_do_update(index_elements=["key"], set_=values).returning(RateLimit.hits))
            return one.scalar_one()

    def get(self, key: str) -> int:
        """The tries under this key."""
        with db.engine.connect() as connection:
            return connection.scalar(sa.select(RateLimit.hits).where(RateLimit.key == key, RateLimit.resets_at > _now())) or 0

    def get_expiry(self, key: str) -> float:
        """When this key is forgotten, in seconds since 1970."""
        with db.engine.connect() as connection:
            return connection.scalar(sa.select(RateLimit.resets_at).where(RateLimit.key == key)) or _now()

    def check(self) -> bool:
        """Whether the database answers; a request that finds it away says so by itself."""
        return True

    def reset(self) -> int:
        """Forget all tries."""
        with db.engine.begin() as connection:
            return connection.execute(sa.delete(RateLimit)).rowcount

    def clear(self, key: str) -> None:
        """Forget the tries under this key."""
        with db.engine.begin() as connection:
            connection.execute(sa.delete(RateLimit).where(RateLimit.key == key))


class ProcessStorage(Storage):
    """Counts in this process. The library's own starts a thread for every try, which costs more than registering does."""

    STORAGE_SCHEME = ["process"]  # noqa: RUF012 - the library's own type

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong here: nothing."""
        return KeyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` tries under a key that is forgotten `expiry` seconds after its first; gives the count."""
        now = _now()
        with self._lock:
            if len(self._counts) >= MOST_KEYS:
                self._counts = {known: count for known, count in self._counts.items() if count[1] > now}
            hits, resets_at = self._counts.get(key, (0, 0.0))
            hits, resets_at = (hits + amount, resets_at) if resets_at > now else (amount, now + expiry)
            self._counts[key] = hits, resets_at
        return hits

    def get(self, key: str) -> int:
        """The tries under this key."""
        hits, resets_at = self._counts.get(key, (0, 0.0))
        return hits if resets_at > _now() else 0

    def get_expiry(self, key: str) -> float:
        """When this key is forgotten, in seconds since 1970."""
        return self._counts.get(key, (0, _now()))[1]

    def check(self) -> bool:
        """It is always there."""
        return True

    def reset(self) -> int:
        """Forget all tries."""
        forgotten, self._counts = len(self._counts), {}
        return forgotten

    def clear(self, key: str) -> None:
        """Forget the tries under this key."""
        self._counts.pop(key, None)


class Counter:
    """Where one application counts: together with its other processes, and in this process alone."""

    def __init__(self, storage: str) -> None:
        # A Redis that is away stops nobody: its errors come wrapped and are let pass, those of our database do not.
        together = storage_from_string(f"{storage}://" if storage == IN_DATABASE else storage, wrap_exceptions=storage != IN_DATABASE)
        self.together = FixedWindowRateLimiter(cast(Storage, together))
        self.alone = FixedWindowRateLimiter(ProcessStorage())


def init_app(app: Flask) -> None:
    """Count where RATE_LIMIT_STORAGE says: the database, memory://, redis://... or nowhere at all."""
    storage = app.config["RATE_LIMIT_STORAGE"]
    app.extensions[EXTENSION] = None if storage == NOWHERE else Counter(storage)


def limited(rate: str, *, methods: Collection[str] = ("POST",), alone: bool = False) -> Callable[[View], View]:
    """Let one client do this so often (`20/hour`), and then answer 429 with the seconds to wait. Stands above `requires`.

    `alone`: counted per process, without the database, for what comes in crowds.
    """
    most = parse(rate)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if request.method in methods:
                _count(most, alone=alone)
            return view(*args, **kwargs)

        return cast(View, guarded)

    return guard


def only_once(secret: str, *, until: datetime) -> bool:
    """Whether this is the first time that we see this secret; remembered until then, in the transaction at hand."""
    return insert_unless_there(RateLimit, key=f"once/{tokens.fingerprint(secret)}", hits=1, resets_at=until.timestamp())


def forget_expired(*, at: datetime) -> None:
    """Delete the counts that have run out."""
    db.session.execute(sa.delete(RateLimit).where(RateLimit.resets_at < at.timestamp()))


def client_network() -> str:
    """Who is at the other end: an address, or of IPv6 the network that one connection has to itself."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:  # a socket file, or what a proxy made up
        return "somebody"
    mapped = getattr(address, "ipv4_mapped", None) or address
    return str(mapped) if mapped.version == 4 else str(ipaddress.ip_network((mapped, 64), strict=False))


def _count(most: RateLimitItem, *, alone: bool) -> None:
    counter: Counter | None = current_app.extensions[EXTENSION]
    if counter is None:
        return
    strategy = counter.alone if alone else counter.together
    names = (request.endpoint or "", tokens.sealed(current_app.config["SECRET_KEY"], "client", client_network()))
    try:
        if strategy.hit(most, *names):
            return
        resets_at = strategy.get_window_stats(most, *names).reset_time
    except StorageError:
        current_app.logger.exception("tries can't be counted, so nobody is stopped")
        return
    raise TooManyRequests("Too many tries. Wait a while.", retry_after=max(1, math.ceil(resets_at - _now())))


def _now() -> float:
    return clock.now().timestamp()
