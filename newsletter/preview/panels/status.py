"""The panel of an issue's status: a draft, or ready, and what is still missing before it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.preview.requests import read_json, read_period, show_panel

if TYPE_CHECKING:
    from newsletter.preview.app import Preview


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of the status."""

    async def show(request: Request) -> Response:
        """Answer with the status of an issue, and what is still missing."""
        from newsletter.preview.panels.status_acts import StatusPanel  # noqa: PLC0415  # loads only when it is used

        return show_panel(await asyncio.to_thread(StatusPanel(preview, read_period(request)).show))

    async def act(request: Request) -> Response:
        """Say that an issue is ready, or a draft again."""
        from newsletter.preview.panels.status_acts import StatusPanel  # noqa: PLC0415  # loads only when it is used

        panel, asked = StatusPanel(preview, read_period(request)), await read_json(request)
        return show_panel(await asyncio.to_thread(panel.act, str(asked.get("status", ""))))

    address = "/panel/status/{period}"
    return [Route(address, show), Route(address, act, methods=["POST"])]
