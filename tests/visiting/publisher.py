"""A publisher of documents: a real HTTPS server on loopback that is every host named here."""

from __future__ import annotations

import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from newsletter.network.public_web import resolve_public
from newsletter.network.sockets import Address
from newsletter.visiting import SourceVisit, VisitLimits, Visitor, visit_sources

FAST = VisitLimits(seconds=20, pause=0)
HOSTS = ("www.example.org", "reviews.example.net")

PUBLICATION = """\
uuid = "3f0c1a52-6f0e-4d8b-9a57-0c5f4f2f7d10"
title = "Digest"
publisher = "Board"
description = "What happened."
base_url = "https://digest.example.org"
[sender]
name = "Digest"
email = "digest@example.org"
address = "1 Quay Street"
"""


@dataclass
class Publisher:
    """What it answers: a status, a body and an address for each path; and what it was asked, in order."""

    answers: dict[str, tuple[int, bytes, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    """The fields by which it tells versions of a path apart."""
    spared: list[str] = field(default_factory=list)
    """What it did not send again, since its visitor has that version."""
    delay: float = 0.0
    busy: int = 0
    busiest: int = 0
    """The most requests that were open at the same time."""
    port: int = 0
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def make_visitor(self, limits: VisitLimits = FAST) -> Visitor:
        """Return a visitor for whom the known hosts are this server; any other is looked up as ever."""
        return Visitor(limits, self.resolve, self.trust)

    def resolve(self, host: str, port: int) -> Address:
        """Return where a host is."""
        return ("127.0.0.1", self.port) if host in HOSTS else resolve_public(host, port)


@contextmanager
def open_publisher(folder: Path) -> Iterator[Publisher]:
    """Serve until the end of the test; the certificate of its authority is in the folder."""
    publisher, authority = Publisher(), trustme.CA()
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*HOSTS).configure_cert(own)
    authority.configure_trust(publisher.trust)
    authority.cert_pem.write_to_path(folder / "authority.pem")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with publisher.lock:
                publisher.asked.append(self.path)
                publisher.busy += 1
                publisher.busiest = max(publisher.busiest, publisher.busy)
            time.sleep(publisher.delay)
            missing = (404, b"", "") if self.path == "/robots.txt" else (200, self.path.encode(), "")
            status, body, to = publisher.answers.get(self.path, missing)
            with publisher.lock:
                publisher.busy -= 1
            version = publisher.versions.get(self.path, {})
            asked = {"ETag": self.headers.get("If-None-Match"), "Last-Modified": self.headers.get("If-Modified-Since")}
            if status == 200 and any(value and asked[name] == value for name, value in version.items()):
                status, body = 304, b""
                publisher.spared.append(self.path)
            self.send_response(status)
            for name, value in version.items():
                self.send_header(name, value)
            if to:
                self.send_header("Location", to)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        publisher.port = server.server_address[1]
        server.socket = own.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield publisher
        server.shutdown()


def write_publication(root: Path, urls: list[str], more: str = "") -> Path:
    """Write a publication whose only issue has an article that links to these documents; ``more`` is said of each."""
    (root / "issues").mkdir(parents=True)
    (root / "newsletter.toml").write_text(PUBLICATION, encoding="utf-8")
    resources = "".join(f'      - {{title: Report {n}, url: "{url}"{more}}}\n' for n, url in enumerate(urls))
    (root / "issues" / "2024-01.yaml").write_text(
        "period: 2024-01\ntitle: News\nsubject: All the news\npreheader: What there is to read in this issue now.\n"
        "intro: Welcome.\nstatus: ready\nblocks:\n  - type: article\n    id: report\n    title: A report\n"
        f"    summary: What it says.\n    body: All of it.\n    resources:\n{resources}",
        encoding="utf-8",
    )
    return root


def main() -> None:
    """Visit the documents of a publication, in a process that can be killed."""
    root, port, authority = sys.argv[1:]
    publisher = Publisher(port=int(port), trust=ssl.create_default_context(cafile=authority))
    visit_sources(Path(root), SourceVisit(date(2024, 4, 1)), publisher.make_visitor())


if __name__ == "__main__":
    main()
