"""The menu of kinds of block, each with a picture of its example, and what a new one begins with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import RLock
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsletter.documents.blocks import Block
from newsletter.documents.packs import collect_blocks, section_model
from newsletter.documents.publication import Publication
from newsletter.editing.field_words import address_people
from newsletter.editing.model_at import DocumentModel, NoSuchPlaceError, find_document_model
from newsletter.editing.starting import read_example, start_block
from newsletter.loading import parse_issue
from newsletter.parsing.document import DataPath
from newsletter.preview.forms.page import name_kind
from newsletter.preview.forms.routes import require_publication
from newsletter.preview.frames import render_page
from newsletter.preview.requests import read_path, read_period, show_panel
from newsletter.preview.today import find_today
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry
from newsletter.rendering.renderer import Renderer, make_renderer

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; sandbox"

_LOADED = re.compile(r' src="[^"]*"')
_GREY = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 2'%3E"
    "%3Cpath fill='%239aa' d='M0 0h3v2H0z'/%3E%3C/svg%3E"
)
"""What stands for a picture that an example names and nobody has."""


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A kind of block: its type, its name and one sentence for people, and JSON of what a new one begins with."""

    type: str
    name: str
    about: str
    start: str


def list_kinds(publication: Publication, model: DocumentModel, path: DataPath, day: date) -> list[BlockKind]:
    """Return the kinds of block that a list of blocks can hold: a section holds no other.

    Raises:
        NoSuchPlaceError: no list of blocks can be at the path.
    """
    if not path or path[-1] != "blocks":
        raise NoSuchPlaceError(path)
    known = _find_blocks(publication)
    chosen = {kind: block for kind, block in known.items() if kind != "section" or len(path) == 1}
    if not publication.support_contacts:
        chosen.pop("contacts", None)
    return [_make_kind(model, kind, chosen[kind], day) for kind in sorted(chosen, key=name_kind)]


def _find_blocks(publication: Publication) -> dict[str, type[Block]]:
    return {**collect_blocks(publication.packs), "section": section_model(publication.packs)}


def _make_kind(model: DocumentModel, kind: str, block: type[Block], day: date) -> BlockKind:
    schema = model.at({"blocks": [{"type": kind}]}, ("blocks", 0))
    start = start_block(model, block, schema, day)
    about = address_people((block.__doc__ or "").strip().partition("\n")[0])
    return BlockKind(kind, name_kind(kind), about, json.dumps(start, ensure_ascii=False))


def render_kind(publication: Publication, renderer: Renderer, kind: str, day: date) -> str:
    """Return a page that shows the example of a kind of block, as the site shows such a block.

    Raises:
        KeyError: there is no such kind.
    """
    example = read_example(_find_blocks(publication)[kind], day)
    issue = {"period": f"{day:%Y-%m}", "title": name_kind(kind), "blocks": [example]}
    loaded = parse_issue(_write(issue), "example", publication.packs, tags=publication.tags)
    edition = Edition(publication, loaded.issue)
    entries = [_show(edition, renderer, entry) for top in edition.entries for entry in top.walk()]
    style = renderer.page("web/style.css", publication=publication)
    return render_page("forms/kind.html", edition=edition, entries=entries, style=Markup(style))  # noqa: S704  # our own style sheet


def _write(issue: Mapping[str, Any]) -> bytes:
    return json.dumps(issue, ensure_ascii=False).encode()  # YAML 1.2 has JSON in it


def _show(edition: Edition, renderer: Renderer, entry: Entry) -> tuple[str, Markup]:
    html = _LOADED.sub(f' src="{_GREY}"', renderer.html(edition, entry))
    return str(entry.outer_heading or ""), Markup(html)  # noqa: S704  # partials escape what they show


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of the menu."""
    kinds = KindRoutes(preview)
    return [Route("/kinds/{period}", kinds.show_menu), Route("/thumb/{period}/{kind}", kinds.show_kind)]


class KindRoutes:
    """The menu in a run of the preview, with the renderer of its pictures."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        self._lock = RLock()  # a renderer does one thing at a time
        self._made: tuple[Publication, Renderer] | None = None
        self._shown: dict[tuple[str, date], str] = {}

    def show_menu(self, request: Request) -> Response:
        """Answer with the kinds that can be added to a list of blocks, at a place in it."""
        period, publication = read_period(request), require_publication(self.preview)
        path, at = read_path(request, "path"), request.query_params.get("at", "")
        model = find_document_model("issue", publication.packs, publication.tags)
        try:
            kinds = list_kinds(publication, model, path, find_today())
        except NoSuchPlaceError:
            raise HTTPException(404) from None
        if not (at.isascii() and at.isdigit() and len(at) < len("10000")):
            raise HTTPException(400)
        where = json.dumps([*path, int(at)])
        return show_panel(render_page("forms/kinds.html", period=period, kinds=kinds, where=where))

    def show_kind(self, request: Request) -> Response:
        """Answer with the picture of one kind, for a frame that may do nothing."""
        read_period(request)
        publication = require_publication(self.preview)
        with self._lock:
            try:
                html = self._render(publication, request.path_params["kind"], find_today())
            except KeyError:
                raise HTTPException(404) from None
        return HTMLResponse(html, headers={"content-security-policy": f"{_POLICY}; frame-ancestors 'self'"})

    def _render(self, publication: Publication, kind: str, day: date) -> str:
        """Return the picture of a kind, made once a day for as long as the publication stays the same."""
        renderer = self._find_renderer(publication)
        if (kind, day) not in self._shown:
            self._shown[kind, day] = render_kind(publication, renderer, kind, day)
        return self._shown[kind, day]

    def _find_renderer(self, publication: Publication) -> Renderer:
        if self._made is None or self._made[0] is not publication:
            self._shown = {}
            self._made = publication, make_renderer(self.preview.root, publication.packs)
        return self._made[1]
