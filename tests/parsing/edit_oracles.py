"""What must hold of a document after an edit, whatever made the edit: oracles that know nothing of how it is done."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsletter.errors import ProblemsFoundError
from newsletter.parsing.edits import Edit
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml
from tests.parsing.random_yaml import RandomDocument, walk_values

Path = tuple[str | int, ...]
_COMMENT = re.compile(r"# (?:note\d+ .*|heading of the file)$")
_ABOUT = re.compile(r"\s*# note\d+ about (u\d+)$")


def read_data(text: str) -> dict[str, object]:
    """Read a document, which must have no problem."""
    document = read_yaml(text.encode(), "a.yaml")
    assert not document.problems
    return document.data


def read_toml_data(text: str) -> dict[str, object]:
    """Read settings, which must have no problem."""
    document = read_toml(text.encode(), "a.toml")
    assert not document.problems
    return document.data


def list_paths(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield everything in a document with its path."""
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield from list_paths(inner, (*path, step))


def choose_edit(document: RandomDocument, data: dict[str, object]) -> Edit:
    """Choose an edit of a document: each kind is as likely."""
    random = document.make.random
    kinds: dict[str, list[Edit]] = {}
    for path, value in list_paths(data):
        for edit in _list_edits(document, path, value):
            kinds.setdefault(edit.do, []).append(edit)
    return random.choice(kinds[random.choice(sorted(kinds))])


def is_as_meant(document: RandomDocument) -> bool:
    """Whether the maker of documents wrote what it meant to: of strange words not every style says every text."""
    try:
        return read_data(document.text) == document.data
    except (AssertionError, ProblemsFoundError):
        return False


def mixes_kinds(value: object) -> bool:
    """Whether a list has tables beside other things, which no settings have."""
    if isinstance(value, dict):
        return any(map(mixes_kinds, value.values()))
    if not isinstance(value, list):
        return False
    return len({isinstance(inner, dict) for inner in value}) > 1 or any(map(mixes_kinds, value))


def _list_edits(document: RandomDocument, path: Path, value: object) -> Iterator[Edit]:
    make, random = document.make, document.make.random
    if path:
        yield Edit("set", path, make.changed(value) if random.random() < 0.8 else make.value(1))
        yield Edit("delete", path, keep_empty=random.random() < 0.5)
    if isinstance(value, list) and path:
        yield Edit("insert", (*path, random.randint(0, len(value))), make.value(2))
        if len(value) > 1:
            yield Edit("move", (*path, random.randrange(len(value))), to=random.randrange(len(value)))
    if isinstance(value, dict):
        yield Edit("set", (*path, "new"), make.value(2))


def edit_plainly(data: dict[str, object], edit: Edit) -> dict[str, object]:
    """Make an edit on plain data, in the plainest way there is."""
    data = copy.deepcopy(data)
    parent: object = data
    for step in edit.path[:-1]:
        parent = parent[step]  # type: ignore[index]  # the path leads through lists and groups
    step = edit.path[-1]
    if edit.do == "set":
        parent[step] = edit.value  # type: ignore[index]  # as above
    elif edit.do == "insert":
        parent.insert(step, edit.value)  # type: ignore[attr-defined]  # as above
    elif edit.do == "move":
        parent.insert(edit.to, parent.pop(step))  # type: ignore[attr-defined]  # as above
    else:
        del parent[step]  # type: ignore[attr-defined]  # as above
        if not parent and not edit.keep_empty and len(edit.path) > 1:
            return edit_plainly(data, Edit("delete", edit.path[:-1]))
    return data


@dataclass(frozen=True)
class Edited:
    """A document before and after an edit."""

    before: str
    edit: Edit
    after: str
    read: Callable[[str], dict[str, object]] = read_data

    def check(self) -> None:
        """Check all that must hold."""
        self.check_value()
        self.check_ends()
        self.check_comments()
        self.check_places_of_comments()
        self.check_lines()

    def check_value(self) -> None:
        assert self.read(self.after) == edit_plainly(self.read(self.before), self.edit), "the value"

    def check_ends(self) -> None:
        """Look whether line ends are of one kind, and the byte order mark and the end of the file as they were."""
        if "\r\n" in self.before:
            assert not re.search(r"(?<!\r)\n", self.after), "line ends are mixed"
        else:
            assert "\r" not in self.after, "line ends have changed"
        assert self.before.startswith("\ufeff") == self.after.startswith("\ufeff"), "the byte order mark"
        if self.edit.do != "delete":
            assert self.before.endswith("\n") == self.after.endswith("\n"), "the end of the file"

    def check_comments(self) -> None:
        """Look whether no comment is lost but with what it was about, and none comes twice."""
        before, after = _find_comments(self.before), _find_comments(self.after)
        assert not after - before, "a comment comes twice"
        lost = before - after
        if self.edit.do in ("move", "insert"):
            assert not lost, "a comment is lost"
        alive = _find_tokens(self.read(self.after))
        for comment in lost:
            about = _ABOUT.match(comment)
            assert not (about and about[1] in alive), f"the comment of something that is there is lost: {comment}"
            assert comment != "# heading of the file", "the heading is lost"
            if self.edit.do == "set" and self._sets_single_value():
                assert about, f"a comment is lost: {comment}"
                assert about[1] in _find_tokens(self.read(self.before)), f"a comment is lost: {comment}"

    def _sets_single_value(self) -> bool:
        return not isinstance(self._find(self.edit.path), (dict, list))

    def _fills_list(self) -> bool:
        """Whether a list gets its first item: it may be written elsewhere then."""
        return not self._find(self.edit.path[:-1])

    def _find(self, path: Path) -> object:
        value: object = self.read(self.before)
        for step in path:
            value = value.get(step) if isinstance(value, dict) else value[step]  # type: ignore[index]  # as above
        return value

    def check_places_of_comments(self) -> None:
        """Look whether a comment that was directly above something is so still."""
        alive = _find_tokens(self.read(self.after))
        strayed = {token for token in _find_above(self.before) - _find_above(self.after) if token in alive}
        assert not strayed, f"comments have strayed from {strayed}"

    def check_lines(self) -> None:
        """Look whether only lines of what changes are different; a comment in a line of its own is none of them."""
        old, new = self.before.lstrip("\ufeff").splitlines(), self.after.lstrip("\ufeff").splitlines()
        if (self.edit.do == "insert" and not self._fills_list()) or (
            self.edit.do == "set" and self._sets_single_value()
        ):
            top = _count_same(old, new)
            bottom = _count_same(old[top:][::-1], new[top:][::-1])
            changed = old[top : len(old) - bottom]
            assert not [line for line in changed if line.lstrip().startswith(("# note", "# heading"))], (
                "a comment changed"
            )


def _find_comments(text: str) -> Counter[str]:
    found = (_COMMENT.search(line) for line in text.lstrip("\ufeff").splitlines())
    return Counter(one[0] for one in found if one)


def _find_tokens(data: dict[str, object]) -> set[str]:
    text = (value for _, value in walk_values(data) if isinstance(value, str))
    return {token for one in text for token in re.findall(r"\bu\d+\b", one)}


def _find_above(text: str) -> set[str]:
    """Return the tokens whose comment is directly above them, but for a few lines."""
    lines = text.lstrip("\ufeff").splitlines()
    return {
        found[1]
        for number, line in enumerate(lines)
        if (found := _ABOUT.match(line)) and re.search(rf"\b{found[1]}\b", "\n".join(lines[number + 1 : number + 8]))
    }


def _count_same(one: list[str], other: list[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
