"""Servers on loopback that never come to an end, or to more than anybody can hold; each in a way of its own."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

PAUSE = 0.02
"""Seconds between two bytes of a server that drips: far below any time-out for one read."""

NESTED = b"[" * 200_000 + b"]" * 200_000
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

Attack = Callable[["Connection"], None]


@dataclass
class Connection:
    """One client, and how many bytes it has taken."""

    line: socket.socket
    sent: int = 0

    def say(self, data: bytes) -> None:
        self.line.sendall(data)
        self.sent += len(data)

    def drip(self, data: bytes) -> None:
        for byte in data:
            self.say(bytes([byte]))
            time.sleep(PAUSE)

    def flood(self, data: bytes) -> None:
        while True:
            self.say(data)


@cache
def make_bomb() -> bytes:
    """Return two hundred megabytes of nothing in two hundred kilobytes; that takes most of a second, once."""
    return gzip.compress(bytes(200_000_000), 9)


def _say_nothing(client: Connection) -> None:
    client.line.recv(1 << 16)
    time.sleep(30)


def _say_and_drip(first: bytes, rest: bytes) -> Attack:
    def attack(client: Connection) -> None:
        client.say(first)
        client.drip(rest)

    return attack


def _say_and_flood(first: bytes, rest: bytes) -> Attack:
    def attack(client: Connection) -> None:
        client.say(first)
        client.flood(rest)

    return attack


ATTACKS: dict[str, Attack] = {
    "silence": _say_nothing,
    "a dripped status line": lambda client: client.drip(b"HTTP/1.1 200 " + b"O" * 2000),
    "dripped headers": lambda client: client.drip(OK + b"X: y\r\n" * 1000),
    "endless 1xx": lambda client: client.flood(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100),
    "dripped 1xx": lambda client: client.drip(b"HTTP/1.1 102 Processing\r\n\r\n" * 1000),
    "a dripped body": _say_and_drip(OK + b"Content-Length: 5000\r\n\r\n", b"7" * 5000),
    "dripped chunks": _say_and_drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n7\r\n" * 1000),
    "an endless body": _say_and_flood(OK + b"\r\n", b"7" * 65_536),
    "a body of two gigabytes": _say_and_flood(OK + b"Content-Length: 2000000000\r\n\r\n", b"7" * 65_536),
    "an endless chunk extension": _say_and_flood(OK + b"Transfer-Encoding: chunked\r\n\r\n1;x=", b"y" * 65_536),
    "chunks with long extensions": _say_and_flood(
        OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 8000 + b"\r\n7\r\n"
    ),
    "endless trailers": _say_and_flood(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n7\r\n0\r\n", b"X: y\r\n" * 1000),
    "a huge block of headers": _say_and_flood(OK, b"X: " + b"y" * 65_536 + b"\r\n"),
    "a gzip bomb": lambda client: client.say(
        OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(make_bomb()) + make_bomb()
    ),
    "a gzip bomb in pieces": _say_and_flood(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(bytes(1_000_000))),
    "gzip in gzip": lambda client: client.say(
        OK + b"Content-Encoding: gzip, gzip\r\nConnection: close\r\n\r\n" + gzip.compress(make_bomb())
    ),
    "an encoding that was not requested": lambda client: client.say(
        OK + b"Content-Encoding: br\r\nConnection: close\r\n\r\n" + b"\x8b\x00\x80x\x03"
    ),
    "half a gzip": lambda client: client.say(
        OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(b'{"word": "yes"}')[:-9]
    ),
    "no gzip at all": lambda client: client.say(OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n{}"),
    "no HTTP at all": lambda client: client.flood(b"\x00\xff" * 5000),
}


@dataclass
class HostileServer:
    """Does the same to everybody who connects."""

    attack: Attack
    tls: ssl.SSLContext | None = None
    clients: list[Connection] = field(default_factory=list)
    port: int = 0

    @property
    def sent(self) -> int:
        return max((client.sent for client in self.clients), default=0)

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                threading.Thread(target=self._attack, args=(line,), daemon=True).start()

    def _attack(self, line: socket.socket) -> None:
        with suppress(OSError), line:
            secure = self.tls.wrap_socket(line, server_side=True) if self.tls else line
            client = Connection(secure)
            self.clients.append(client)
            with secure:
                self.attack(client)
                secure.shutdown(socket.SHUT_WR)
                secure.recv(1 << 16)


@contextmanager
def attacking(attack: Attack, tls: ssl.SSLContext | None = None) -> Iterator[HostileServer]:
    """Run a hostile server on a free port of loopback."""
    make_bomb()  # before anybody's time is running
    server = HostileServer(attack, tls)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        threading.Thread(target=server.serve, args=(listening,), daemon=True).start()
        yield server
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
