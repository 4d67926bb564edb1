"""What a page is told after it has read or written an issue: fields, problems, parts of the page, and frames."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsletter.editing.documents import PUBLICATION, DocumentFile, find_issue_file
from newsletter.editing.fields import EditedDocument
from newsletter.editing.session import DocumentState, EditingSession, EditResult, NextStep
from newsletter.editing.steps import Way
from newsletter.errors import ProblemsFoundError
from newsletter.loading import parse_publication
from newsletter.parsing.document import DataPath
from newsletter.preview.frames import make_frame_at, render_page
from newsletter.preview.issue_fields import (
    describe_blocks,
    describe_fields,
    describe_problems,
    find_frame_numbers,
    find_view_numbers,
)
from newsletter.preview.outline import render_menu, render_outline, render_problems
from newsletter.preview.render_cache import RenderCache
from newsletter.preview.traced_issue import TracedIssue, Tracer

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

MOST_TABS = 256
"""Of how many tabs it is remembered what they show."""

MOST_FRAMES = 12
"""How many frames one answer brings."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """The documents of an issue as a page shows them, and their rendering, if there is one."""

    issue: EditedDocument
    publication: EditedDocument
    traced: TracedIssue | None


class EditingAnswers:
    """Makes the answers about the issues of one preview."""

    def __init__(self, preview: Preview) -> None:
        self._session: EditingSession = preview.editing
        self._cache: RenderCache = preview.cache
        self._began = preview.began
        self._sent: OrderedDict[str, tuple[dict[str, str], set[int]]] = OrderedDict()

    def describe_fields(self, period: str, view: str, tab: str) -> dict[str, Any]:
        """Return all that a page needs to write in a view of an issue, as it is saved.

        Raises:
            ProblemsFoundError: there is no such issue, or it cannot be read.
        """
        answer = self._describe_state(period)
        shown = self._find_saved(period)
        numbers = find_view_numbers(shown.traced, view) if shown and shown.traced else set()
        self._note_sent(tab, answer["bases"], numbers)
        return answer | self._describe_shown(period, shown, numbers) | {"file": "issue", "saved": True}

    def describe_saved(self, period: str, result: EditResult, frames: Sequence[str], tab: str) -> dict[str, Any]:
        """Return what a page needs to go on after something was saved, with the frames that it asks for."""
        shown = self._find_saved(period)
        html = _make_frames(shown.traced if shown else None, frames)
        numbers, state = find_frame_numbers(html), self._describe_state(period)
        self._note_sent(tab, state["bases"], numbers)
        answer = state | self._describe_shown(period, shown, numbers)
        return answer | {"said": result.said, "paths": _write_paths(result), "frames": html, "saved": True}

    def describe_live(
        self, period: str, file: DocumentFile, result: EditResult, frames: Sequence[str], tab: str
    ) -> dict[str, Any]:
        """Return the frames of an issue as a tab sees it that writes in it; and its fields, if there are new ones.

        Raises:
            NewsletterError: it cannot be rendered.
        """
        shown = self._show_live(period, file, result.data)
        html = _make_frames(shown.traced, frames)
        numbers, fields, bases = find_frame_numbers(html), {}, self.find_bases(period)
        known = self._sent.get(tab)
        if not known or known[0] != bases or not numbers <= known[1]:
            fields = {"fields": describe_fields(numbers, shown.issue, shown.publication)}
            self._note_sent(tab, bases, numbers)
        return {
            "base": bases["issue"],
            "bases": bases,
            **self._describe_steps(period),
            **fields,
            "parts": self._render_steps(period) | {"outline": render_outline(period, describe_blocks(shown.issue))},
            "said": result.said,
            "paths": _write_paths(result),
            "frames": html,
            "saved": False,
        }

    def _note_sent(self, tab: str, bases: dict[str, str], numbers: set[int]) -> None:
        """Remember which fields a tab knows, and of which state of the documents."""
        self._sent[tab] = (bases, numbers)
        self._sent.move_to_end(tab)
        while len(self._sent) > MOST_TABS:
            self._sent.popitem(last=False)

    def find_next(self, period: str, way: Way) -> tuple[DocumentFile, DocumentState, NextStep]:
        """Return which document the next step is in: of the issue and this run's changes of settings the newest.

        Raises:
            ProblemsFoundError: the issue cannot be read.
        """
        file = find_issue_file(period)
        state = self._session.look(file)
        step = state.undo if way == "undo" else state.redo
        try:
            settings = self._session.look(PUBLICATION)
        except ProblemsFoundError:
            return file, state, step
        other = settings.undo if way == "undo" else settings.redo
        is_newer = other.said and other.at >= self._began and (not step.said or other.at > step.at)
        return (PUBLICATION, settings, other) if is_newer else (file, state, step)

    def find_bases(self, period: str) -> dict[str, str]:
        """Return the digests of the issue and of the publication's settings as they are saved."""
        bases = {"issue": self._session.look(find_issue_file(period)).digest}
        try:
            return bases | {"publication": self._session.look(PUBLICATION).digest}
        except ProblemsFoundError:
            return bases

    def _describe_state(self, period: str) -> dict[str, Any]:
        bases = self.find_bases(period)
        return {"base": bases["issue"], "bases": bases, **self._describe_steps(period)}

    def _describe_steps(self, period: str) -> dict[str, str]:
        return {"undo": self.find_next(period, "undo")[2].said, "redo": self.find_next(period, "redo")[2].said}

    def _render_steps(self, period: str) -> dict[str, str]:
        return {"steps": render_page("steps.html", **self._describe_steps(period))}

    def _describe_shown(self, period: str, shown: _Shown | None, numbers: set[int]) -> dict[str, Any]:
        view = self._cache.get(period)
        problems = describe_problems(view, shown.issue.data if shown else {})
        parts = self._render_steps(period) | {"problem-panel": render_problems(problems)}
        if shown is None:
            return {"fields": {}, "problems": problems, "parts": parts | {"outline": ""}}
        fields = describe_fields(numbers, shown.issue, shown.publication)
        outline = render_outline(period, describe_blocks(shown.issue))
        return {"fields": fields, "problems": problems, "parts": parts | {"outline": outline}}

    def render_menu(self, period: str, path: DataPath) -> str | None:
        """Return the menu of a block of an issue as it is saved; nothing where there is no such block."""
        shown = self._find_saved(period)
        return render_menu(period, describe_blocks(shown.issue), path) if shown else None

    def _find_saved(self, period: str) -> _Shown | None:
        """Return an issue as it is saved, and its newest rendering; nothing if it cannot be read as a document."""
        traced = self._cache.find_traced(period)
        try:
            return self._open(find_issue_file(period), None, None, traced)
        except ProblemsFoundError:
            return None

    def _show_live(self, period: str, file: DocumentFile, data: bytes) -> _Shown:
        issue, settings = (None, data) if file is PUBLICATION else (data, None)
        own, tracer = find_issue_file(period), self._cache.find_tracer()
        if tracer is not None and settings is not None:
            tracer = Tracer(parse_publication(settings), tracer.renderer)
        documents = self._session.documents
        loaded = documents.load(own, documents.read(own) if issue is None else issue)
        saved = self._cache.find_traced(period)
        return self._open(own, issue, settings, tracer.trace(loaded, saved) if tracer else None)

    def _open(
        self, file: DocumentFile, issue: bytes | None, settings: bytes | None, traced: TracedIssue | None
    ) -> _Shown:
        elsewhere = traced.loaded.document.elsewhere if traced else {}
        return _Shown(self._edit(file, issue, elsewhere), self._edit(PUBLICATION, settings, {}), traced)

    def _edit(self, file: DocumentFile, data: bytes | None, elsewhere: Mapping[Any, Any]) -> EditedDocument:
        documents = self._session.documents
        parsed = documents.parse(file, documents.read(file) if data is None else data)
        return EditedDocument(parsed, documents.find_model(file), elsewhere)


def _make_frames(traced: TracedIssue | None, addresses: Sequence[str]) -> list[str]:
    """Return the frames at some addresses; an empty text where there is none."""
    return [_make_frame(traced, address) if traced else "" for address in addresses[:MOST_FRAMES]]


def _make_frame(traced: TracedIssue, address: str) -> str:
    try:
        frame = make_frame_at(traced, address)
    except ValueError:  # it is no address at all
        return ""
    return frame.content.decode(errors="replace") if frame else ""


def _write_paths(result: EditResult) -> list[list[str | int]]:
    return [list(path) for path in result.paths]
