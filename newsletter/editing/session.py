"""Edits of a publication's documents while people write: live in memory, saved through the journal, taken back.

One thing happens at a time, in this process and in others that edit the same publication. What another program writes
meanwhile is seen before each step, journaled as a change from outside, and never overwritten: edits are carried over to
what is there. A live edit is kept for its tab alone, and changes nothing on the disk.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias

from newsletter.editing.change_descriptions import GONE_AGAIN, OUTSIDE, describe_edits, describe_outside
from newsletter.editing.differences import find_differences
from newsletter.editing.documents import PUBLICATION, DocumentFile, Documents, list_new_problems
from newsletter.editing.history import Change, Journal, NewChange
from newsletter.editing.ids import settle_ids
from newsletter.editing.operations import Operation, expand
from newsletter.editing.rebase import rebase_each, rebase_edits
from newsletter.editing.splices import digest_state
from newsletter.editing.steps import Way, choose_step, make_step
from newsletter.errors import EditRefusedError, ProblemsFoundError, StaleEditError
from newsletter.files import Folder, hold_lock
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import Edit, apply_edit
from newsletter.published import load_published

Data: TypeAlias = dict[str, Any]

_HIDDEN = ".newsletter"
_LOCK = f"{_HIDDEN}/editing.lock"
_KEPT = 64  # states and live edits of a document that are kept in memory
_TRIES = 5
_PAUSE = timedelta(seconds=10)
"""After how long going on with the same words is a step of its own."""

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_BUSY = "Another program keeps writing this document. Try again in a moment."
_STALE = "This page is older than the history of the document. Load it again."


@dataclass(frozen=True, slots=True)
class NextStep:
    """What can be taken back, or made again, next: a sentence, empty if there is nothing, and when it was done."""

    said: str = ""
    at: datetime = _NEVER


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document as it is saved, and what can be taken back and made again."""

    data: bytes
    digest: str
    undo: NextStep
    redo: NextStep


@dataclass(frozen=True, slots=True)
class EditRequest:
    """Operations on the state ``base`` of a document; live ones of a ``tab`` are not saved."""

    base: str
    operations: tuple[Operation, ...]
    tab: str = ""
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class EditResult:
    """The document as saved, its bytes as shown, what was done in a sentence, and where each edit is now."""

    state: DocumentState
    data: bytes
    said: str
    paths: tuple[DataPath, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    data: bytes
    edits: tuple[Edit, ...]
    said: str
    paths: tuple[DataPath, ...]


@dataclass
class _OpenDocument:
    """What is remembered of a document: its journal, its latest states, and who wrote last."""

    journal: Journal
    known: bytes | None = None
    states: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    writer: tuple[str, int] = ("", 0)

    def remember(self, data: bytes) -> str:
        digest = digest_state(data)
        self.states[digest] = data
        self.states.move_to_end(digest)
        while len(self.states) > _KEPT:
            self.states.popitem(last=False)
        return digest

    def find_state(self, digest: str) -> bytes | None:
        return self.states.get(digest) or self.journal.find_state(digest)

    def note_writer(self, tab: str) -> None:
        """Remember which tab made the last change."""
        self.writer = (tab, self.journal.last.number if self.journal.last else 0)

    def find_next(self, way: Way) -> NextStep:
        """Return what can be taken back or made again next."""
        number = next(iter(self.journal.list_steps(way)[-1:]), 0)
        done = [
            change for change in self.journal.changes if number and number in (change.number, change.joins, change.of)
        ]
        return NextStep(self.journal.find_run(number)[0].said, done[-1].at) if done else NextStep()

    def is_expected(self, data: bytes) -> bool:
        """Whether a document is as the journal left it, or else as it was when it was last seen."""
        self.journal.refresh()
        last = self.journal.last
        if last is not None:
            return last.after == digest_state(data)
        return self.known in (None, data)


class EditingSession:
    """Edits the documents of the publication in a folder; ``find_author`` returns who writes."""

    def __init__(self, root: Path, find_author: Callable[[], str]) -> None:
        self.documents = Documents(root)
        self._root = root
        self._find_author = find_author
        self._open: dict[str, _OpenDocument] = {}
        self._live: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = RLock()

    def look(self, file: DocumentFile) -> DocumentState:
        """Return a document as it is saved; what another program has written is journaled.

        Raises:
            ProblemsFoundError: it cannot be read.
        """
        with self._lock:
            opened, data = self._find_open(file), self.documents.read(file)
            if not opened.is_expected(data):
                with suppress(OSError), self._alone():  # a folder that cannot be written can be looked at
                    data = self._notice(file)
            return self._describe(file, data)

    def find_state(self, file: DocumentFile, digest: str) -> bytes | None:
        """Return a document as it was with this digest; None if that is not known any more."""
        with self._lock:
            return self._find_open(file).find_state(digest)

    def list_changes(self, file: DocumentFile, count: int) -> list[Change]:
        """Return the newest changes of a document, at most so many, the last one first."""
        with self._lock:
            journal = self._find_open(file).journal
            journal.refresh()
            return journal.changes[: -count - 1 : -1]

    def begin(self, file: DocumentFile) -> None:
        """Set the journal aside of a document that was there before under the same name: a new one begins its own.

        Raises:
            OSError: it cannot be written.
        """
        with self._lock:
            if (self._root / file.name).exists():
                return
            with self._alone():
                self._find_open(file).journal.set_aside(datetime.now(UTC))
            self._open.pop(file.name, None)

    def find_live(self, file: DocumentFile, tab: str) -> bytes | None:
        """Return a document as a tab sees it that edits it live; None if it does not."""
        with self._lock:
            return self._live.get((file.name, tab))

    def drop_live(self, file: DocumentFile, tab: str) -> None:
        """Forget the live edit of a tab."""
        with self._lock:
            self._live.pop((file.name, tab), None)

    def edit(self, file: DocumentFile, request: EditRequest) -> EditResult:
        """Make all operations of a request, or none; saved unless they are live.

        Raises:
            StaleEditError: the state they were made for is not known any more.
            EditConflictError: someone else changed the same words.
            EditRefusedError: an operation cannot be made or written.
            ProblemsFoundError: the document could not be loaded afterwards.
            OSError: it cannot be written.
        """
        with self._lock:
            return self._edit_live(file, request) if request.is_live else self._save_edit(file, request)

    def step(self, file: DocumentFile, base: str, way: Way, tab: str = "") -> EditResult:
        """Take back, or make again, the change that a page shows as the next one; with nothing to do, do nothing.

        Raises:
            As ``edit``.
        """
        with self._lock, self._alone():
            self.drop_live(file, tab)
            for _ in range(_TRIES):
                data = self._notice(file)
                journal = self._find_open(file).journal
                number = choose_step(journal, way, base, digest_state(data))
                run = journal.find_run(number) if number is not None else []
                if number is None or not run:
                    return EditResult(self._describe(file, data), data, "")
                made = make_step(self.documents, file, run, way, data)
                if digest_state(made) not in (run[0].before, run[-1].after):
                    self._validate(file, data, made)
                description = f"{'Undone' if way == 'undo' else 'Done again'}: {run[0].said}"
                if self._save(file, NewChange(way, self._find_author(), description, of=number), data, made):
                    return EditResult(self._describe(file, made), made, run[0].said)
        raise EditRefusedError(_BUSY)

    def restate(self, file: DocumentFile, request: EditRequest) -> tuple[str, list[Edit]]:
        """Return what a request means for the document as it is now, and its digest; its words win over others'.

        What nobody has any more, and what is there already, is left out.

        Raises:
            As ``edit``, but for conflicts.
        """
        with self._lock:
            state = self.look(file)
            origin = self._require_state(file, request.base)
            mine, theirs = self.documents.parse(file, origin), self.documents.parse(file, state.data)
            return state.digest, rebase_edits(self._expand(file, request, mine), mine, theirs, wins=True)

    def _edit_live(self, file: DocumentFile, request: EditRequest) -> EditResult:
        state = self.look(file)
        plan = self._plan(file, state.data, request)
        if plan.data != state.data:
            self._validate(file, state.data, plan.data)
        key = (file.name, request.tab)
        self._live[key] = plan.data
        self._live.move_to_end(key)
        while len(self._live) > _KEPT:
            self._live.popitem(last=False)
        return EditResult(state, plan.data, plan.said, plan.paths)

    def _save_edit(self, file: DocumentFile, request: EditRequest) -> EditResult:
        with self._alone():
            for _ in range(_TRIES):
                data = self._notice(file)
                plan = self._plan(file, data, request)
                if plan.data != data:
                    self._validate(file, data, plan.data)
                if self._save(file, self._make_step(file, request, plan), data, plan.data):
                    self.drop_live(file, request.tab)
                    self._find_open(file).note_writer(request.tab)
                    return EditResult(self._describe(file, plan.data), plan.data, plan.said, plan.paths)
        raise EditRefusedError(_BUSY)

    def _plan(self, file: DocumentFile, data: bytes, request: EditRequest) -> _Plan:
        """Write the operations of a request into a document as it is now."""
        origin = self._require_state(file, request.base)
        mine, theirs = self.documents.parse(file, origin), self.documents.parse(file, data)
        asked = self._expand(file, request, mine)
        each = [[edit] for edit in asked] if origin == data else list(rebase_each(asked, mine, theirs))
        edits = tuple(edit for made in each for edit in made)
        description = describe_edits(edits, theirs, partial(self.documents.name, file))
        for edit in edits:
            data = self.documents.edit(file, data, edit)
        return _Plan(data, edits, description, tuple(map(_find_path, asked, each)))

    def _require_state(self, file: DocumentFile, digest: str) -> bytes:
        found = self._find_open(file).find_state(digest)
        if found is None:
            raise StaleEditError(_STALE)
        return found

    def _expand(self, file: DocumentFile, request: EditRequest, data: Data) -> list[Edit]:
        model = self.documents.find_model(file)
        edits: list[Edit] = []
        before = data
        for operation in request.operations:
            for edit in expand(operation, data, model):
                data = apply_edit(data, edit)
                edits.append(edit)
        return edits if file is PUBLICATION or request.is_live else self._settle_ids(file, edits, before)

    def _settle_ids(self, file: DocumentFile, edits: list[Edit], data: Data) -> list[Edit]:
        """Return edits of an issue with those of ids that go with them."""
        try:
            is_published = file.journal in load_published(self._root).issues
        except ProblemsFoundError:  # checks report it; until it is mended, no id changes
            is_published = True
        return list(settle_ids(edits, data, is_published=is_published))

    def _validate(self, file: DocumentFile, before: bytes, after: bytes) -> None:
        """Refuse a document that cannot be loaded, unless it could not be before, and no problem is new.

        Raises:
            ProblemsFoundError: it cannot.
        """
        try:
            self.documents.validate(file, after)
        except ProblemsFoundError as error:
            new = list_new_problems(self.documents.find_problems(file, before), error.problems)
            if new:
                raise ProblemsFoundError(new) from None

    def _make_step(self, file: DocumentFile, request: EditRequest, plan: _Plan) -> NewChange:
        """Return the step of an edit; going on with the same words soon afterwards belongs to the step before."""
        opened, author = self._find_open(file), self._find_author()
        last = opened.journal.last
        joins = 0
        if last and last.by == author and request.tab and opened.writer == (request.tab, last.number):
            is_soon = datetime.now(UTC) - last.at <= _PAUSE
            joins = (last.joins or last.number) if is_soon and _write_same(last.edits, plan.edits) else 0
        return NewChange("edit", author, plan.said, plan.edits, joins=joins)

    def _save(self, file: DocumentFile, step: NewChange, before: bytes, after: bytes) -> bool:
        """Journal a change, then write the document; False if another program has written it meanwhile."""
        opened = self._find_open(file)
        if before == after and step.kind == "edit":
            return True
        if self.documents.read(file) != before:
            return False
        opened.journal.record(step, before, after)
        self.documents.write(file, after)
        opened.known = after
        opened.remember(after)
        with suppress(OSError):  # a journal that is too long is shortened the next time
            opened.journal.shorten(datetime.now(UTC))
        return True

    def _notice(self, file: DocumentFile) -> bytes:
        """Read a document, and journal what another program did to it since the last change."""
        opened, data = self._find_open(file), self.documents.read(file)
        if not opened.is_expected(data):
            last = opened.journal.last
            before = opened.find_state(last.after) if last else opened.known
            if before is not None:
                opened.journal.record(
                    NewChange("outside", "", self._describe_outside(file, before, data)), before, data
                )
        opened.known = data
        opened.remember(data)
        return data

    def _describe_outside(self, file: DocumentFile, before: bytes, after: bytes) -> str:
        last = self._find_open(file).journal.last
        if last and last.before == digest_state(after):  # perhaps the program was stopped before it could write
            return f"{GONE_AGAIN}: {last.said}"
        try:
            old, new = self.documents.parse(file, before), self.documents.parse(file, after)
            return describe_outside(list(find_differences(old, new)), old, partial(self.documents.name, file))
        except ProblemsFoundError:
            return OUTSIDE

    def _describe(self, file: DocumentFile, data: bytes) -> DocumentState:
        opened = self._find_open(file)
        opened.known = opened.known if opened.known is not None else data
        return DocumentState(data, opened.remember(data), opened.find_next("undo"), opened.find_next("redo"))

    def _find_open(self, file: DocumentFile) -> _OpenDocument:
        if file.name not in self._open:
            self._open[file.name] = _OpenDocument(Journal(self._root, file.journal))
        return self._open[file.name]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes that edit this publication waiting."""
        with Folder(self._root, is_private=True) as folder:
            folder.make_folder(_HIDDEN)
        with hold_lock(self._root, _LOCK, waits=True):
            yield


def _find_path(asked: Edit, made: list[Edit]) -> DataPath:
    """Return where the value of an edit is afterwards."""
    edit = made[-1] if made else asked
    return (*edit.path[:-1], edit.to) if edit.do == "move" else edit.path[: len(asked.path)]


def _write_same(before: tuple[Edit, ...], after: tuple[Edit, ...]) -> bool:
    """Whether two steps write the same words and nothing else."""
    written, again = ([(edit.do, edit.path) for edit in edits if edit.path[-1] != "id"] for edits in (before, after))
    return len(written) == 1 and written == again and written[0][0] == "set"
