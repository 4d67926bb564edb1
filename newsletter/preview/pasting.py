"""The address that makes Markdown, or a line, of what is pasted into a field."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from newsletter.editing.soft_lines import join_lines
from newsletter.errors import SourceError
from newsletter.preview.requests import read_body

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_LIMIT = 2 * 1024 * 1024
"""Bytes of HTML that may be pasted at once; Word writes about a hundred times as much as one sees."""


def make_routes(_preview: Preview) -> list[Route]:
    """Return the route of this feature."""
    return [Route("/paste", answer_paste, methods=["POST"])]


async def answer_paste(request: Request) -> Response:
    """Answer with the words of some HTML: of several lines, or with ``many=no`` of one."""
    from newsletter.importing import pasted  # noqa: PLC0415  # importing loads only when it is used

    html = (await read_body(request, _LIMIT)).decode(errors="replace")
    form = pasted.format_pasted_line if request.query_params.get("many") == "no" else pasted.format_pasted_text
    try:
        return PlainTextResponse(join_lines(await asyncio.to_thread(form, html)))
    except SourceError:
        raise HTTPException(413) from None
