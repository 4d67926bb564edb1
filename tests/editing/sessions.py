"""Sessions in which people write, and what they do there at random: for tests that look for lost words."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from newsletter.editing.documents import DocumentFile, find_issue_file
from newsletter.editing.operations import Operation, read_operations
from newsletter.editing.session import EditingSession, EditRequest, EditResult
from newsletter.errors import EditConflictError, EditRefusedError
from newsletter.parsing.edits import Edit
from newsletter.parsing.yaml_editing import edit_yaml

ROOT = Path(__file__).parents[2]
JANUARY = find_issue_file("2024-01")
WORD = re.compile(r" ?\bword\d+\b")
_LANGUAGES = ("en", "cy")
_WRITTEN = ("text", "title", "summary", "what", "area", "body", "intro")


def copy_publication(root: Path) -> Path:
    """Copy the repository's own publication to a folder that a test may change."""
    for name in ("issues", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "newsletter.toml", root)
    return root


def open_session(root: Path, name: str = "Ann") -> EditingSession:
    return EditingSession(root, lambda: name)


def do(**operation: object) -> tuple[Operation, ...]:
    """Return one operation as a page sends it."""
    return read_operations([operation])


def edit(session: EditingSession, base: str, tab: str = "", **operation: object) -> EditResult:
    return session.edit(JANUARY, EditRequest(base, do(**operation), tab))


def list_texts(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the texts of a document that readers see, with their paths."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from list_texts(inner, (*path, step))
    if isinstance(value, str) and (path[-1] in _WRITTEN or (path[-1] in _LANGUAGES and path[-2] in _WRITTEN)):
        yield path, value


@dataclass
class Crowd:
    """Two tabs that may be behind, and a program outside; ``alive`` are the words that must be in the document."""

    session: EditingSession
    random: Random
    file: DocumentFile = JANUARY
    bases: dict[str, str] = field(default_factory=dict)
    alive: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = self.session.look(self.file).digest
        self.bases = {"a": first, "b": first}

    def act(self) -> None:
        """Let one of them do one thing at random, and look for words that have gone."""
        who = self.random.choice("aaabbbo")
        if who == "o":
            self._write_outside()
        else:
            self._write_in(who)
        text = self.session.documents.read(self.file).decode()
        gone = self.alive.difference(find_words(text))
        self.alive -= gone
        self.lost += gone

    def _new_word(self, text: str) -> tuple[str, str]:
        """Return a text with a word that is nowhere else in the place of the one it had, and that word."""
        word = f"word{sum(self.counts.values())}"
        return f"{WORD.sub('', text)} {word}", word

    def _write_outside(self) -> None:
        data = self.session.documents.read(self.file)
        parsed = self.session.documents.parse(self.file, data)
        blocks = len(parsed["blocks"])
        gone, word = set(), ""
        if self.random.random() < 0.5:
            made = Edit("move", ("blocks", self.random.randrange(blocks)), to=self.random.randrange(blocks))
        else:
            path, text = self.random.choice(list(list_texts(parsed)))
            gone = {one.strip() for one in WORD.findall(text)}
            value, word = self._new_word(text)
            made = Edit("set", path, value)
        (self.session.documents.root / self.file.name).write_bytes(edit_yaml(data, made))
        self.counts["outside"] += 1
        self._note(gone, word)

    def _write_in(self, tab: str) -> None:
        base = self.bases[tab]
        operation, gone, word = self._choose(self._find_origin(base))
        try:
            self.session.edit(self.file, EditRequest(base, (operation,), tab))
        except EditConflictError:
            self.counts["asked"] += 1
            self.bases[tab] = self.session.look(self.file).digest
            return
        except EditRefusedError:
            self.counts["refused"] += 1
            return
        self.counts[operation.do] += 1
        self._note(gone, word)
        if self.random.random() < 0.3:
            self.bases[tab] = self.session.look(self.file).digest

    def _find_origin(self, base: str) -> dict[str, Any]:
        state = self.session.find_state(self.file, base)
        assert state is not None
        return self.session.documents.parse(self.file, state)

    def _choose(self, data: dict[str, Any]) -> tuple[Operation, set[str], str]:
        blocks, chance = len(data["blocks"]), self.random.random()
        if chance < 0.75:
            path, text = self.random.choice(list(list_texts(data)))
            value, word = self._new_word(text)
            return Operation("set", path, value), {one.strip() for one in WORD.findall(text)}, word
        at = self.random.randrange(blocks)
        if chance < 0.85:
            return Operation("move", ("blocks", at), to=self.random.randrange(blocks)), set(), ""
        if chance < 0.9:
            return Operation("delete", ("blocks", at)), set(find_words(data["blocks"][at])), ""
        body, word = self._new_word("Words")
        new = {"type": "text", "title": f"Title of {word}", "body": body}
        return Operation("insert", ("blocks", at), new), set(), word

    def _note(self, gone: set[str], word: str) -> None:
        self.alive -= gone
        self.alive |= {word} if word else set()


def find_words(value: object) -> list[str]:
    """Return the words of ours in a part of a document."""
    return [one.strip() for one in WORD.findall(repr(value))]
