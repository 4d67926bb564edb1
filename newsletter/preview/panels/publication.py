"""The panel of the publication: its addresses. What they do loads when it is used."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.preview.requests import EDIT, read_json, show_panel

if TYPE_CHECKING:
    from newsletter.preview.app import Preview
    from newsletter.preview.panels.publication_acts import PublicationPanel


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of the publication's settings."""

    def open_panel() -> PublicationPanel:
        from newsletter.preview.panels.publication_acts import PublicationPanel  # noqa: PLC0415  # loads only when it is used

        return PublicationPanel(preview)

    async def show(_request: Request) -> Response:
        """Answer with the settings that can be changed here."""
        return show_panel(await asyncio.to_thread(open_panel().show))

    async def act(request: Request) -> Response:
        """Change what one of the panel's forms is about."""
        asked = await read_json(request, EDIT)
        return show_panel(await asyncio.to_thread(open_panel().act, asked))

    def show_colours(request: Request) -> Response:
        """Answer with what an accent makes of the colours."""
        return show_panel(open_panel().show_colours(request.query_params.get("accent", "")))

    address = "/panel/publication"
    return [
        Route(address, show),
        Route(address, act, methods=["POST"]),
        Route(f"{address}/colours", show_colours),
    ]
