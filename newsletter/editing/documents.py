"""The documents of a publication that are edited: which file each is, how it is read, written and validated."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from newsletter.documents.periods import is_period
from newsletter.editing.model_at import DocumentModel, find_document_model
from newsletter.editing.names import name_issue, name_path
from newsletter.editing.splices import digest_state
from newsletter.editing.typed_dates import read_dates
from newsletter.errors import NewsletterError, Problem, ProblemsFoundError
from newsletter.files import write_below
from newsletter.loading import FILE, LoadedIssue, load_languages, load_packs, make_issue, parse_publication
from newsletter.parsing.document import DataPath, Document
from newsletter.parsing.edits import Edit
from newsletter.parsing.files import read_file
from newsletter.parsing.proved_edits import ParsedText
from newsletter.parsing.toml import read_toml
from newsletter.parsing.toml_editing import edit_toml
from newsletter.parsing.yaml import read_yaml
from newsletter.parsing.yaml_editing import edit_document

Data: TypeAlias = dict[str, Any]

_INDEX = re.compile(r"\[\d+\]")
_KEPT = 24
"""States of documents that are kept as plain data."""


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file that may be edited, below the publication's folder, and the name of its journal."""

    name: str
    journal: str


PUBLICATION = DocumentFile(FILE, "publication")


def find_issue_file(period: str) -> DocumentFile:
    """Return the file of the issue of a period.

    Raises:
        ValueError: it is not a period.
    """
    if not is_period(period):
        raise ValueError(period)
    return DocumentFile(f"issues/{period}.yaml", period)


class Documents:
    """Reads, validates and writes the documents of the publication in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._parsed: OrderedDict[str, Data] = OrderedDict()
        self._loaded: tuple[LoadedIssue, bytes] | None = None
        self._proved: ParsedText | None = None
        self._settings: tuple[str, tuple[str, ...], tuple[str, ...]] = ("", (), ())

    def read(self, file: DocumentFile) -> bytes:
        """Return the bytes of a document.

        Raises:
            ProblemsFoundError: it cannot be read.
        """
        return read_file(self.root / file.name, file.name)

    def write(self, file: DocumentFile, data: bytes) -> None:
        """Replace a document, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        write_below(self.root, file.name, data)

    def parse(self, file: DocumentFile, data: bytes) -> Data:
        """Return a document as plain data, shared with other callers: do not change it.

        Raises:
            ProblemsFoundError: it cannot be read.
        """
        known = self._parsed.get(f"{file.name} {digest_state(data)}")
        if known is None:
            known = (read_toml if file is PUBLICATION else read_yaml)(data, file.name).data
        return self._keep(file, data, known)

    def _keep(self, file: DocumentFile, data: bytes, parsed: Data) -> Data:
        key = f"{file.name} {digest_state(data)}"
        self._parsed[key] = parsed
        self._parsed.move_to_end(key)
        while len(self._parsed) > _KEPT:
            self._parsed.popitem(last=False)
        return parsed

    def edit(self, file: DocumentFile, data: bytes, edit: Edit) -> bytes:
        """Return the bytes of a document after an edit; a new key comes where its model has it.

        Raises:
            EditRefusedError: it cannot be written without changing something else.
        """
        model, parsed = self.find_model(file), self.parse(file, data)
        order = partial(model.order_at, parsed)
        if file is PUBLICATION:
            return edit_toml(data, read_dates(model, parsed, edit), order)
        made = edit_document(data, edit, file.name, order)
        self._proved = made
        return made.source

    def validate(self, file: DocumentFile, data: bytes) -> None:
        """Make sure that a document can be loaded.

        Raises:
            ProblemsFoundError: it cannot.
        """
        if file is PUBLICATION:
            parse_publication(data)
        else:
            self._loaded = (self.load(file, data), data)

    def load(self, file: DocumentFile, data: bytes) -> LoadedIssue:
        """Return an issue as it is loaded; what was just validated is not loaded again.

        Raises:
            ProblemsFoundError: it cannot be loaded.
        """
        known, self._loaded = self._loaded, None
        if known and known[0].document.file == file.name and known[1] == data:
            return known[0]
        loaded = make_issue(self._read_issue(file, data), *self._find_surroundings())
        self._keep(file, data, (loaded.document.source or loaded.document).data)
        return loaded

    def _read_issue(self, file: DocumentFile, data: bytes) -> Document:
        """Return an issue as it was read to prove the edit that made it, or read now."""
        proved, self._proved = self._proved, None
        known = proved.document if proved and proved.source == data else None
        return known if known and known.file == file.name else read_yaml(data, file.name)

    def _find_surroundings(self) -> tuple[tuple[str, ...], Path, tuple[str, ...]]:
        packs, tags = self.find_settings()
        return packs, self.root, tags

    def find_problems(self, file: DocumentFile, data: bytes) -> tuple[Problem, ...]:
        """Return why a document cannot be loaded, if it cannot."""
        try:
            self.validate(file, data)
        except ProblemsFoundError as error:
            return error.problems
        return ()

    def find_model(self, file: DocumentFile) -> DocumentModel:
        """Return what the model of a document says about its places; made once in a process, in half a second.

        Raises:
            ProblemsFoundError: the publication's packs or languages cannot be read.
        """
        return self.find_models()["publication" if file is PUBLICATION else "issue"]

    def find_models(self) -> dict[str, DocumentModel]:
        """Return what the models of an ``issue`` and of the ``publication`` say about their places.

        Raises:
            ProblemsFoundError: the publication's packs or languages cannot be read.
        """
        packs, tags = self.find_settings()
        return {name: find_document_model(name, packs, tags) for name in ("issue", "publication")}

    def name(self, file: DocumentFile, path: DataPath, data: Data) -> str:
        """Return the name of a place in a document, in the words of people.

        Raises:
            ProblemsFoundError: the publication's packs or languages cannot be read.
        """
        return name_path(path, data, self.find_model(file))

    def name_issue(self, period: str) -> str:
        """Return what an issue is called: by its title, or by its period where no title can be read."""
        file = find_issue_file(period)
        try:
            return name_issue(self.parse(file, self.read(file)), period)
        except NewsletterError:
            return period

    def find_settings(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the packs and the languages of the publication, which its issues are read with.

        Raises:
            ProblemsFoundError: they cannot be read.
        """
        digest = digest_state(self.read(PUBLICATION))
        if self._settings[0] != digest:
            self._settings = (digest, load_packs(self.root), load_languages(self.root))
        return self._settings[1:]


def list_new_problems(before: Sequence[Problem], after: Sequence[Problem]) -> list[Problem]:
    """Return the problems of which an edit has made more: blocks that had some may have another place now."""
    counts, known = Counter(map(_describe_kind, after)), Counter(map(_describe_kind, before))
    return [one for one in after if counts[_describe_kind(one)] > known[_describe_kind(one)]]


def _describe_kind(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, _INDEX.sub("[]", problem.path), problem.message
