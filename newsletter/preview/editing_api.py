"""The addresses at which a page reads what can be written in an issue, writes it, takes it back and makes it again.

Only the issue in the address and the publication's settings are ever written; a live edit writes nothing. Every answer
is JSON, and says in a sentence what was not done, and why.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsletter.editing.documents import PUBLICATION, DocumentFile, find_issue_file
from newsletter.editing.operations import Operation
from newsletter.editing.session import EditingSession, EditRequest, EditResult
from newsletter.editing.soft_lines import join_lines
from newsletter.editing.steps import Way, describe_step
from newsletter.errors import (
    EditConflictError,
    EditRefusedError,
    NewsletterError,
    Problem,
    ProblemsFoundError,
    StaleEditError,
)
from newsletter.parsing.edits import Edit, find_value
from newsletter.preview.editing_answers import MOST_TABS, EditingAnswers
from newsletter.preview.forms.reading import read_asked
from newsletter.preview.frames import render_page
from newsletter.preview.issue_fields import find_field_path
from newsletter.preview.requests import EDIT, read_json, read_path, read_period

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_LONGEST = 2_000  # characters of an address, a tab's name or a digest
_STATUS = {"": 200, "missing": 404, "conflict": 409, "stale": 410, "problem": 422, "refused": 422, "disk": 507}
"""Of the answers (RFC 9110; 507 is from RFC 4918)."""

_FIXED = {
    "issue": frozenset({"period"}),
    "publication": frozenset(
        {
            *("format", "uuid", "packs", "language", "languages", "base_url", "unsubscribe_url"),
            *("provider", "sending", "outputs", "checks", "time_zone"),
        }
    ),
}
"""What no operation changes, by the document and its first key."""

_UNREADABLE = "The page sent something that cannot be read. Load it again."
_TOO_LONG = "This is too long to be saved at once."
_ASKED_LATER = "Someone else changed these words meanwhile. When you are done, you choose between theirs and yours."


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a page sends: the state it shows, its tab, the frames it shows, what to do, and the words as they were."""

    base: str
    tab: str
    frames: tuple[str, ...]
    is_live: bool = False
    file: str = "issue"
    operations: tuple[Operation, ...] = ()
    was: str | None = None


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of this feature."""
    api, address = _EditingApi(preview), "/api/issues/{period}"
    return [
        Route(f"{address}/fields", api.show_fields),
        Route("/menu/{period}", api.show_menu),
        Route(f"{address}/edit", api.edit, methods=["POST"]),
        Route(f"{address}/undo", api.undo, methods=["POST"]),
        Route(f"{address}/redo", api.redo, methods=["POST"]),
    ]


class _EditingApi:
    def __init__(self, preview: Preview) -> None:
        self._session: EditingSession = preview.editing
        self._answers = EditingAnswers(preview)
        self._settings_seen: OrderedDict[str, str] = OrderedDict()

    def show_fields(self, request: Request) -> Response:
        """Answer with what can be written in a view of an issue, as it is saved."""
        period, view = read_period(request), request.query_params.get("view", "email")
        tab = request.query_params.get("tab", "")[:_LONGEST]
        self._session.drop_live(find_issue_file(period), tab)
        return _answer(lambda: self._note_settings(tab, self._answers.describe_fields(period, view, tab)))

    def show_menu(self, request: Request) -> Response:
        """Answer with what can be done with a block."""
        html = self._answers.render_menu(read_period(request), read_path(request, "path"))
        if html is None:
            raise HTTPException(404)
        return HTMLResponse(html)

    async def edit(self, request: Request) -> Response:
        """Make some edits, all or none; or show what they would be, if they are live."""
        period = read_period(request)
        return await _read_and_answer(request, lambda asked: self._edit(period, asked), reads_operations=True)

    async def undo(self, request: Request) -> Response:
        """Take back what the page shows as the last change."""
        period = read_period(request)
        return await _read_and_answer(request, lambda asked: self._step(period, asked, "undo"))

    async def redo(self, request: Request) -> Response:
        """Make again what was taken back last."""
        period = read_period(request)
        return await _read_and_answer(request, lambda asked: self._step(period, asked, "redo"))

    def _edit(self, period: str, asked: _Asked) -> dict[str, Any]:
        file = PUBLICATION if asked.file == "publication" else find_issue_file(period)
        _require_changeable(asked)
        base = self._find_base(file, asked)
        request = EditRequest(base, asked.operations, asked.tab, asked.is_live)
        try:
            result = self._make_edit(file, request, asked.was)
        except EditConflictError as error:
            return self._describe_conflict(file, request, error)
        if asked.is_live:
            return self._answers.describe_live(period, file, result, asked.frames, asked.tab)
        return self._note_settings(asked.tab, self._answers.describe_saved(period, result, asked.frames, asked.tab))

    def _make_edit(self, file: DocumentFile, request: EditRequest, was: str | None) -> EditResult:
        """Make an edit; where its state is not known any more, on the present one if its words are as they were.

        Raises:
            As ``EditingSession.edit``.
        """
        try:
            return self._session.edit(file, request)
        except StaleEditError:
            state, documents = self._session.look(file), self._session.documents
            now = find_value(documents.parse(file, state.data), request.operations[0].path)
            if was is None or len(request.operations) > 1 or not isinstance(now, str) or join_lines(now) != was:
                raise
            return self._session.edit(file, replace(request, base=state.digest))

    def _step(self, period: str, asked: _Asked, way: Way) -> dict[str, Any]:
        file, state, _ = self._answers.find_next(period, way)
        base = state.digest if file is PUBLICATION else asked.base
        result = self._session.step(file, base, way, asked.tab)
        answer = self._answers.describe_saved(period, result, asked.frames, asked.tab)
        return self._note_settings(asked.tab, answer | {"notice": describe_step(way, result.said)})

    def _find_base(self, file: DocumentFile, asked: _Asked) -> str:
        """Return the state that edits are made for; of the settings, a page may know it by that of its issue."""
        if file is PUBLICATION and self._session.find_state(file, asked.base) is None:
            return self._settings_seen.get(asked.tab, asked.base)
        return asked.base

    def _note_settings(self, tab: str, answer: dict[str, Any]) -> dict[str, Any]:
        """Remember which settings of the publication a tab shows."""
        self._settings_seen[tab] = answer["bases"].get("publication", "")
        self._settings_seen.move_to_end(tab)
        while len(self._settings_seen) > MOST_TABS:
            self._settings_seen.popitem(last=False)
        return answer

    def _describe_conflict(self, file: DocumentFile, request: EditRequest, error: EditConflictError) -> dict[str, Any]:
        """Return both versions of some words, and with which operations those of the page would win."""
        base, edits = self._session.restate(file, request)
        documents = self._session.documents
        data = documents.parse(file, documents.read(file))
        name = documents.name(file, error.path, data)
        shown = {"was": error.was, "theirs": error.theirs, "yours": error.mine}
        return {
            **{whose: join_lines(value) if isinstance(value, str) else value for whose, value in shown.items()},
            "error": "conflict",
            "said": str(error) if not edits else _ASKED_LATER,
            "path": list(error.path),
            "name": name,
            "ask": render_page("conflict.html", name=name, theirs=_show(error.theirs), yours=_show(error.mine)),
            "base": base,
            "ops": [_write_operation(edit, "publication" if file is PUBLICATION else "issue") for edit in edits],
        }


def _show(value: object) -> str:
    """Return a version of some words as an editor is shown it: of a group or list, its own texts."""
    if value is None or value == "":
        return "(taken out)"
    if not isinstance(value, (dict, list)):
        return join_lines(value) if isinstance(value, str) else str(value)
    parts = [part for one in (value.values() if isinstance(value, dict) else value) for part in _flatten(one)]
    return " · ".join(map(str, parts)) or "(changed)"


def _flatten(value: object) -> list[object]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if one is not None and not isinstance(one, (dict, list))]


def _require_changeable(asked: _Asked) -> None:
    """Refuse to change what the name of the file says, or what addresses, feeds and sending hang on.

    Raises:
        EditRefusedError: an operation would.
    """
    if any(operation.path[0] in _FIXED[asked.file] for operation in asked.operations):
        raise EditRefusedError("This stays as it is: addresses, feeds and what was sent hang on it.")


def _write_operation(edit: Edit, file: str) -> dict[str, Any]:
    return {"do": edit.do, "path": list(edit.path), "value": edit.value, "to": edit.to, "file": file}


async def _read_and_answer(
    request: Request, act: Callable[[_Asked], dict[str, Any]], *, reads_operations: bool = False
) -> Response:
    try:
        asked = _read(await read_json(request, EDIT), reads_operations=reads_operations)
    except HTTPException as error:
        message = _TOO_LONG if error.status_code == 413 else _UNREADABLE  # noqa: PLR2004  # RFC 9110, 15.5.14
        return _respond({"error": "refused", "said": message}, error.status_code)
    except (ValueError, RecursionError):
        return _respond({"error": "refused", "said": _UNREADABLE}, 400)
    return await asyncio.to_thread(_answer, lambda: act(asked))


def _read(asked: dict[str, Any], *, reads_operations: bool) -> _Asked:
    """Read what a page sends.

    Raises:
        ValueError: it is not what a page sends.
    """
    base, tab, frames = asked.get("base", ""), asked.get("tab", ""), asked.get("frames", [])
    texts = [base, tab, *(frames if isinstance(frames, list) else [None])]
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in texts):
        raise ValueError("texts")
    if not reads_operations:
        return _Asked(base, tab, tuple(frames))
    operations = read_asked(asked.get("ops"))
    files = {str(operation.get("file") or "issue") for operation in asked["ops"]}
    if len(files) != 1 or not files <= {"issue", "publication"}:
        raise ValueError("files")
    was = asked.get("was")
    is_live = asked.get("live") is True
    return _Asked(base, tab, tuple(frames), is_live, files.pop(), operations, was if isinstance(was, str) else None)


def _answer(act: Callable[[], dict[str, Any]]) -> Response:
    """Answer with what was done, or with the reason why it was not."""
    try:
        answer = act()
    except NewsletterError as error:
        answer = _describe_error(error)
    except OSError as error:
        message = f"It could not be saved: {error.strerror or 'the disk does not answer'}. Nothing was changed."
        answer = {"error": "disk", "said": message, "problems": []}
    return _respond(answer, _STATUS[answer.get("error", "")])


def _describe_error(error: NewsletterError) -> dict[str, Any]:
    if isinstance(error, StaleEditError):
        return {"error": "stale", "said": str(error)}
    if isinstance(error, EditConflictError):
        return {"error": "conflict", "said": str(error), "path": list(error.path)}
    if isinstance(error, ProblemsFoundError):
        is_missing = any(problem.rule == "file.missing" for problem in error.problems)
        problems = [_describe_problem(problem) for problem in error.problems]
        message = "This issue is not there any more." if is_missing else problems[0]["said"][0]
        notice = {} if is_missing else {"notice": " ".join(problems[0]["said"])}
        return {"error": "missing" if is_missing else "problem", "said": message, "problems": problems} | notice
    return {"error": "refused", "said": str(error), "problems": []}


def _describe_problem(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.in_page[0],
        "hint": problem.in_page[1],
        "said": problem.in_page,
        "path": find_field_path(problem.path, {}),
        "words": problem.words,
        "replacements": list(problem.replacements),
        "severity": problem.severity.value,
    }


def _respond(answer: dict[str, Any], status: int = 200) -> Response:
    """Answer in JSON; dates, which YAML knows and JSON does not, as they are written."""
    body = json.dumps(answer, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return Response(body, status, media_type="application/json")
