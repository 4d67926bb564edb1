"""Where proofs, their comments and the states of a document that were approved are kept: ``.newsletter/proofs/``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from newsletter.errors import PreviewError
from newsletter.files import Folder, hold_lock, read_below, write_below
from newsletter.loading import FILE
from newsletter.parsing.files import read_file

FOLDER = ".newsletter/proofs"
MOST_COMMENTS = 2000
_INDEX = "index.json"


class BlockRecord(BaseModel):
    """What finds a block again after it was renamed, moved or rewritten."""

    model_config = ConfigDict(frozen=True)

    name: str
    id: str = ""
    content: str = ""


class ProofRecord(BaseModel):
    """A proof that was frozen: which one, when and for whom, of which version, and what had changed before it."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: datetime
    by: str
    digest: str
    """SHA-256 of what readers would get."""
    state: str
    """The name of the documents' state; see ``SavedState``."""
    note: str = ""
    changes: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    """The names of its blocks, in the order in which they are numbered from 1."""
    block_records: tuple[BlockRecord, ...] = ()
    """The same blocks, with what finds each again."""


class Comment(BaseModel):
    """A comment on a block of a proof; ``number`` is 0 for the whole issue, otherwise the block's, counted from 1."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by: str
    proof: int
    number: int
    about: str
    words: str
    opinion: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class SavedState:
    """The bytes of an issue's document and of the publication's, at one time."""

    issue: bytes
    publication: bytes

    @property
    def name(self) -> str:
        """A name for exactly these bytes."""
        return hashlib.sha256(self.issue + b"\0" + self.publication).hexdigest()[:32]


def read_state(root: Path, period: str) -> SavedState:
    """Return the documents as they are saved now.

    Raises:
        ProblemsFoundError: one cannot be read.
    """
    name = f"issues/{period}.yaml"
    return SavedState(read_file(root / name, name), read_file(root / FILE, FILE))


class _Index(BaseModel):
    """Everything about the proofs of an issue but the proofs themselves."""

    proofs: tuple[ProofRecord, ...] = ()
    comments: tuple[Comment, ...] = ()


MakeProof = Callable[[int, SavedState | None], tuple[ProofRecord, str]]
"""Makes a proof with its number, and the state of the one before it."""


class ProofRecords:
    """What is kept of the proofs of one issue."""

    def __init__(self, root: Path, period: str) -> None:
        self._root, self._period = root, period
        self._folder = f"{FOLDER}/{period}"

    @property
    def proofs(self) -> tuple[ProofRecord, ...]:
        """The proofs of the issue, oldest first."""
        return self._read().proofs

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments on all proofs, oldest first."""
        return self._read().comments

    def add_proof(self, make: MakeProof, state: SavedState) -> ProofRecord:
        """Add a proof, made with its number and the documents' state of the proof before it.

        Raises:
            PreviewError: nothing can be written here.
        """
        with self._alone():
            index = self._read()
            last = index.proofs[-1] if index.proofs else None
            record, html = make(last.number + 1 if last else 1, self.find_state(last.state) if last else None)
            self._write(f"{record.number}.html", html.encode())
            self._write_state(state)
            self._write_index(index.model_copy(update={"proofs": (*index.proofs, record)}))
        return record

    def read_proof(self, number: int) -> bytes | None:
        """Return a proof as it was frozen; None if there is none of this number."""
        return self._find(f"{number}.html")

    def keep_state(self, state: SavedState) -> None:
        """Keep the documents as they are now, so that later changes can be told.

        Raises:
            PreviewError: nothing can be written here.
        """
        with self._alone():
            self._write_state(state)

    def find_state(self, name: str) -> SavedState | None:
        """Return the documents as they were in a state that was kept."""
        issue, publication = self._find(f"{name}.issue"), self._find(f"{name}.publication")
        return None if issue is None or publication is None else SavedState(issue, publication)

    def change_comments(self, change: Callable[[tuple[Comment, ...]], tuple[Comment, ...]]) -> None:
        """Add to the comments, or change one.

        Raises:
            PreviewError: nothing can be written here, or there are too many.
        """
        with self._alone():
            index = self._read()
            comments = change(index.comments)
            if len(comments) > MOST_COMMENTS:
                raise PreviewError(f"There are {MOST_COMMENTS} comments on this issue, and no more are taken.")
            self._write_index(index.model_copy(update={"comments": comments}))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with Folder(self._root, is_private=True) as folder:
                folder.make_folder(self._folder)
            with hold_lock(self._root, f"{self._folder}/lock", waits=True):
                yield
        except OSError as error:
            raise PreviewError(f"This cannot be written down: {error.strerror}.") from None

    def _read(self) -> _Index:
        data = self._find(_INDEX)
        try:
            return _Index.model_validate_json(data) if data is not None else _Index()
        except ValidationError:
            raise PreviewError("What was written down of earlier proofs is damaged.") from None

    def _write_index(self, index: _Index) -> None:
        self._write(_INDEX, index.model_dump_json(indent=1).encode())

    def _write_state(self, state: SavedState) -> None:
        self._write(f"{state.name}.issue", state.issue)
        self._write(f"{state.name}.publication", state.publication)

    def _write(self, name: str, data: bytes) -> None:
        write_below(self._root, f"{self._folder}/{name}", data)

    def _find(self, name: str) -> bytes | None:
        try:
            return read_below(self._root, f"{self._folder}/{name}")
        except OSError:
            return None
