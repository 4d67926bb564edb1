"""Sockets within a budget: DNS, connections, handshakes, reads and writes each get the time that is left."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TypeVar

from newsletter.network.budget import Budget

T = TypeVar("T")
Address = tuple[str, int]


def resolve(host: str, port: int, budget: Budget) -> list[Address]:
    """Return every address of a host, in the order in which to try them.

    Raises:
        OSError: it has none, or the resolver did not respond in time.
        ValueError: it is not a valid host name.
    """
    if _is_address(host):
        return [(host, port)]  # what is an address already needs no resolver, and no thread to wait for one
    found = run_with_deadline(budget, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return [(str(info[4][0]), int(info[4][1])) for info in found]


def _is_address(host: str) -> bool:
    """Return whether a host is an IP address in its usual form. A zone (``fe80::1%eth0``) is for the resolver."""
    try:
        return str(ip_address(host)) == host and "%" not in host
    except ValueError:
        return False


def run_with_deadline(budget: Budget, ask: Callable[[], T]) -> T:
    """Return the result of ``ask``, which has no time-out of its own; after the deadline its thread is abandoned."""
    answers: list[T] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            answers.append(ask())
        except Exception as error:  # noqa: BLE001  # raised again in the calling thread
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
    """Connect to the first address of a host that accepts the connection.

    Raises:
        OSError: none does in time.
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
    """Start TLS with a host, whose name its certificate must contain.

    Raises:
        OSError: the handshake failed (``SSLError``), or took too long.
    """
    with _timed(budget):
        plain.settimeout(budget.left())
        return context.wrap_socket(plain, server_hostname=host)


def receive(line: socket.socket, size: int, budget: Budget) -> bytes:
    """Read at most ``size`` bytes; none if the peer has closed the connection.

    Raises:
        OSError: nothing arrived in time, the limit is exceeded, or the connection is lost.
    """
    with _timed(budget):
        line.settimeout(budget.left())
        data = line.recv(size)
    budget.count(len(data))
    return data


def send_all(line: socket.socket, data: bytes, budget: Budget) -> None:
    """Send all of ``data``, however slowly the peer reads.

    Raises:
        OSError: the peer did not read it in time, or the connection is lost.
    """
    rest = memoryview(data)
    while rest:
        with _timed(budget):
            line.settimeout(budget.left())
            rest = rest[line.send(rest) :]


@contextmanager
def _timed(budget: Budget) -> Iterator[None]:
    """Raise any time-out as that of the whole exchange."""
    try:
        yield
    except TimeoutError:
        raise budget.expired() from None
