"""Renders an issue on request, once for each state of its files, and keeps its last good rendering.

Nothing that an editor writes raises an error here: problems are returned beside the last good rendering.
"""

from __future__ import annotations

import hashlib
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import RLock

from newsletter.checking.registry import Stage
from newsletter.documents.publication import Publication
from newsletter.errors import NewsletterError, Problem, ProblemsFoundError, sort_problems
from newsletter.loading import parse_issue
from newsletter.parsing.files import read_file
from newsletter.parsing.yaml import read_yaml
from newsletter.pipeline import Pipeline, explain
from newsletter.preview.publication_state import PublicationState
from newsletter.preview.snapshot import RenderedIssue, explain_fault, render_with_markers
from newsletter.preview.traced_issue import TracedIssue, Tracer

KEPT = 24
"""How many issues' renderings are kept; an editor looks at a handful."""

KEPT_TRACED = 4
"""How many of them with marks: those that an editor writes in."""


@dataclass(frozen=True, slots=True)
class View:
    """What can be shown of an issue: its current problems, and the newest rendering that could be made.

    ``is_current`` is False where that rendering lacks what has been written since, and ``document`` is what the file
    says instead, as far as it can be parsed.
    """

    period: str
    key: str
    rendered: RenderedIssue | None
    problems: tuple[Problem, ...]
    is_current: bool
    document: Mapping[str, object] | None = None

    def in_language(self, tag: str) -> View:
        """Return it as it is in one of its languages; in the main one where it is not in that."""
        return replace(self, rendered=self.rendered.in_language(tag)) if self.rendered else self


class RenderCache:
    """The renderings of one publication; each request compares them with the files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._state = PublicationState(root)
        self._views: OrderedDict[str, View] = OrderedDict()
        self._traced: OrderedDict[str, TracedIssue] = OrderedDict()
        self._lock = RLock()  # a renderer does one thing at a time

    def find_publication(self) -> Publication | None:
        """Return the publication as it last was in order, or None if it never was."""
        with self._lock:
            self._try_refresh()
            return self._state.publication

    def get(self, period: str) -> View:
        """Return what can be shown of an issue; rendered only if anything changed since the last request."""
        with self._lock:
            blocking = self._try_refresh()
            data, missing = self._read_issue(period)
            key = _hash(self._state.key.encode(), data, repr((missing, blocking)).encode())
            known = self._views.get(period)
            if known is None or known.key != key:
                known = self._make_view(period, key, data, (*blocking, *missing))
            self._store(known)
            return known

    def find_tracer(self) -> Tracer | None:
        """Return what traces issues of the publication as it last was in order; None where nothing can be rendered."""
        with self._lock:
            self._try_refresh()
            return self._state.find_tracer()

    def find_traced(self, period: str) -> TracedIssue | None:
        """Return the newest rendering of an issue that could be made, with marks; None where there is none."""
        with self._lock:
            rendered, tracer = self.get(period).rendered, self._state.find_tracer()
            if rendered is None or tracer is None:
                return None
            known = self._traced.pop(period, None)
            if known is None or known.loaded is not rendered.loaded or known.tracer is not tracer:
                known = tracer.trace(rendered.loaded)
            self._traced[period] = known
            while len(self._traced) > KEPT_TRACED:
                self._traced.popitem(last=False)
            return known

    def _try_refresh(self) -> tuple[Problem, ...]:
        try:
            self._state.refresh(datetime.now().astimezone().date())
        except NewsletterError as error:
            return explain(error, "templates")
        return ()

    def _read_issue(self, period: str) -> tuple[bytes, tuple[Problem, ...]]:
        name = name_file(period)
        try:
            return read_file(self.root / name, name), ()
        except ProblemsFoundError as error:
            return b"", error.problems

    def _make_view(self, period: str, key: str, data: bytes, blocking: tuple[Problem, ...]) -> View:
        before = self._views.get(period)
        last = before.rendered if before else None
        if blocking:
            return View(period, key, last, sort_problems((*blocking, *self._state.problems)), is_current=False)
        rendered, problems = self._render_issue(period, key, data)
        problems = sort_problems((*problems, *self._state.problems))
        document = None if rendered else _read_document(data, name_file(period))
        is_current = rendered is not None and self._state.is_current
        return View(period, key, rendered or last, problems, is_current, document)

    def _render_issue(self, period: str, key: str, data: bytes) -> tuple[RenderedIssue | None, tuple[Problem, ...]]:
        name, state = name_file(period), self._state
        try:
            if state.publication is None or state.renderer is None:
                return None, ()
            loaded = parse_issue(data, name, state.publication.packs, self.root, state.publication.tags)
            pipeline = Pipeline(self.root, state.publication, state.renderer, Stage.CHECK, state.today)
            rendered = render_with_markers(key, pipeline, loaded)
        except NewsletterError as error:
            return None, explain(error, name)
        except Exception as error:  # noqa: BLE001  # a preview that stops is worse than one that reports a fault of the program
            traceback.print_exc()
            return None, explain_fault(error, name)
        return rendered, rendered.problems

    def _store(self, view: View) -> None:
        self._views[view.period] = view
        self._views.move_to_end(view.period)
        while len(self._views) > KEPT:
            self._views.popitem(last=False)


def name_file(period: str) -> str:
    """Return the path of an issue in its publication."""
    return f"issues/{period}.yaml"


def _read_document(data: bytes, name: str) -> Mapping[str, object]:
    try:
        return read_yaml(data, name).data
    except ProblemsFoundError:
        return {}


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
