"""Sockets whose every step gets only what is left of the exchange: names, connections, handshakes, reads, writes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from newsletter.network.budget import Budget

T = TypeVar("T")
Address = tuple[str, int]


def resolve(host: str, port: int, budget: Budget) -> list[Address]:
    """Return every address of a host, in the order in which they are to be tried.

    Raises:
        OSError: it has none, or nobody said so in time.
        ValueError: it cannot be the name of a host.
    """
    found = run_with_deadline(budget, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return [(str(info[4][0]), int(info[4][1])) for info in found]


def run_with_deadline(budget: Budget, ask: Callable[[], T]) -> T:
    """Return what ``ask`` says, which has no deadline of its own; it is left alone with its work when time is over."""
    answers: list[T] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            answers.append(ask())
        except Exception as error:  # noqa: BLE001  # whatever it is, it is raised again for whoever asked
            errors.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(budget.left())
    if errors:
        raise errors[0]
    if not answers:
        raise budget.expired()
    return answers[0]


def connect(host: str, port: int, budget: Budget) -> socket.socket:
    """Connect to the first address of a host that answers.

    Raises:
        OSError: none does, or not in time.
    """
    last: OSError = OSError("it has no address")
    for address in resolve(host, port, budget):
        try:
            with _timed(budget):
                made = socket.create_connection(address, budget.left())
        except OSError as error:
            last = error
            continue
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    raise last


def start_tls(plain: socket.socket, context: ssl.SSLContext, host: str, budget: Budget) -> ssl.SSLSocket:
    """Agree on TLS with the host of this name, which its certificate must show.

    Raises:
        OSError: that failed, or took too long; an ``SSLError`` is one.
    """
    with _timed(budget):
        plain.settimeout(budget.left())
        return context.wrap_socket(plain, server_hostname=host)


def receive(line: socket.socket, size: int, budget: Budget) -> bytes:
    """Read what has come, at most ``size`` bytes; none at all where the peer has closed the connection.

    Raises:
        OSError: nothing came in time, more came than may, or the connection is lost.
    """
    with _timed(budget):
        line.settimeout(budget.left())
        data = line.recv(size)
    budget.count(len(data))
    return data


def send_all(line: socket.socket, data: bytes, budget: Budget) -> None:
    """Write all of ``data``, however slowly the peer takes it.

    Raises:
        OSError: the peer did not take it in time, or the connection is lost.
    """
    rest = memoryview(data)
    while rest:
        with _timed(budget):
            line.settimeout(budget.left())
            rest = rest[line.send(rest) :]


@contextmanager
def _timed(budget: Budget) -> Iterator[None]:
    """Say of whatever ran out of time that the exchange as a whole did."""
    try:
        yield
    except TimeoutError:
        raise budget.expired() from None
