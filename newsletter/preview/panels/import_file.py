"""Makes a draft of what an editor has already: a file that is dropped or chosen, or text that is pasted.

What is uploaded is untrusted: its name is a hint alone, nothing in it is executed, and it is kept in memory until its
period is known. An issue that exists is never overwritten.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.documents.periods import Period, is_period, parse_period
from newsletter.documents.publication import Publication
from newsletter.documents.rhythm import explain_other_kind
from newsletter.editing.documents import find_issue_file
from newsletter.errors import NewsletterError, PeriodNeededError
from newsletter.importing import Imported, import_source
from newsletter.importing.kept_report import keep_report
from newsletter.importing.sources import MAX_BYTES
from newsletter.parsing.document import shorten
from newsletter.preview.frames import render_page
from newsletter.preview.import_reports import list_reports, write_report
from newsletter.preview.panels.import_report import render_report
from newsletter.preview.panels.new_issue import name_in_words, render_broken
from newsletter.preview.requests import read_json, read_upload, show_panel
from newsletter.preview.today import find_today
from newsletter.scaffolding.beginning import name_draft
from newsletter.scaffolding.draft_files import Drafts
from newsletter.scaffolding.next_issue import list_free_periods

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_PASTED = "the text you pasted"
_MOST_PASTED = 8_000_000  # bytes: what is copied from a word processor carries its styles
_KEPT = 3  # files whose period is being asked for


@dataclass(frozen=True, slots=True)
class _Upload:
    """What is to be imported, and what it is called."""

    content: bytes
    name: str


class _ImportPanel:
    """The panel of one run of the preview, and the uploads whose period it has asked for."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._waiting: OrderedDict[str, _Upload] = OrderedDict()
        self._importing = asyncio.Lock()

    def show(self, _request: Request) -> Response:
        """Answer with the ways to bring in a file."""
        publication = self._preview.cache.find_publication()
        return show_panel(self._render(publication) if publication else render_broken())

    async def take_file(self, request: Request) -> Response:
        """Import the file that is the body of a request; its name is in the address."""
        name = _clean_name(request.query_params.get("file", ""))
        content = await read_upload(request, MAX_BYTES)
        if content is None:
            return self._refuse(f"{name} is larger than {MAX_BYTES // 1_000_000} MB. Leave pictures out, or divide it.")
        if not content:
            return self._refuse("Choose a file first, or paste some text.")
        return await self._import(_Upload(content, name))

    async def take_text(self, request: Request) -> Response:
        """Import what was pasted: with its marks, if it had any, or the text alone."""
        given = await read_json(request, _MOST_PASTED)
        words = str(given.get("html") or "") or str(given.get("text") or "")
        if not words.strip():
            return self._refuse("Choose a file first, or paste some text.")
        return await self._import(_Upload(words.encode(errors="replace"), _PASTED))

    async def take_period(self, request: Request) -> Response:
        """Import what is waiting, as the issue of the period that was asked for."""
        given = await read_json(request)
        upload = self._waiting.get(str(given.get("upload", "")))
        if upload is None:
            return self._refuse("This file is not there any more. Choose it once more.")
        return await self._import(upload, str(given.get("period", "")))

    async def _import(self, upload: _Upload, period: str | None = None) -> Response:
        publication = self._preview.cache.find_publication()
        if publication is None:
            return show_panel(render_broken(), 422)
        async with self._importing:
            return await asyncio.to_thread(self._make_draft, upload, publication, period)

    def _make_draft(self, upload: _Upload, publication: Publication, period: str | None) -> Response:
        """Make the draft and show its report; or ask for its period, or say what is wrong."""
        if period is not None and not _fits(period, publication):
            return self._ask(upload, publication, "Choose which issue it is.")
        day = publication.rhythm.find_coming_day(find_today())
        try:
            imported = import_source(upload.content, upload.name, publication, period, day=day)
            self._write(imported, publication)
        except PeriodNeededError:
            return self._ask(upload, publication, f"It does not say which {publication.rhythm.every} it is of.")
        except NewsletterError as error:
            return self._refuse(str(error))
        except FileExistsError:
            name = name_in_words(parse_period(imported.period), publication)
            return self._ask(upload, publication, f"There is an issue of {name} already, and it stays as it is.")
        except OSError as error:
            return self._refuse(f"The draft cannot be written: {error.strerror}.")
        return show_panel(render_report(self._preview, imported.period, is_new=True))

    def _write(self, imported: Imported, publication: Publication) -> None:
        root = self._preview.root
        self._preview.editing.begin(find_issue_file(imported.period))
        with Drafts(imported.packs, publication.tags) as drafts:
            drafts.write(root, name_draft(parse_period(imported.period)), imported.document)
        write_report(root, imported.period, keep_report(imported))

    def _ask(self, upload: _Upload, publication: Publication, why: str) -> Response:
        """Answer with the question which issue an upload is, and keep it until that is known."""
        key = next((key for key, one in self._waiting.items() if one is upload), secrets.token_urlsafe(12))
        self._waiting[key] = upload
        while len(self._waiting) > _KEPT:
            self._waiting.popitem(last=False)
        periods = list_free_periods(self._preview.root, publication, find_today())
        names = _name_all(periods, publication)
        return show_panel(
            render_page("panels/import_period.html", why=why, upload=key, file=upload.name, names=names), 422
        )

    def _refuse(self, wrong: str) -> Response:
        publication = self._preview.cache.find_publication()
        return show_panel(self._render(publication, wrong) if publication else render_broken(), 422)

    def _render(self, publication: Publication, wrong: str = "") -> str:
        reports = _name_all(list_reports(self._preview.root), publication)
        return render_page("panels/import.html", wrong=wrong, reports=reports)


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of this panel."""
    panel = _ImportPanel(preview)
    return [
        Route("/panel/import", panel.show),
        Route("/panel/import", panel.take_file, methods=["POST"]),
        Route("/panel/import/text", panel.take_text, methods=["POST"]),
        Route("/panel/import/period", panel.take_period, methods=["POST"]),
    ]


def _clean_name(given: str) -> str:
    """Return the name of a file without the folders that it was in, for messages and as a hint."""
    return shorten(given.replace("\\", "/").rpartition("/")[2].strip()) or "this file"


def _fits(period: str, publication: Publication) -> bool:
    return is_period(period) and not explain_other_kind(parse_period(period), publication.rhythm)


def _name_all(periods: list[Period], publication: Publication) -> Mapping[str, str]:
    return {str(period): name_in_words(period, publication) for period in periods}
