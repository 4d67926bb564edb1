"""The panel of what was done to an issue, by whom and when; and the name of who writes on this computer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.documents.dates import name_day
from newsletter.editing.author import find_author, write_author
from newsletter.editing.documents import find_issue_file
from newsletter.preview.frames import render_page
from newsletter.preview.requests import read_json, read_period, show_panel

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_SHOWN = 50
"""How many changes are shown, the newest first."""

_OUTSIDE = "Another program"


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of this panel."""
    panel = _HistoryPanel(preview)
    address = "/panel/history/{period}"
    return [Route(address, panel.show), Route(address, panel.keep_name, methods=["POST"])]


class _HistoryPanel:
    def __init__(self, preview: Preview) -> None:
        self._preview = preview

    def show(self, request: Request) -> Response:
        """Answer with what was done to an issue."""
        return show_panel(self._render(read_period(request)))

    async def keep_name(self, request: Request) -> Response:
        """Keep the name of who writes, for what is written from now on."""
        period, asked = read_period(request), await read_json(request)
        return await asyncio.to_thread(self._keep_name, period, str(asked.get("name", "")))

    def _keep_name(self, period: str, name: str) -> Response:
        try:
            kept = write_author(self._preview.root, name)
        except ValueError:
            return show_panel(self._render(period, wrong="Give your name."), 422)
        except OSError as error:
            wrong = f"Your name could not be kept: {error.strerror or 'the disk does not answer'}."
            return show_panel(self._render(period, wrong=wrong), 422)
        return show_panel(self._render(period, said=f"What is written here from now on is {kept}’s."))

    def _render(self, period: str, said: str = "", wrong: str = "") -> str:
        name = find_author(self._preview.root, self._preview.environment)
        changes = list(self._describe_changes(period))
        return render_page("panels/history.html", period=period, changes=changes, name=name, said=said, wrong=wrong)

    def _describe_changes(self, period: str) -> Iterator[tuple[str, str, str]]:
        """Yield when each change was made, by whom, and what it was."""
        for change in self._preview.editing.list_changes(find_issue_file(period), _SHOWN):
            at = change.at.astimezone()
            yield f"{name_day(at.date())}, {at:%H:%M}", change.by or _OUTSIDE, change.said
