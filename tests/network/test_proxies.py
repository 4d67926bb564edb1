"""A proxy of the environment is a tunnel: it learns which host is asked, and nothing of what is said there."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trustme

from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.budget import Budget, Limits
from newsletter.network.http import Request, send_request
from tests.network.hostile import ATTACKS, OK, Attack, Connection, attacking

HOST = "api.example.org"
KEY = "canary-91c7-plover"
ASKING = Request("GET", f"https://{HOST}/v3/lists", {"Authorization": KEY})


def answer(client: Connection) -> None:
    client.line.recv(1 << 16)
    client.say(OK + b"Content-Length: 2\r\n\r\n[]")


@contextmanager
def tunnelling(
    port: int, first: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
) -> Iterator[tuple[str, bytearray]]:
    """Run a proxy that leads everybody to one port; yield its address, and all that it has heard."""
    heard = bytearray()

    def copy(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                heard.extend(data)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def serve(client: Connection) -> None:
        heard.extend(client.line.recv(1 << 16))
        client.say(first)
        with socket.create_connection(("127.0.0.1", port)) as other:
            threading.Thread(target=copy, args=(client.line, other), daemon=True).start()
            copy(other, client.line)

    with attacking(serve) as proxy:
        yield f"http://user:pass%40word@127.0.0.1:{proxy.port}", heard


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Run a service under its name; its authority is one that the environment names. Yield its port."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(tls)
    with attacking(answer, tls) as server:
        yield server.port


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_hears_the_host_and_not_the_key(service: int, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    with tunnelling(service) as (proxy, heard):
        monkeypatch.setenv(variable, proxy)
        text = send_request(ASKING, Budget(Limits(5, 100_000)))

    assert text.data() == []
    assert heard.startswith(b"CONNECT api.example.org:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic dXNlcjpwYXNzQHdvcmQ=\r\n" in heard
    assert KEY.encode() not in heard


def test_a_proxy_that_refuses_has_passed_nothing_on(service: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with tunnelling(service, b"HTTP/1.1 407 Who are you?\r\nContent-Length: 0\r\n\r\n") as (proxy, _):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(ExchangeError, match=r"the proxy refuses the connection \(407 Who are you\?\)") as failed:
            send_request(ASKING, Budget(Limits(5, 100_000)))
    assert failed.value.stage is ExchangeStage.CONNECTING


@pytest.mark.parametrize("name", ["silence", "dripped headers", "endless 1xx", "a huge block of headers"])
def test_a_proxy_without_end_is_given_up_before_anything_was_asked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    start = time.monotonic()
    with attacking(ATTACKS[name]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
        with pytest.raises(ExchangeError) as failed:
            send_request(ASKING, Budget(Limits(1, 100_000)))
    assert failed.value.stage is ExchangeStage.CONNECTING
    assert time.monotonic() - start < 8


@pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "http://localhost:{}/"])
def test_this_machine_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with attacking(answer) as server:
        phrase = send_request(Request("GET", url.format(server.port), {}), Budget(Limits(5, 100_000)))
    assert phrase.data() == []


@pytest.mark.parametrize("exempt", [HOST, ".example.org", "*"])
def test_a_host_may_be_exempt(monkeypatch: pytest.MonkeyPatch, exempt: str) -> None:
    def refuse(_client: Connection) -> None:
        pytest.fail("the proxy was asked")

    attack: Attack = refuse
    with attacking(attack) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", exempt)
        with pytest.raises(ExchangeError):
            send_request(ASKING, Budget(Limits(2, 100_000)))
        assert proxy.clients == []


def test_a_header_that_cannot_be_carried_is_not_shown() -> None:
    for value in (f"{KEY}\r", f"{KEY}\n x", f" {KEY}", f"{KEY}\0", f"{KEY}é", f"{KEY}\udc80"):
        with attacking(answer) as server, pytest.raises(ExchangeError) as failed:
            send_request(Request("GET", f"http://127.0.0.1:{server.port}/", {"X": value}), Budget(Limits(5, 100_000)))
        assert failed.value.stage is ExchangeStage.SETTING
        assert str(failed.value) == "the request contains a character that HTTP does not allow"


@pytest.mark.parametrize(
    "url", ["https://[::1", "https://exa mple.org/", "https://example.org:99999/", "", "https://", "ftp://x/"]
)
def test_what_is_no_address_of_the_web_is_said(url: str) -> None:
    with pytest.raises(ExchangeError) as failed:
        send_request(Request("GET", url, {}), Budget(Limits(2, 100_000)))
    assert failed.value.stage in {ExchangeStage.SETTING, ExchangeStage.CONNECTING}
