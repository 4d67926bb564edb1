"""What the panel of an issue's status shows and does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.checking import Stage
from newsletter.editing.documents import PUBLICATION, find_issue_file
from newsletter.editing.operations import Operation
from newsletter.editing.session import EditRequest
from newsletter.errors import NewsletterError, PreviewError, Problem, Severity, find_page_text
from newsletter.loading import FILE, load_publication
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import Edit
from newsletter.pipeline import open_pipeline, open_tools
from newsletter.preview.frames import render_page
from newsletter.preview.issue_fields import find_field_path
from newsletter.preview.today import find_today
from newsletter.scaffolding.examples import list_example_blocks, mark_block

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_READY, _DRAFT, _EXAMPLES = "ready", "draft", "no examples"


@dataclass(frozen=True, slots=True)
class ReadinessTask:
    """Something to do, in words; ``path`` is the field that it leads to, as JSON, and ``name`` what that is called."""

    words: str
    why: str
    name: str = ""
    path: str = ""


class StatusPanel:
    """The panel of one issue, for one request."""

    def __init__(self, preview: Preview, period: str) -> None:
        self.period = period
        self._root, self._session, self._can_send = preview.root, preview.editing, preview.options.can_send
        self._file = find_issue_file(period)

    def show(self, said: str = "", error: str = "") -> str:
        """Return the status of the issue, and what is missing or advised before it can be ready."""
        missing: list[ReadinessTask] = []
        advice: list[ReadinessTask] = []
        status = ""
        try:
            status = str(self._parse().get("status") or _DRAFT)
            missing, advice = self._look()
        except NewsletterError as failure:
            error = error or find_page_text(failure.reason)
        return render_page(
            "panels/status.html",
            period=self.period,
            title=self._session.documents.name_issue(self.period),
            status=status,
            missing=missing,
            advice=advice,
            said=said,
            examples=len(self._list_examples()),
            errors=error.splitlines(),
            can_send=self._can_send,
        )

    def act(self, status: str) -> str:
        """Change the status; it becomes ready only when nothing is missing. Or remove the examples."""
        try:
            return self.show(said=self._remove_examples() if status == _EXAMPLES else self._change(status))
        except NewsletterError as error:
            return self.show(error=find_page_text(error.reason))

    def _change(self, status: str) -> str:
        if status not in {_READY, _DRAFT}:
            raise PreviewError("Say that it is ready, or a draft.")
        if status == _READY and self._look()[0]:
            raise PreviewError("Something is still missing, so it stays a draft. The list below leads to it.")
        base = self._session.look(self._file).digest
        self._session.edit(self._file, EditRequest(base, (Operation("set", ("status",), status),)))
        return "It is ready now." if status == _READY else "It is a draft again."

    def _remove_examples(self) -> str:
        """Delete the blocks that came with the example the newsletter was begun from, in one step to take back."""
        base, paths = self._session.look(self._file).digest, self._list_examples()
        if not paths:
            raise PreviewError("The examples are not there any more.")
        operations = tuple(Operation("delete", path) for path in reversed(paths))
        self._session.edit(self._file, EditRequest(base, operations))
        return "The examples are removed. Undo brings them back."

    def _list_examples(self) -> list[DataPath]:
        """Return the paths of the blocks that are still as the example has them."""
        try:
            blocks = self._parse().get("blocks")
        except NewsletterError:  # the panel says so
            return []
        known = list_example_blocks()
        return [
            ("blocks", index)
            for index, block in enumerate(blocks if isinstance(blocks, list) else ())
            if mark_block(block) in known
        ]

    def _parse(self) -> dict[str, object]:
        documents = self._session.documents
        return documents.parse(self._file, documents.read(self._file))

    def _look(self) -> tuple[list[ReadinessTask], list[ReadinessTask]]:
        """Return what would be an error if the issue were ready, and what would be advice."""
        documents, publication = self._session.documents, load_publication(self._root).publication
        ready = documents.edit(self._file, documents.read(self._file), Edit("set", ("status",), _READY))
        pipeline = open_pipeline(self._root, publication, Stage.SEND, find_today(), open_tools(self._root))
        problems = pipeline.prepare_loaded(documents.load(self._file, ready)).problems
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        return list(self._describe(errors)), list(self._describe(set(problems) - set(errors)))

    def _describe(self, problems: Iterable[Problem]) -> Iterator[ReadinessTask]:
        data = self._parse()
        for problem in sorted(problems, key=lambda one: (one.place, one.path)):
            words = find_page_text(problem.reason)
            path = find_field_path(problem.path, data) if problem.place.file not in {FILE, PUBLICATION.name} else []
            name = self._session.documents.name(self._file, tuple(path), data) if path else ""
            yield ReadinessTask(words, problem.why, name, json.dumps(path) if path else "")
