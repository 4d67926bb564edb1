"""What the doctor says of a message, and of the page where its readers leave: a real HTTPS server on loopback."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme

from newsletter.deliverability import Diagnostic, FetchOptions, RenderedMessage, Resolver, check_message
from newsletter.rendering.message import compose_message
from tests.campaigns import CAMPAIGN, LEAVE
from tests.deliverability.name_server import Zone


def make_rendered(url: str | None = LEAVE, *, fills_in: bool = True) -> RenderedMessage:
    message = compose_message(CAMPAIGN, to=CAMPAIGN.sender, unsubscribe_url=url)
    return RenderedMessage(message, url, "mailchimp", fills_in)


def wrong(rendered: RenderedMessage, resolver: Resolver, fetch: FetchOptions | None = None) -> list[Diagnostic]:
    return [it for it in check_message(rendered, resolver, fetch or FetchOptions()) if it.status != "ok"]


@contextmanager
def page(certificate: Path, status: int) -> Iterator[int]:
    """Serve one answer over TLS; yield the port. Whoever asks by POST would unsubscribe, and nobody may."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "https://localhost/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the terminal for the tests."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "judged"),
    [
        (200, []),
        (302, [("warning", "must work without a redirect")]),
        (404, [("fail", "Readers cannot leave there.")]),
        (405, [("warning", "Show a page that asks")]),
        (500, [("fail", "Readers cannot leave there.")]),
    ],
)
def test_the_page_is_judged_by_its_answer(
    zone: Zone, resolver: Resolver, certificate: Path, status: int, judged: list[tuple[str, str]]
) -> None:
    zone.add("localhost", "A", "127.0.0.1")
    fetch = FetchOptions(loopback=True, trust=ssl.create_default_context(cafile=str(certificate)))
    with page(certificate, status) as port:
        found = wrong(make_rendered(f"https://localhost:{port}/leave"), resolver, fetch)
    assert len(found) == len(judged)
    assert all(it.status == weight and text in it.advice for it, (weight, text) in zip(found, judged, strict=True))


def test_a_certificate_that_nobody_trusts_is_said(zone: Zone, resolver: Resolver, certificate: Path) -> None:
    zone.add("localhost", "A", "127.0.0.1")
    with page(certificate, 200) as port:
        [found] = wrong(make_rendered(f"https://localhost:{port}/leave"), resolver, FetchOptions(loopback=True))
    assert "certificate" in found.observed.lower()


def test_a_certificate_for_another_name_is_said(zone: Zone, resolver: Resolver, tmp_path: Path) -> None:
    authority, certificate = trustme.CA(), tmp_path / "other.pem"
    issued = authority.issue_cert("other.example.org")
    issued.cert_chain_pems[0].write_to_path(str(certificate))
    issued.private_key_pem.write_to_path(str(certificate.with_suffix(".key")))
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    zone.add("localhost", "A", "127.0.0.1")
    with page(certificate, 200) as port:
        [found] = wrong(
            make_rendered(f"https://localhost:{port}/leave"), resolver, FetchOptions(loopback=True, trust=trust)
        )

    assert found.status == "fail"
    assert "not valid for 'localhost'" in found.observed
    assert found.advice == "Check the address, the server and its certificate."


def test_a_page_that_nobody_serves_is_said(zone: Zone, resolver: Resolver) -> None:
    zone.add("localhost", "A", "127.0.0.1")
    [found] = wrong(make_rendered("https://localhost:1/leave"), resolver, FetchOptions(loopback=True))

    assert (found.status, found.advice) == ("fail", "Check the address, the server and its certificate.")
    assert found.observed.startswith("https://localhost:1/leave cannot be reached: ")


def test_one_private_address_among_public_ones_is_enough_to_stay_away(zone: Zone, resolver: Resolver) -> None:
    zone.add("invented-digest.org", "A", "8.8.8.8", "10.0.0.1")
    [found] = wrong(make_rendered(), resolver)

    assert "invented-digest.org leads to 10.0.0.1" in found.observed


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "2002:a00:1::", "64:ff9b::a00:1"]
)
def test_an_address_inside_is_never_visited(zone: Zone, resolver: Resolver, address: str) -> None:
    zone.add("invented-digest.org", "AAAA" if ":" in address else "A", address)
    [found] = wrong(make_rendered(), resolver)
    assert found.status == "fail"
    assert "which is not a public address" in found.observed


def test_a_name_that_leads_nowhere_is_said(zone: Zone, resolver: Resolver) -> None:
    [found] = wrong(make_rendered(), resolver)
    assert "invented-digest.org has no address" in found.observed
    assert zone.asked


def test_without_an_unsubscribe_address_there_is_no_leaving_with_one_click(zone: Zone, resolver: Resolver) -> None:
    message = str(wrong(make_rendered(None), resolver))
    assert "The publication has no unsubscribe_url." in message
    assert "one-click unsubscribing does not work" in message
    assert zone.asked == []


def test_one_address_for_all_readers_is_said(zone: Zone, resolver: Resolver) -> None:
    message = str(wrong(make_rendered(fills_in=False), resolver))
    assert "every reader gets the same address" in message
    assert zone.asked
