"""The addresses of forms: ``/form/PERIOD`` of an issue, and with ``file=publication`` of the publication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsletter.documents.publication import Publication
from newsletter.editing.model_at import NoSuchPlaceError, find_document_model
from newsletter.editing.splices import digest_state
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.loading import FILE
from newsletter.parsing.files import read_file
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml
from newsletter.preview.forms.issue_facts import make_issue_facts
from newsletter.preview.forms.page import FormContext, FormRequest, render_form
from newsletter.preview.render_cache import name_file
from newsletter.preview.requests import read_path, read_period
from newsletter.preview.today import find_today

if TYPE_CHECKING:
    from newsletter.preview.app import Preview


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of forms."""
    return [Route("/form/{period}", FormRoutes(preview).show_form)]


class FormRoutes:
    """What a form needs of a run of the preview."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview

    def show_form(self, request: Request) -> Response:
        """Answer with the form of a place in an issue, or in the publication's settings."""
        period, asked = read_period(request), read_request(request)
        publication = require_publication(self.preview)
        try:
            base, data = self._read_data(period, asked.file)
        except ProblemsFoundError as error:  # gone, or not a document: the page shows why
            status = 404 if error.problems[0].rule == "file.missing" else 409
            raise HTTPException(status) from None
        model = find_document_model(asked.file, publication.packs, publication.tags)
        problems, today = self._find_problems(period, asked.file), find_today()
        is_whole = asked.file == "issue" and not asked.path
        facts = make_issue_facts(self.preview.cache.get(period), publication) if is_whole else None
        try:
            html = render_form(FormContext(model, data, publication, problems, today, base, facts), asked)
        except NoSuchPlaceError:
            raise HTTPException(404) from None
        return HTMLResponse(html)

    def _read_data(self, period: str, file: str) -> tuple[str, Mapping[str, object]]:
        """Return the digest of a document, which edits are made for, and what is in it."""
        name, read = (FILE, read_toml) if file == "publication" else (name_file(period), read_yaml)
        content = read_file(self.preview.root / name, name)
        return digest_state(content), read(content, name).data

    def _find_problems(self, period: str, file: str) -> dict[str, tuple[str, ...]]:
        name = FILE if file == "publication" else name_file(period)
        return group_problems(one for one in self.preview.cache.get(period).problems if one.place.file == name)


def group_problems(problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    """Return what problems say, in words for people, by the path that they are about."""
    found: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        found[problem.path].append(" ".join(problem.in_page))
    return {path: tuple(dict.fromkeys(sentences)) for path, sentences in found.items()}


def require_publication(preview: Preview) -> Publication:
    """Return the publication as it last was in order.

    Raises:
        HTTPException: 409, it never was.
    """
    publication = preview.cache.find_publication()
    if publication is None:
        raise HTTPException(409)
    return publication


def read_request(request: Request) -> FormRequest:
    """Return which form an address asks for.

    Raises:
        HTTPException: 400, it is not a place in a document.
    """
    asked = request.query_params
    file = asked.get("file", "issue")
    path, only = read_path(request, "path"), read_path(request, "only")
    if file not in ("issue", "publication") or not all(isinstance(key, str) for key in only):
        raise HTTPException(400)
    return FormRequest(file, path, tuple(map(str, only)))
