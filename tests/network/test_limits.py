"""No exchange lasts longer than its deadline or brings more than its limit, whatever the other side does."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.budget import Budget, Limits
from newsletter.network.http import Request, send_request
from newsletter.network.sockets import resolve
from tests.network.hostile import ATTACKS, NESTED, OK, Attack, Connection, attacking

LIMITS = Limits(seconds=1, size=300_000)
MOST_WAIT = 8
"""Seconds that a test waits at most for what has a deadline of one: the machine may be busy."""

BUFFERS = 20_000_000
"""Bytes that may lie in the buffers of two sockets on loopback, over and above what was read."""


def ask(port: int, limits: Limits = LIMITS, scheme: str = "http", method: str = "POST") -> ExchangeError:
    """Return the error that a request ends with, within the time it has."""
    start = time.monotonic()
    with pytest.raises(ExchangeError) as failed:
        send_request(Request(method, f"{scheme}://127.0.0.1:{port}/", {}, body={"a": 1}), Budget(limits))
    assert time.monotonic() - start < MOST_WAIT
    return failed.value


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_an_answer_without_end_is_given_up(name: str) -> None:
    with attacking(ATTACKS[name]) as server:
        error = ask(server.port)
    assert error.stage in {ExchangeStage.ASKED, ExchangeStage.OVERRUN}
    assert server.sent < LIMITS.size + BUFFERS


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("dripped headers", "it took longer than 1 seconds in all"),
        ("a dripped body", "it took longer than 1 seconds in all"),
        ("silence", "it took longer than 1 seconds in all"),
        ("an endless body", "it sent more than 300,000 bytes"),
        ("endless 1xx", "it sent more than 300,000 bytes"),
        ("a gzip bomb", "it sent more than 300,000 bytes"),
        ("gzip in gzip", "its encoding is 'gzip, gzip', which was not requested"),
        ("half a gzip", "it ends too early"),
    ],
)
def test_what_was_too_much_is_said(name: str, message: str) -> None:
    with attacking(ATTACKS[name]) as server:
        assert str(ask(server.port)) == message


@pytest.mark.parametrize("attack", [ATTACKS["silence"], lambda client: client.drip(b"\x16\x03\x03\x40" * 500)])
def test_a_handshake_without_end_is_given_up_before_anything_was_asked(attack: Attack) -> None:
    with attacking(attack) as server:
        error = ask(server.port, scheme="https")
    assert error.stage is ExchangeStage.CONNECTING


def test_a_server_that_takes_a_request_byte_by_byte_is_given_up() -> None:
    def sip(client: Connection) -> None:
        client.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        while client.line.recv(1):
            time.sleep(0.01)

    with attacking(sip) as server:
        start = time.monotonic()
        asking = Request("POST", f"http://127.0.0.1:{server.port}/", {}, body="x" * 30_000_000)
        with pytest.raises(ExchangeError, match="longer than 1 seconds"):
            send_request(asking, Budget(LIMITS))
    assert time.monotonic() - start < MOST_WAIT


def test_nobody_who_answers_means_that_nobody_was_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    assert ask(port).stage is ExchangeStage.CONNECTING


def test_an_answer_nested_without_end_says_nothing() -> None:
    with attacking(lambda client: client.say(OK + b"Content-Length: %d\r\n\r\n" % len(NESTED) + NESTED)) as server:
        answer = send_request(Request("GET", f"http://127.0.0.1:{server.port}/", {}), Budget(Limits(5, 1_000_000)))
    assert answer.data() is None


def test_several_files_in_one_gzip_are_one_answer() -> None:
    body = gzip.compress(b'{"word": ') + gzip.compress(b'"yes"}')
    with attacking(
        lambda client: client.say(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    ) as server:
        answer = send_request(Request("GET", f"http://127.0.0.1:{server.port}/", {}), Budget(Limits(5, 1_000_000)))
    assert answer.data() == {"word": "yes"}


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "127.1", "localhost"])
def test_an_address_is_itself_and_anything_else_is_asked_for(host: str) -> None:
    known = socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM)

    assert resolve(host, 80, Budget(Limits(seconds=5, size=0))) == [(info[4][0], info[4][1]) for info in known]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_address_needs_no_resolver_and_so_no_time(host: str) -> None:
    assert resolve(host, 80, Budget(Limits(seconds=0, size=0))) == [(host, 80)]
