"""Requests over httpcore: the only module that imports httpcore and httpx.

Only gzip is requested, and only once: httpx's own decompression has no limit, and a few kilobytes that were compressed
twice become gigabytes. Error messages of the libraries are never shown when they reject a request: they may contain
the header in question.
"""

from __future__ import annotations

import json
import ssl
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from socket import socket
from urllib.parse import SplitResult, unquote

import httpcore
import httpx

from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.budget import Budget, OutOfTimeError, OverrunError
from newsletter.network.http import Request, Response
from newsletter.network.proxies import choose_proxy
from newsletter.network.sockets import connect, receive, send_all, start_tls
from newsletter.network.trust import load_public_authorities

OFFERED = "gzip"
_PLAIN, _PACKED = frozenset({"", "identity"}), frozenset({"gzip", "x-gzip"})
_GZIP = 31  # zlib's code for a window of 32 KB with a gzip header


def send_over_httpcore(request: Request, budget: Budget, *, with_body: bool = True) -> Response:
    """Make a request and return its response, whatever its status.

    Raises:
        ExchangeError: there is no usable response.
    """
    wire, backend = _make_request(request), _Backend(budget, request)
    pool = _open_pool(request, backend, None if request.at else choose_proxy(wire.url.host))
    with _translated_errors(backend), pool, _stream(pool, wire) as response:
        return _read_response(response, budget, with_body=with_body)


def _stream(pool: httpcore.ConnectionPool, request: httpx.Request) -> AbstractContextManager[httpcore.Response]:
    url = request.url
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return pool.stream(request.method, target, headers=request.headers.raw, content=request.content or None)


@contextmanager
def _translated_errors(backend: _Backend) -> Iterator[None]:
    """Raise every failure as an ``ExchangeError`` with its stage, and without any text from the request."""
    try:
        yield
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol):
        raise _unusable_request() from None
    except httpcore.ProxyError as error:
        raise ExchangeError(f"the proxy refuses the connection ({error})", ExchangeStage.CONNECTING) from None
    except OutOfTimeError as error:
        raise ExchangeError(str(error), backend.stage, timed_out=True) from None
    except OverrunError as error:
        raise ExchangeError(
            str(error), ExchangeStage.OVERRUN if backend.stage is ExchangeStage.ASKED else backend.stage
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise ExchangeError(f"its certificate cannot be trusted: {error.verify_message}", backend.stage) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise ExchangeError(_describe(error), backend.stage) from None


def _describe(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def parse_url(url: str) -> httpx.URL:
    """Parse the URL of a request.

    Raises:
        ExchangeError: it is not valid.
    """
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise ExchangeError("it is not a valid URL", ExchangeStage.SETTING) from None


def _make_request(request: Request) -> httpx.Request:
    """Build the httpx request. An error about a header does not show its value."""
    headers = {**request.headers, "Accept-Encoding": OFFERED}
    content = None
    if request.body is not None:
        content, headers["Content-Type"] = json.dumps(request.body).encode(), "application/json"
    url = parse_url(request.url)
    try:
        return httpx.Request(request.method, url, params=request.query or None, headers=headers, content=content)
    except (httpx.InvalidURL, ValueError):  # includes UnicodeError: headers are ASCII
        raise _unusable_request() from None


def _unusable_request() -> ExchangeError:
    return ExchangeError("the request contains a character that HTTP does not allow", ExchangeStage.SETTING)


def _open_pool(request: Request, backend: _Backend, proxy: SplitResult | None) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        ssl_context=request.trust or load_public_authorities(),
        proxy=None if proxy is None else _make_proxy(proxy),
        network_backend=backend,
        max_keepalive_connections=0,
    )


def _make_proxy(proxy: SplitResult) -> httpcore.Proxy:
    url = httpcore.URL(scheme=b"http", host=(proxy.hostname or "").encode("idna"), port=proxy.port or 80, target=b"/")
    auth = (unquote(proxy.username).encode(), unquote(proxy.password or "").encode()) if proxy.username else None
    return httpcore.Proxy(url, auth=auth)


def _read_response(response: httpcore.Response, budget: Budget, *, with_body: bool) -> Response:
    fields: dict[str, str] = {}
    for raw_name, value in response.headers:
        name, text = raw_name.decode("ascii").lower(), value.decode("latin-1")
        fields[name] = f"{fields[name]}, {text}" if name in fields else text
    reason = response.extensions.get("reason_phrase", b"").decode("ascii", errors="replace")
    body = decode(response.iter_stream(), fields.get("content-encoding", ""), budget) if with_body else b""
    return Response(response.status, reason, fields, body)


class _Backend(httpcore.NetworkBackend):
    """Connects httpcore to the network: each step gets what is left of the budget, and the stage is recorded."""

    def __init__(self, budget: Budget, request: Request) -> None:
        self.budget = budget
        self.stage = ExchangeStage.CONNECTING
        """``ASKED`` once the intended server is connected: only then can it have received the request."""
        self._at = request.at
        self._is_plain = request.url.startswith("http:")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # httpcore's own signature
        local_address: str | None = None,  # noqa: ARG002  # as above
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  # as above
    ) -> httpcore.NetworkStream:
        host, port = self._at or (host, port)
        stream = _Stream(connect(host, port, self.budget), self)
        self.stage = ExchangeStage.ASKED if self._is_plain else ExchangeStage.CONNECTING
        return stream


class _Stream(httpcore.NetworkStream):
    def __init__(self, connection: socket, backend: _Backend) -> None:
        self._socket = connection
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # httpcore's own signature
        return receive(self._socket, max_bytes, self._backend.budget)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # as above
        try:
            send_all(self._socket, buffer, self._backend.budget)
        except OutOfTimeError:
            raise
        except OSError as error:
            raise httpcore.WriteError(error) from error  # httpcore then still reads a response that has arrived

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  # as above
    ) -> httpcore.NetworkStream:
        secure = start_tls(self._socket, ssl_context, server_hostname or "", self._backend.budget)
        self._backend.stage = ExchangeStage.ASKED
        return _Stream(secure, self._backend)

    def get_extra_info(self, info: str) -> object:
        return {"ssl_object": None, "socket": self._socket}.get(info)


def decode(chunks: Iterable[bytes], encoding: str, budget: Budget) -> bytes:
    """Join and decompress the chunks of a body.

    Raises:
        OverrunError: it exceeds the limit.
        ValueError: its encoding was not requested, or it is damaged.
    """
    encoding = encoding.strip().lower()
    if encoding not in _PLAIN | _PACKED:
        raise ValueError(f"its encoding is '{encoding[:40]}', which was not requested")
    return _unpack(chunks, budget) if encoding in _PACKED else b"".join(chunks)


def _unpack(chunks: Iterable[bytes], budget: Budget) -> bytes:
    whole, packer = bytearray(), zlib.decompressobj(_GZIP)
    for chunk in chunks:
        rest = chunk
        while rest:
            packer = (
                zlib.decompressobj(_GZIP) if packer.eof else packer
            )  # RFC 1952: concatenated gzip members are one file
            try:
                whole += packer.decompress(rest, budget.limits.size + 1 - len(whole))
            except zlib.error as error:
                raise ValueError(f"it is not valid gzip ({error})") from None
            if len(whole) > budget.limits.size:
                raise budget.overrun()
            rest = packer.unused_data
    if not packer.eof and whole:
        raise ValueError("it ends too early")
    return bytes(whole)
