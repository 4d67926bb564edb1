"""Renders the issue that is looked at, once for each state of its files, and keeps the last good rendering of it.

Nothing that an editor writes ends in an error here: what hinders a rendering comes back as problems beside the last.
"""

from __future__ import annotations

import hashlib
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import RLock

from newsletter.checking.refusals import explain
from newsletter.documents.publication import Publication
from newsletter.errors import NewsletterError, Problem, ProblemsFoundError, sort_problems
from newsletter.loading import parse_issue
from newsletter.parsing.files import read_file
from newsletter.parsing.yaml import read_yaml
from newsletter.preview.publication_state import PublicationState
from newsletter.preview.snapshot import RenderedIssue, explain_fault, make_proof

KEPT = 24
"""How many issues' renderings are kept; an editor looks at a handful."""


@dataclass(frozen=True, slots=True)
class View:
    """What there is to see of an issue: problems as they are now, and the newest rendering that could be made.

    ``is_current`` is False where that rendering lacks what has been written since, and ``document`` is what the file
    says instead, as far as it can be read.
    """

    period: str
    key: str
    proof: RenderedIssue | None
    problems: tuple[Problem, ...]
    is_current: bool
    document: Mapping[str, object] | None = None


class RenderCache:
    """One publication, watched by nobody: whoever asks gets what the files say now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._bench = PublicationState(root)
        self._sights: OrderedDict[str, View] = OrderedDict()
        self._lock = RLock()  # a renderer does one thing at a time

    def find_publication(self) -> Publication | None:
        """Return the publication as it last was in order, or None if it never was."""
        with self._lock:
            self._try_refresh()
            return self._bench.publication

    def look_at(self, period: str) -> View:
        """Return what there is to see of an issue; rendered only if anything changed since it was last asked for."""
        with self._lock:
            hindrances = self._try_refresh()
            data, missing = self._read(period)
            key = _hash(self._bench.key.encode(), data, repr((missing, hindrances)).encode())
            known = self._sights.get(period)
            if known is None or known.key != key:
                known = self._make(period, key, data, (*hindrances, *missing))
            self._keep(known)
            return known

    def _try_refresh(self) -> tuple[Problem, ...]:
        try:
            self._bench.refresh(date.today())  # noqa: DTZ011  # the editor's own day
        except NewsletterError as error:
            return explain(error, "templates")
        return ()

    def _read(self, period: str) -> tuple[bytes, tuple[Problem, ...]]:
        name = name_file(period)
        try:
            return read_file(self.root / name, name), ()
        except ProblemsFoundError as error:
            return b"", error.problems

    def _make(self, period: str, key: str, data: bytes, hindrances: tuple[Problem, ...]) -> View:
        before = self._sights.get(period)
        last = before.proof if before else None
        if hindrances:
            return View(period, key, last, sort_problems((*hindrances, *self._bench.problems)), is_current=False)
        proof, problems = self._render(period, key, data)
        problems = sort_problems((*problems, *self._bench.problems))
        document = None if proof else _read_document(data, name_file(period))
        is_current = proof is not None and self._bench.is_current
        return View(period, key, proof or last, problems, is_current, document)

    def _render(self, period: str, key: str, data: bytes) -> tuple[RenderedIssue | None, tuple[Problem, ...]]:
        name, bench = name_file(period), self._bench
        try:
            loaded = parse_issue(data, name)
            if bench.publication is None or bench.renderer is None:
                return None, ()
            proof = make_proof(key, loaded, bench.publication, bench.renderer, bench.today)
        except NewsletterError as error:
            return None, explain(error, name)
        except Exception as error:  # noqa: BLE001  # a preview that ends is worse than one that says it is at a loss
            traceback.print_exc()
            return None, explain_fault(error, name)
        return proof, proof.problems

    def _keep(self, sight: View) -> None:
        self._sights[sight.period] = sight
        self._sights.move_to_end(sight.period)
        while len(self._sights) > KEPT:
            self._sights.popitem(last=False)


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
