"""A link costs its time and no more, whatever its host does; so does the page where readers leave."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.checking.analysis.link_checker import Web
from newsletter.checking.analysis.link_status import LinkStatus, Visits
from newsletter.network.public_web import fetch_status
from newsletter.network.sockets import Address
from tests.checking.https_server import TODAY
from tests.network.hostile import ATTACKS, Attack, Connection, attacking

MOST_WAIT = 8
"""Seconds that a test waits at most for what has a second of its own: the machine may be busy."""

PAGE = "https://localhost/page"


@pytest.fixture
def own(certificate: Path) -> ssl.SSLContext:
    """Return what a server on this machine shows who it is by."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


@pytest.fixture
def trust(certificate: Path) -> Iterator[ssl.SSLContext]:
    """Return what vouches for it; the time of the whole test has a bound."""
    start = time.monotonic()
    yield ssl.create_default_context(cafile=str(certificate))
    assert time.monotonic() - start < MOST_WAIT


def follow(attack: Attack, folder: Path, own: ssl.SSLContext, trust: ssl.SSLContext) -> tuple[LinkStatus, str]:
    with attacking(attack, own) as server:
        place = "127.0.0.1", server.port
        web = Web(Visits(folder / "links.json", TODAY), lambda _host, _port: place, trust, pause=0, timeout=1)
        outcome = web.follow_all([PAGE])[PAGE]
    return outcome.status, outcome.why


HEADERS = (
    "silence",
    "a dripped status line",
    "dripped headers",
    "endless 1xx",
    "dripped 1xx",
    "a huge block of headers",
)


@pytest.mark.parametrize("name", [*HEADERS, "no HTTP at all"])
def test_an_answer_that_never_begins_says_nothing_of_the_page(
    tmp_path: Path, own: ssl.SSLContext, trust: ssl.SSLContext, name: str
) -> None:
    verdict, why = follow(ATTACKS[name], tmp_path, own, trust)
    assert verdict is LinkStatus.UNKNOWN
    assert why.startswith("no answer came: ")


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - {*HEADERS, "no HTTP at all"}))
def test_a_page_without_end_is_not_read(tmp_path: Path, own: ssl.SSLContext, trust: ssl.SSLContext, name: str) -> None:
    assert follow(ATTACKS[name], tmp_path, own, trust) == (LinkStatus.ALIVE, "")


def test_redirects_share_the_time_of_their_link(tmp_path: Path, own: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    def send_on(client: Connection) -> None:
        client.line.recv(1 << 16)
        time.sleep(0.4)
        client.say(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    assert follow(send_on, tmp_path, own, trust)[0] is LinkStatus.UNKNOWN


@pytest.mark.parametrize("wait", ["9" * 5000, "-5", "Fri, 31 Dec 9999 23:59:59 -2359", "1.5e9", "0" * 5000])
def test_a_host_that_asks_for_rest_in_odd_ways_is_left_alone(
    tmp_path: Path, own: ssl.SSLContext, trust: ssl.SSLContext, wait: str
) -> None:
    def refuse(client: Connection) -> None:
        client.line.recv(1 << 16)
        client.say(f"HTTP/1.1 429 Wait\r\nRetry-After: {wait}\r\nContent-Length: 0\r\n\r\n".encode())

    assert follow(refuse, tmp_path, own, trust)[0] is LinkStatus.ALIVE


@pytest.mark.parametrize("attack", [ATTACKS["silence"], lambda client: client.drip(b"\x16\x03\x03\x40" * 500)])
def test_a_handshake_without_end_says_nothing_of_the_page(
    tmp_path: Path, trust: ssl.SSLContext, attack: Attack
) -> None:
    with attacking(attack) as server:
        place = "127.0.0.1", server.port
        web = Web(Visits(tmp_path / "links.json", TODAY), lambda _host, _port: place, trust, pause=0, timeout=1)
        assert web.follow_all([PAGE])[PAGE].status is LinkStatus.UNKNOWN


def test_a_resolver_that_never_answers_says_nothing_of_the_page(tmp_path: Path, trust: ssl.SSLContext) -> None:
    def ponder(_host: str, _port: int) -> Address:
        time.sleep(20)
        raise AssertionError

    web = Web(Visits(tmp_path / "links.json", TODAY), ponder, trust, pause=0, timeout=1)
    assert web.follow_all([PAGE])[PAGE].status is LinkStatus.UNKNOWN


@pytest.mark.parametrize("name", HEADERS)
def test_the_page_to_leave_at_is_not_waited_for_without_end(
    own: ssl.SSLContext, trust: ssl.SSLContext, name: str
) -> None:
    with attacking(ATTACKS[name], own) as server:
        phrase = fetch_status(f"https://localhost:{server.port}/leave", "127.0.0.1", trust, seconds=1)
    assert isinstance(phrase, str)


@pytest.mark.parametrize(
    "where", ["https://localhost:99999/", "https://[::1/", "//[", "https://exa mple/", "https://\x00/"]
)
def test_a_redirect_to_no_address_is_no_traceback(
    tmp_path: Path, own: ssl.SSLContext, trust: ssl.SSLContext, where: str
) -> None:
    def send_on(client: Connection) -> None:
        client.line.recv(1 << 16)
        client.say(f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())

    assert follow(send_on, tmp_path, own, trust)[0] in {LinkStatus.DEAD, LinkStatus.REFUSED, LinkStatus.UNKNOWN}
