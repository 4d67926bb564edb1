"""A real HTTPS server on loopback that acts as every host of the web: the request names the host."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from newsletter.checking.analysis.link_checker import Web
from newsletter.checking.analysis.link_status import Visits
from newsletter.network.public_web import resolve_public
from newsletter.network.sockets import Address

HOSTS = ("www.example.org", "other.example.org")
TODAY = date(2024, 4, 1)


class FakeSite:
    """The server, what it answers, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.trust = ssl.create_default_context()
        authority.configure_trust(self.trust)
        self._own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(*HOSTS).configure_cert(self._own)
        self.folder = folder
        self.asked: list[tuple[str, str, str]] = []
        self.answers: dict[tuple[str, str], tuple[int, str]] = {}
        self.waits: list[str] = []
        """What it asks for with Retry-After, one after the other, before it answers anything else."""
        self.port = 0

    def open_web(self, today: date = TODAY, timeout: float = 5) -> Web:
        """Return a web whose known hosts are this server; any other is looked up as ever."""
        return Web(Visits(self.folder / "links.json", today), self._resolve, self.trust, pause=0, timeout=timeout)

    def _resolve(self, host: str, port: int) -> Address:
        return ("127.0.0.1", self.port) if host in HOSTS else resolve_public(host, port)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request, by default 404 for ``/gone`` and 200 for the rest."""
        method, path = handler.command, handler.path
        self.asked.append((method, handler.headers["Host"], path))
        status, to = (
            self.answers.get((method, path)) or self.answers.get(("*", path)) or (404 if path == "/gone" else 200, "")
        )
        wait = self.waits.pop(0) if self.waits else ""
        handler.send_response(429 if wait else status)
        if wait:
            handler.send_header("Retry-After", wait)
        if to:
            handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @contextmanager
    def running(self) -> Iterator[FakeSite]:
        """Serve until the end of the test."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                site.answer(self)

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_arguments: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            server.daemon_threads = True
            self.port = server.server_address[1]
            server.socket = self._own.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            yield self
            server.shutdown()
