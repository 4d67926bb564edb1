"""The panel that sends an issue: its addresses. What they do is in ``send_acts``, which loads when it is used."""

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
    """Return the routes of sending; none where this run does not send."""
    if not preview.options.can_send:
        return []

    async def show(request: Request) -> Response:
        """Answer with the plan, or with how far a send is."""
        from newsletter.preview.panels.send_acts import SendPanel  # noqa: PLC0415  # sending loads only when it is used

        period = read_period(request)
        return show_panel(await asyncio.to_thread(SendPanel(preview, period).show))

    async def act(request: Request) -> Response:
        """Do what one of the panel's forms asks for, and answer with the panel as it is then."""
        from newsletter.preview.panels.send_acts import SendPanel  # noqa: PLC0415  # sending loads only when it is used

        period, asked = read_period(request), await read_json(request)
        given = {name: value for name, value in asked.items() if isinstance(value, str)}
        return show_panel(await asyncio.to_thread(SendPanel(preview, period).act, given))

    address = "/panel/send/{period}"
    return [Route(address, show), Route(address, act, methods=["POST"])]
