"""Every value of January's issue, of the examples and of their settings: set, and set back to the very same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from _pytest.mark.structures import ParameterSet

from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import Edit, find_value, invert_edit, resolve_edit
from newsletter.parsing.toml import read_toml
from newsletter.parsing.toml_editing import edit_toml
from newsletter.parsing.yaml import read_yaml
from newsletter.parsing.yaml_editing import edit_yaml
from newsletter.scaffolding.beginning import Start, make_new
from newsletter.scaffolding.examples import list_examples
from tests.matrix import nightly
from tests.parsing.edit_oracles import list_paths

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 12, 1)
Value = TypeVar("Value")
OURS = ["issues/2024-01.yaml", "newsletter.toml"]


@cache
def read_documents() -> dict[str, bytes]:
    """Return the documents of this repository's own publication, and of every example, by name."""
    documents = {name: (ROOT / name).read_bytes() for name in OURS}
    for example in list_examples():
        files = make_new(Start("The News", example=example), TODAY).files
        documents |= {f"{example}/{name}": data for name, data in files.items() if is_document(name)}
    return documents


def is_document(name: str) -> bool:
    return name.endswith("newsletter.toml") or (name.startswith("issues/") and name.endswith(".yaml"))


def read(name: str, source: bytes) -> dict[str, object]:
    return (read_yaml if name.endswith(".yaml") else read_toml)(source, name).data


def edit_document(name: str, source: bytes, edit: Edit, order: tuple[str, ...] = ()) -> bytes:
    return (edit_yaml if name.endswith(".yaml") else edit_toml)(source, edit, order)


def change(value: object) -> object:
    """Return another value of the same kind; of a text, one that is as long."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        at = value.rfind("a", 0, len(value) // 2 + 2)
        return f"{value[:at]}o{value[at + 1 :]}" if at >= 0 else value.translate(str.maketrans("e0123", "i1234"))
    if isinstance(value, date):
        return value.replace(year=value.year + 1)
    return value.replace(hour=17) if isinstance(value, time) else "now there is one"


def lengthen(text: str) -> str:
    """Return a text with a longer word in its middle."""
    words = text.split(" ")
    words[len(words) // 2] += "longer"
    return " ".join(words)


def list_single_values(data: dict[str, object]) -> Iterator[tuple[DataPath, object]]:
    return ((path, value) for path, value in list_paths(data) if not isinstance(value, (dict, list)))


def count_changed_lines(before: bytes, after: bytes) -> int:
    """Count the lines of the document that are no more as they were."""
    old, new = before.splitlines(), after.splitlines()
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(max(end - start, to - since) for tag, start, end, since, to in codes if tag != "equal")


EVERY_SO_OFTEN = 25
"""Of how many values one is tried in the ordinary run, beside one of each kind of place; at night all are."""


SOME, ALL = "some", "all"
LONG = 60  # characters: a longer text may take several lines


def list_cases(ending: str = "") -> list[ParameterSet]:
    """Return each document, with whether all of its values are tried or some: of an example's issues, of the newest."""
    names = [name for name in read_documents() if name.endswith(ending)]
    newest = {Path(name).parent: name for name in sorted(names)}.values()
    return [
        *(pytest.param(name, SOME, marks=pytest.mark.slow if name in OURS else ()) for name in names if name in newest),
        *(pytest.param(name, ALL, marks=nightly) for name in names),
    ]


def choose(places: Iterable[tuple[DataPath, Value]], part: str) -> list[tuple[DataPath, Value]]:
    """Return all places of a document, or the first of each kind and some more."""
    found = list(places)
    firsts: dict[object, DataPath] = {}
    for path, value in found:
        firsts.setdefault(find_kind(path, value), path)
    kept = {*firsts.values(), *(path for path, _ in found[::EVERY_SO_OFTEN])}
    return [(path, value) for path, value in found if part == ALL or path in kept]


def find_kind(path: DataPath, value: object) -> object:
    """Return in what group of the document a value is, and how it is written there."""
    group = tuple(type(step) if isinstance(step, int) else step for step in path[:-1])
    return group, type(value), isinstance(value, str) and ("\n" in value, len(value) > LONG)


def test_there_are_enough_documents() -> None:
    assert len(list_examples()) >= 5
    assert {*OURS, "school/newsletter.toml"} < read_documents().keys()


@pytest.mark.parametrize(("name", "part"), list_cases())
def test_every_value_is_set_in_its_own_lines_and_set_back_byte_for_byte(name: str, part: str) -> None:
    source = read_documents()[name]
    data = read(name, source)
    values = choose(list_single_values(data), part)

    assert values
    for path, value in values:
        after = edit_document(name, source, Edit("set", path, change(value)))
        assert count_changed_lines(source, after) == (0 if change(value) == value else 1), path
        assert edit_document(name, after, Edit("set", path, value)) == source, path


@pytest.mark.parametrize(("name", "part"), list_cases(".yaml"))
def test_a_longer_word_changes_its_line_and_at_most_one_more(name: str, part: str) -> None:
    source = read_documents()[name]
    texts = [(path, value) for path, value in list_single_values(read(name, source)) if isinstance(value, str)]

    assert texts
    for path, value in choose(texts, part):
        after = edit_document(name, source, Edit("set", path, lengthen(value)))
        is_folded_now = after.count(b">-") > source.count(b">-")
        assert count_changed_lines(source, after) <= (3 if is_folded_now else 2 if len(value) > 60 else 1), path


@pytest.mark.parametrize(("name", "part"), list_cases())
def test_every_value_can_be_deleted_and_nothing_else_goes(name: str, part: str) -> None:
    """A key or item that goes takes its own lines: what stays is what was there, in its order."""
    source = read_documents()[name]
    data = read(name, source)

    for path, _ in choose(list_paths(data), part):
        if path:
            after = edit_document(name, source, Edit("delete", path))
            kept = SequenceMatcher(None, source.splitlines(), after.splitlines(), autojunk=False).get_opcodes()
            assert [tag for tag, *_ in kept if tag == "insert"] == [], path
            undone = edit_document(
                name, after, invert_edit(data, Edit("delete", path)), tuple(find_siblings(data, path))
            )
            assert read(name, undone) == data, path


def find_siblings(data: dict[str, object], path: DataPath) -> list[str]:
    parent = find_value(data, resolve_edit(data, Edit("delete", path)).path[:-1])
    return list(parent) if isinstance(parent, dict) else []


@pytest.mark.parametrize(("name", "part"), list_cases(".yaml"))
def test_every_item_of_a_list_can_be_moved_and_moved_back_byte_for_byte(name: str, part: str) -> None:
    source = read_documents()[name]

    lists = [(path, value) for path, value in list_paths(read(name, source)) if isinstance(value, list)]

    assert lists
    for path, value in choose(lists, part):
        if len(value) > 1:
            after = edit_document(name, source, Edit("move", (*path, 0), to=len(value) - 1))
            is_in_brackets = (
                len(source.splitlines()) == len(after.splitlines()) and count_changed_lines(source, after) == 1
            )
            assert is_in_brackets or sorted(after.splitlines()) == sorted(source.splitlines()), path
            assert edit_document(name, after, Edit("move", (*path, len(value) - 1), to=0)) == source, path
