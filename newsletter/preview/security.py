"""Refuses requests that are not from this server's own page: other sites, and other names for this machine.

A site elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding), frame our pages, or post to us. The first is
caught by the Host field, the others by Origin and Sec-Fetch-Site, which browsers write and scripts cannot change.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN_FIELD = "x-preview-token"  # noqa: S105  # the name of a header field
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_APP_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": _APP_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
}


class LocalOnlyMiddleware:
    """Refuses requests from elsewhere, and adds security fields to every response."""

    def __init__(self, app: App, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer with the reason it is refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fields = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if reason := self.refuse(str(scope["method"]), fields):
            await _answer(_with_security_fields(send), reason)
        else:
            await self._app(scope, receive, _with_security_fields(send))

    def refuse(self, method: str, fields: Mapping[str, str]) -> str:
        """Return why a request is refused, or an empty string."""
        host = fields.get("host", "")
        if not _is_loopback(host):
            return "The preview answers only to this machine's own name. Open it at http://127.0.0.1."
        if fields.get("origin", f"http://{host}") != f"http://{host}" or _comes_from_elsewhere(method, fields):
            return "The preview answers only its own page. Open it by typing its address."
        if method not in {"GET", "HEAD"} and not secrets.compare_digest(
            fields.get(TOKEN_FIELD, "").encode(), self._token.encode()
        ):
            return "This request does not come from the page that is open. Load the page again."
        return ""


_OTHER_SITES = frozenset({"cross-site", "same-site"})
"""Another port of this machine is the same site, but not our page."""


def _comes_from_elsewhere(method: str, fields: Mapping[str, str]) -> bool:
    """Return whether another site made the request. A link there may open our page: the site learns nothing by it."""
    opens_page = fields.get("sec-fetch-mode") == "navigate" and fields.get("sec-fetch-dest") == "document"
    return fields.get("sec-fetch-site") in _OTHER_SITES and not (method == "GET" and opens_page)


def _is_loopback(host: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        name, _ = parts.hostname, parts.port
    except ValueError:  # an invalid port or bracketed address
        return False
    return name in LOOPBACK and "@" not in host and parts.netloc == host


def _with_security_fields(send: Send) -> Send:
    """Add our fields to a response; one with its own policy, as frames have, keeps it."""

    async def send_with_security_fields(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", []))
            names = {name.lower() for name, _ in given}
            added = [(name.encode(), value.encode()) for name, value in _HEADERS.items() if name.encode() not in names]
            message = {**message, "headers": [*given, *added]}
        await send(message)

    return send_with_security_fields


async def _answer(send: Send, reason: str) -> None:
    fields = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 403, "headers": fields})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})
