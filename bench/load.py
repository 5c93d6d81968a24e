"""A bounded load over keep-alive connections on the loopback, from one thread, with every answer checked."""

import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 16
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """One complete answer of the server."""

    status: int
    head: bytes
    body: bytes


Check = Callable[[Answer], bool]


class WrongAnswer(Exception):
    """The server answered something else than it should."""


def http(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of one request; header names are written with underscores."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def parse(received: bytes) -> Answer | None:
    """The answer, once all of it is there."""
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return None
    status = int(head[9:12])
    length = LENGTH.search(head)
    if status != 304 and length is None:
        raise WrongAnswer(f"an answer without a length: {head!r}")
    if status != 304 and length and len(body) < int(length[1]):
        return None
    return Answer(status, head, body)


@dataclass
class Connection:
    """One connection that sends its next request as soon as it has its answer."""

    socket: socket.socket
    received: bytes = b""

    def send(self, request: bytes) -> None:
        self.received = b""
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        chunk = self.socket.recv(1 << 20)
        if not chunk:
            raise WrongAnswer("the server closed the connection")
        self.received += chunk
        return parse(self.received)


def connect(url: str) -> Connection:
    address = urlsplit(url)
    link = socket.create_connection((address.hostname, address.port), timeout=30)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Connection(link)


def fetch(url: str, request: bytes) -> Answer:
    """One request by itself."""
    connection = connect(url)
    try:
        connection.send(request)
        while (answer := connection.receive()) is None:
            pass
        return answer
    finally:
        connection.socket.close()


def run(url: str, requests: Sequence[bytes], check: Check) -> float:
    """Send all requests, `CONNECTIONS` at a time; give the answers per second. Raises WrongAnswer."""
    waiting = iter(requests)
    missing = len(requests)
    with selectors.DefaultSelector() as selector:
        connections = [connect(url) for _ in range(CONNECTIONS)]
        started = time.perf_counter()
        for connection, request in zip(connections, waiting, strict=False):
            connection.send(request)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        while missing:
            missing -= _turn(selector, waiting, check)
        seconds = time.perf_counter() - started
    for connection in connections:
        connection.socket.close()
    return len(requests) / seconds


def _turn(selector: selectors.BaseSelector, waiting: Iterator[bytes], check: Check) -> int:
    ready = selector.select(timeout=30)
    if not ready:
        raise WrongAnswer("no answer within 30 seconds")
    return sum(_answered(key.data, selector, waiting, check) for key, _ in ready)


def _answered(connection: Connection, selector: selectors.BaseSelector, waiting: Iterator[bytes], check: Check) -> bool:
    answer = connection.receive()
    if answer is None:
        return False
    if not check(answer):
        raise WrongAnswer(f"{answer.head.decode()}\n\n{answer.body[:500].decode(errors='replace')}")
    following = next(waiting, None)
    if following is None:
        selector.unregister(connection.socket)
    else:
        connection.send(following)
    return True
