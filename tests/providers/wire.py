"""Fakes of mailing services at the wire: real HTTP on loopback, state that lasts, and faults at any step."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.network.hostile import ATTACKS, NESTED, OK, Attack, Connection, make_bomb
from tests.providers.specifications import Specification

Json: TypeAlias = Any
"""Whatever an answer holds."""

STALL = 0.5
"""Seconds that a server says nothing; clients in tests give up earlier."""


class Fault(StrEnum):
    """What can happen to one request."""

    TOO_MANY = "429 without Retry-After"
    WAIT = "429 with Retry-After"
    FORBIDDEN = "a bare 403"
    ERROR_BEFORE = "500 before anything was done"
    ERROR_AFTER = "500 after it was done"
    STALL_BEFORE = "no answer, and nothing was done"
    STALL_AFTER = "no answer, though it was done"
    RESET_BEFORE = "connection reset before anything was done"
    RESET_AFTER = "connection reset in the middle of the answer"
    TRUNCATED = "half of the JSON, though it was done"
    PORTAL = "a captive portal: 200 and a page, and nothing was done"
    NOTHING = "200 with {}, and nothing was done"
    OTHER = "200 with JSON of another thing, and nothing was done"
    NO_CONTENT = "204, and nothing was done"
    DRIP = "one byte at a time, though it was done"
    FLOOD = "1xx without end, though it was done"
    BOMB = "a gzip bomb, though it was done"
    NESTED = "JSON nested without end, though it was done"


STALLS = frozenset({Fault.STALL_BEFORE, Fault.STALL_AFTER})
SLOW = STALLS | {Fault.DRIP}
"""What a client waits for until its patience ends."""

_ENDLESS: dict[Fault, Attack] = {
    Fault.DRIP: ATTACKS["dripped headers"],
    Fault.FLOOD: ATTACKS["endless 1xx"],
    Fault.BOMB: ATTACKS["a gzip bomb"],
    Fault.NESTED: lambda client: client.say(OK + b"Connection: close\r\n\r\n" + NESTED),
}
_BEFORE = {Fault.ERROR_BEFORE, Fault.STALL_BEFORE, Fault.RESET_BEFORE}
_PAGE = {"Content-Type": "text/html"}
_INSTEAD: dict[str, tuple[int, bytes, dict[str, str]]] = {
    Fault.TOO_MANY.value: (429, b"<html>not now</html>", _PAGE),
    Fault.WAIT.value: (429, b"<html>not now</html>", _PAGE | {"Retry-After": "0"}),
    Fault.FORBIDDEN.value: (403, b"<html>not now</html>", _PAGE),
    Fault.PORTAL.value: (200, b"<!doctype html><title>Log in to Hotel WiFi</title>", _PAGE),
    Fault.NOTHING.value: (200, b"{}", {}),
    Fault.OTHER.value: (200, b'{"id": 1, "object": "event", "type": "ping", "created": 1706781600}', {}),
    Fault.NO_CONTENT.value: (204, b"", {}),
}
"""What is answered instead of obeying."""


class RefusedByService(Exception):  # noqa: N818  # an answer, not a mistake
    """What the service answers instead of obeying."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass
class Call:
    """One request as the service got it."""

    method: str
    path: str
    query: dict[str, Any]
    headers: dict[str, str]
    body: Any
    step: str = ""
    match: tuple[str, ...] = ()


Handler = Callable[[Any, Call], Any]


@dataclass(frozen=True)
class Route:
    """Which requests a handler answers, and which step of a send they are."""

    step: str
    method: str
    pattern: re.Pattern[str]
    handle: Handler


def route(step: str, method: str, pattern: str) -> Callable[[Handler], Handler]:
    """Make a method of a service answer requests whose path matches ``pattern``; its groups become ``call.match``."""

    def mark(handle: Handler) -> Handler:
        handle.route = Route(step, method, re.compile(pattern), handle)  # type: ignore[attr-defined]  # how methods are marked
        return handle

    return mark


@dataclass
class Delivery:
    """What a service gave to readers, or to testers: merge tags filled in, and to whom."""

    to: str
    subject: str
    html: str
    text: str | None
    remote_id: str


@dataclass
class FakeService:
    """A service with state. A subclass adds routes, and says how it authenticates and what its specification is."""

    specification: Specification | None = None
    messages: list[Delivery] = field(default_factory=list)
    messages_to_testers: list[Delivery] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    campaigns: dict[str, dict[str, Any]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""
    busy: int = 0

    prefix: ClassVar[str] = ""
    """What stands between the host and the paths that routes name."""

    def __init_subclass__(cls) -> None:
        found = (getattr(member, "route", None) for member in vars(cls).values())
        cls.routes = tuple(it for it in found if it)

    routes: ClassVar[tuple[Route, ...]] = ()

    def authenticate(self, call: Call) -> None:
        """Raise ``RefusedByService`` where the call does not say who asks."""
        raise NotImplementedError  # a service without it is not finished

    def refusal(self, status: int, message: str) -> RefusedByService:
        """Say no in this service's own words."""
        return RefusedByService(status, {"message": message})

    def edit(self, remote_id: str) -> None:
        """Change the subject of a draft, as a person would who works at the service itself."""
        raise NotImplementedError  # as above

    def copy(self, remote_id: str) -> str:
        """Make a second campaign out of one, marker and all, as a person would; return its id."""
        raise NotImplementedError  # as above

    def fail(self, step: str, *faults: Fault) -> None:
        """Let the next requests of a step fail, one fault each."""
        if Fault.BOMB in faults:
            make_bomb()  # before anybody's time is running
        self.faults.setdefault(step, []).extend(faults)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count the requests that are being answered."""
        with self.lock:
            self.busy += 1
        try:
            yield
        finally:
            with self.lock:
                self.busy -= 1

    def wait_until_idle(self) -> None:
        """Wait until no request is on its way, as an operator does who waits some minutes."""
        quiet = 0
        while quiet < 3:
            time.sleep(0.01)
            quiet = 0 if self.busy else quiet + 1

    def next_fault(self, step: str) -> Fault | None:
        """Take the fault that this request meets."""
        waiting = self.faults.get(step)
        return waiting.pop(0) if waiting else None

    def answer(self, call: Call) -> tuple[int, Any, Fault | None]:
        """Obey a request, or not; return status and body of the answer, and what is to go wrong with it."""
        with self.lock:
            found = next((it for it in self.routes if self._fits(it, call)), None)
            if found is None:
                return 404, {"message": f"no such address: {call.method} {call.path}"}, None
            self.calls.append(call)
            call.step = found.step
            fault = self.next_fault(found.step)
            if fault in _BEFORE or fault in _INSTEAD:
                return 500, {"message": "something broke"}, fault
            try:
                self.authenticate(call)
                self._validate(call)
                return *self._obey(found, call), fault
            except RefusedByService as no:
                return no.status, no.body, fault

    def _fits(self, candidate: Route, call: Call) -> bool:
        match = candidate.pattern.fullmatch(call.path)
        if match is None or candidate.method != call.method:
            return False
        call.match = match.groups()
        return True

    def _obey(self, found: Route, call: Call) -> tuple[int, Any]:
        answer = found.handle(self, call)
        if isinstance(answer, tuple):
            return answer
        return (204, None) if answer is None else (200, answer)

    def _validate(self, call: Call) -> None:
        if self.specification and (wrong := self.specification.violations(call)):
            self.violations.append(f"{call.method} {call.path}: {wrong}")
            raise self.refusal(422, wrong)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, service: FakeService) -> None:
        self.service = service
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that a test broke on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tests."""

    def _serve(self) -> None:
        with self.server.service.at_work():
            self._answer()

    def _answer(self) -> None:
        call = self._read_call()
        status, body, fault = self.server.service.answer(call)
        if fault in _INSTEAD:
            self._write(*_INSTEAD[fault])
        elif fault in _ENDLESS:
            self.close_connection = True
            with suppress(OSError):
                _ENDLESS[fault](Connection(self.connection))
        elif fault in STALLS:
            time.sleep(STALL)
            self.close_connection = True
        elif fault in {Fault.RESET_BEFORE, Fault.RESET_AFTER}:
            self._reset(with_half=fault is Fault.RESET_AFTER)
        else:
            content = b"" if body is None else json.dumps(body).encode()
            status = 500 if fault is Fault.ERROR_AFTER else status
            self._write(status, content[: len(content) // 2] if fault is Fault.TRUNCATED else content, {})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815  # the names that http.server looks for

    def _read_call(self) -> Call:
        parts = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return Call(
            method=self.command,
            path=parts.path.removeprefix(self.server.service.prefix),
            query={name: them if them[1:] else them[0] for name, them in parse_qs(parts.query).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=json.loads(content) if content else None,
        )

    def _write(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        with suppress(OSError):
            self.send_response(status, HTTPStatus(status).phrase)
            for name, value in {"Content-Type": "application/json", **self.server.service.headers, **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def _reset(self, *, with_half: bool) -> None:
        if with_half:
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id": "')
            self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True


@contextmanager
def serving(service: FakeService) -> Iterator[FakeService]:
    """Run a service on a free port of loopback."""
    server = _Server(service)
    service.url = f"http://127.0.0.1:{server.server_address[1]}{service.prefix}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
