"""A real web server on loopback that serves a site over HTTPS, and can be told to fail as hosts do."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

HOST = "127.0.0.1"
_TYPES = {".html": "text/html; charset=utf-8", ".jpg": "image/jpeg", ".png": "image/png", ".css": "text/css"}

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class LiveSite:
    """The files of a folder, below a path; ``answers`` say what is answered for a path instead, ``asked`` what was."""

    folder: Path
    authority: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """The address of the site, for ``base_url``."""
        return f"https://{HOST}:{self.port}/news"

    def fail(self, path: str, answer: Answer) -> None:
        """Answer a path below the site's address like this from now on."""
        self.answers[f"/news/{path}"] = answer

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request: with a file, or 404."""
        path = handler.path.partition("?")[0]
        self.asked.append(path)
        if special := self.answers.get(path):
            special(handler)
            return
        name = path.removeprefix("/news/")
        file = self.folder / (f"{name}index.html" if name.endswith("/") or not name else name)
        if file.is_file():
            reply(200, file.read_bytes(), _TYPES.get(file.suffix, "application/octet-stream"))(handler)
        else:
            reply(404, b"Not found")(handler)

    @contextmanager
    def running(self) -> Iterator[LiveSite]:
        """Serve until the end of the test."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with suppress(OSError):  # the client may have hung up
                    site.answer(self)

            def log_message(self, *_: object) -> None:
                """Keep the terminal for the tests."""

        issued = trustme.CA()
        issued.cert_pem.write_to_path(str(self.authority))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        issued.issue_cert(HOST).configure_cert(context)
        with ThreadingHTTPServer((HOST, 0), Handler) as server:
            server.daemon_threads = True
            self.port = server.server_address[1]
            server.socket = context.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            yield self
            server.shutdown()


def reply(status: int, body: bytes = b"", kind: str = "text/html", **fields: str) -> Answer:
    """Return an answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in fields.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Say nothing for longer than anyone waits."""
    time.sleep(5)
    handler.close_connection = True


def cut_off(body: bytes, kind: str) -> Answer:
    """Return an answer that ends half-way, as when a connection is lost."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])

    return answer
