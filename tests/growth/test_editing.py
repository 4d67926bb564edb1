"""An edit of a document takes time that grows with the document alone, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from newsletter.errors import EditRefusedError
from newsletter.parsing.edits import Edit
from newsletter.parsing.toml_editing import edit_toml
from newsletter.parsing.wrapping import rewrap, wrap
from newsletter.parsing.yaml_editing import edit_yaml
from tests.growth.growing import grows_too_much

pytestmark = pytest.mark.slow

LARGEST, SMALLEST = 160_000, 8_000

YAML = {
    "items": ("l:\n", "  # about\n  - a: 1\n    b: x y\n\n", "  - z\n"),
    "words in brackets": ("l: [", "word, ", "z]\n"),
    "lines in brackets": ("l: [\n", "  word, # why\n", "  z]\n"),
    "folded lines": ("l:\n  - >-\n", "    some words here\n", "  - z\n"),
    "literal lines": ("l:\n  - |\n", "    some words here\n", "  - z\n"),
    "blank lines": ("l:\n  - |\n    a\n", "\n", "  - z\n"),
    "comments below": ("l:\n  - a\n", "    # deep\n", "  - z\n"),
    "comments above": ("l:\n  - a\n", "  # above\n", "  - z\n"),
    "lines in quotes": ('l:\n  - "', "some words\n    ", 'end"\n  - z\n'),
    "anchors that are used": ("a: &a x\nb: *a\nl:\n", "  - a: 1\n", "  - z\n"),
}
TOML = {
    "items": ("", "[[l]]\na = 1\n\n", "[[l]]\na = 2\n"),
    "list": ("l = [\n", "  1, # why\n", "  2]\n"),
    "comments": ("[[l]]\na = 1\n", "# why\n", "[[l]]\na = 2\n"),
}
LIST_EDITS = [
    Edit("set", ("l", 0), "new words"),
    Edit("delete", ("l", 0)),
    Edit("insert", ("l", 1), {"z": 1}),
    Edit("move", ("l", 0), to=1),
    Edit("set", ("a",), "what is used elsewhere"),
    Edit("set", ("l", 0, "new"), "y"),
]


def grow(edit_document: Callable[[bytes, Edit], bytes], parts: tuple[str, str, str], edit: Edit) -> bool:
    """Tell whether an edit takes too long where the middle part of a document is repeated."""
    first, repeated, last = parts

    def act(source: bytes) -> None:
        with suppress(EditRefusedError):
            edit_document(source, edit)

    def make(size: int) -> Callable[[], object]:
        source = f"{first}{repeated * (size // len(repeated))}{last}".encode()
        return lambda: act(source)

    return grows_too_much(make, LARGEST, SMALLEST)


@pytest.mark.parametrize("edit", LIST_EDITS, ids=lambda edit: f"{edit.do} {edit.path}")
@pytest.mark.parametrize("name", YAML)
def test_an_edit_of_an_issue_takes_linear_time(name: str, edit: Edit) -> None:
    assert not grow(edit_yaml, YAML[name], edit)


@pytest.mark.parametrize("edit", LIST_EDITS, ids=lambda edit: f"{edit.do} {edit.path}")
@pytest.mark.parametrize("name", TOML)
def test_an_edit_of_settings_takes_linear_time(name: str, edit: Edit) -> None:
    assert not grow(edit_toml, TOML[name], edit)


def test_many_keys_take_linear_time_even_where_a_new_one_is_refused() -> None:
    def make(size: int) -> Callable[[], object]:
        keys = "".join(f"  k{number}: v\n" for number in range(size // 10))
        source = f"a: &a\n{keys}b: *a\n".encode()

        def act() -> None:
            with pytest.raises(EditRefusedError):
                edit_yaml(source, Edit("set", ("a", "new"), 1))

        return act

    assert not grows_too_much(make, LARGEST, SMALLEST)


def test_a_large_value_is_written_as_a_large_document_is_in_linear_time() -> None:
    def make(size: int) -> Callable[[], object]:
        count = size // 40
        source = ("l:\n" + "  - a: {b: 1}\n    c: [d]\n" * count).encode()
        edit = Edit("insert", ("l", 0), {"inner": [{"a": {"b": 1}, "c": ["d"]}] * count})
        other = Edit("set", ("l",), [{"a": {"b": 2}, "c": ["d", "e"]}] * count)
        return lambda: (edit_yaml(source, edit), edit_yaml(source, other))

    assert not grows_too_much(make, 40_000, 4_000)


def test_prose_is_wrapped_anew_in_linear_time() -> None:
    def make(size: int) -> Callable[[], object]:
        text = "word " * (size // 5) + "end"
        lines = wrap(text, 80)
        middle = len(text) // 2
        return lambda: rewrap(lines, f"{text[:middle]}x{text[middle:]}", 80)

    assert not grows_too_much(make)
