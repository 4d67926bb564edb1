"""Reads what a request brings, and makes the answers that the page's own script understands.

A panel is a piece of HTML that a dialog of the page shows. Its forms post to an address of ours, and the answer's HTML
takes the place of the panel; a header field says if the page is to do something else next.
"""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from newsletter.documents.periods import is_period
from newsletter.parsing.document import DataPath

SMALL = 4096
"""Bytes of a request with a few short fields."""

EDIT = 256 * 1024
"""Bytes of a request that brings what was written in a document."""

_PATIENCE = 10
_LONGEST_PATH = 4000  # characters

NEXT_FIELD = "x-panel-next"
_NEXT = re.compile(r"close|reload|/panel/[\w/-]{1,200}|issue=[\w-]{1,40}")


def read_period(request: Request) -> str:
    """Return the period in the address, and accept nothing else: it becomes a file name.

    Raises:
        HTTPException: 404, it is not a period.
    """
    period = str(request.path_params["period"])
    if not is_period(period):
        raise HTTPException(404)
    return period


def read_path(request: Request, name: str) -> DataPath:
    """Return the path in a field of an address.

    Raises:
        HTTPException: 400, it is not a list of keys and indices.
    """
    text = request.query_params.get(name, "[]")
    try:
        steps = json.loads(text) if len(text) <= _LONGEST_PATH else None
    except (ValueError, RecursionError):
        steps = None
    if not isinstance(steps, list) or not all(type(step) is str or (type(step) is int and step >= 0) for step in steps):
        raise HTTPException(400)
    return tuple(steps)


def read_language(request: Request) -> str:
    """Return the tag of the language in which an issue is asked for; any other than its own are the main one."""
    return request.query_params.get("language", "")


async def read_json(request: Request, limit: int = SMALL) -> dict[str, Any]:
    """Return the JSON object that a request brings, of at most ``limit`` bytes; a client that disconnects gets none.

    A form of the page comes as a list of names and values; see ``_group``.

    Raises:
        HTTPException: 400, it brings something else; 413, it brings more.
    """
    try:
        asked = json.loads(await read_body(request, limit))
    except (ValueError, RecursionError, ClientDisconnect):
        raise HTTPException(400) from None
    fields = _group(asked) if isinstance(asked, list) else asked
    if not isinstance(fields, dict):
        raise HTTPException(400)
    return fields


def _group(fields: list[object]) -> dict[str, Any] | None:
    """Return the fields of a form by their names: one that is there more than once, or ends with [], is a list."""
    found: dict[str, Any] = {}
    for field in fields:
        if not (isinstance(field, list) and len(field) == 2 and all(isinstance(part, str) for part in field)):  # noqa: PLR2004  # a name and a value
            return None
        found.setdefault(field[0], []).append(field[1])
    return {
        name.removesuffix("[]"): values if len(values) > 1 or name.endswith("[]") else values[0]
        for name, values in found.items()
    }


async def read_body(request: Request, limit: int) -> bytes:
    """Return the bytes that a request brings, at most ``limit``.

    Raises:
        HTTPException: 413, it brings more.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise HTTPException(413)
    return bytes(body)


async def read_upload(request: Request, limit: int) -> bytes | None:
    """Return the bytes of a file that a request brings, or None if it brings more than ``limit``.

    One that brings more is read to its end, up to ten times the limit: browsers show no answer before that. A client
    that disconnects has brought nothing.
    """
    body, length = bytearray(), 0
    try:
        async for piece in request.stream():
            length += len(piece)
            body += piece if length <= limit else b""
            if length > _PATIENCE * limit:
                break
    except ClientDisconnect:
        return b""
    return bytes(body) if length <= limit else None


def show_panel(html: str, status: int = 200) -> Response:
    """Answer with a panel, or with what takes its place."""
    return HTMLResponse(html, status)


def go_on(step: str) -> Response:
    """Answer with what the page does next: ``close``, ``reload``, another panel's address, or ``issue=PERIOD``."""
    if not _NEXT.fullmatch(step):
        raise ValueError(step)
    return Response(status_code=204, headers={NEXT_FIELD: step})
