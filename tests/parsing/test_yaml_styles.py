"""Each of 512 values, in 21 documents of one style each, is set to a strange line, to two lines and to a long text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from newsletter.parsing.edits import Edit
from newsletter.parsing.yaml_editing import edit_yaml
from tests.parsing.edit_oracles import Edited, read_data
from tests.parsing.random_yaml import walk_values

NEW_VALUES = ['- it\'s: *not* #so "plain", [é] {👶}', "first line\nsecond: line\n", ("a word and " * 22).strip()]
TEXT = "Some words to read here"

Write = Callable[[int, int], str]
"""Writes the text with a number, below a key or dash at a column."""


def plain(number: int, _column: int) -> str:
    return f"{TEXT} {number}"


def commented(number: int, _column: int) -> str:
    return f"{TEXT} {number}  # why {number}"


def single(number: int, _column: int) -> str:
    return f"'{TEXT}: it''s {number}'"


def double(number: int, _column: int) -> str:
    return json.dumps(f"{TEXT}:\t{number}")


def over_lines(number: int, column: int) -> str:
    return f"{TEXT}\n{' ' * (column + 2)}and {number}"


def single_over_lines(number: int, column: int) -> str:
    return f"'{over_lines(number, column)}'"


def double_over_lines(number: int, column: int) -> str:
    return f'"{over_lines(number, column)}"'


def below(header: str, extra: int = 2) -> Write:
    def write(number: int, column: int) -> str:
        margin = " " * (column + extra)
        return f"{header}\n{margin}{TEXT}\n{margin}and more {number}"

    return write


def number_alone(number: int, _column: int) -> str:
    return str(number)


def nothing(_number: int, _column: int) -> str:
    return ""


def write_block(write: Write, step: int = 2, dash: int = 2, gap: str = "\n") -> Iterator[str]:
    """Yield the entries of a document of 24 values: of keys, of a list, and of groups in a list."""
    margin = " " * dash
    for number in range(8):
        yield f"key{number}: {write(number, 0)}{gap}"
    yield "list:\n"
    for number in range(8, 16):
        yield f"{margin}- {write(number, dash)}{gap}"
    yield "groups:\n"
    for number in range(16, 24, 2):
        yield f"{margin}- name: {write(number, dash + 2)}{gap}"
        yield f"{margin}  more:\n{margin}  {' ' * step}text: {write(number + 1, dash + 2 + step)}{gap}"


def write_flow(separator: str, write: Write) -> Iterator[str]:
    """Yield a document of 24 values in brackets."""
    for start in range(0, 24, 8):
        yield f"list{start}: [{separator.join(write(number, 0) for number in range(start, start + 4))}]\n"
        inner = (f"k{number}: {write(number, 0)}" for number in range(start + 4, start + 8))
        yield f"group{start}: {{{separator.join(inner)}}}\n"


STYLES: dict[str, str] = {
    "plain": "".join(write_block(plain)),
    "single quotes": "".join(write_block(single)),
    "double quotes": "".join(write_block(double)),
    "comments behind": "".join(write_block(commented)),
    "plain over lines": "".join(write_block(over_lines)),
    "single quotes over lines": "".join(write_block(single_over_lines)),
    "double quotes over lines": "".join(write_block(double_over_lines)),
    "literal": "".join(write_block(below("|"))),
    "literal without line end": "".join(write_block(below("|-", 4))),
    "literal that keeps": "".join(write_block(below("|+"), gap="\n\n")),
    "folded": "".join(write_block(below(">"), gap="\n\n")),
    "folded without line end": "".join(write_block(below(">-", 1))),
    "folded with a comment": "".join(write_block(below(">-  # why"))),
    "numbers": "".join(write_block(number_alone)),
    "nothing": "".join(write_block(nothing)),
    "brackets": "".join(write_flow(", ", plain)),
    "brackets over lines": "".join(write_flow(",\n  ", single)),
    "deep, dashes below keys": "".join(write_block(plain, step=4, dash=0, gap="\n\n")),
    "CRLF": "".join(write_block(below("|-"))).replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + "".join(write_block(double)),
    "no final newline": "".join(write_block(below(">-"))).rstrip(),
}
EXTRA = 8
"""How many of the documents have one more value at their end, so that there are 512."""


def make_text(style: str) -> str:
    text = STYLES[style]
    return f"{text}last: {TEXT}\n" if style in list(STYLES)[:EXTRA] else text


def test_there_are_512_values_in_21_styles() -> None:
    assert len(STYLES) == 21
    assert sum(len(list(walk_values(read_data(make_text(style))))) for style in STYLES) == 512


@pytest.mark.parametrize("style", STYLES)
def test_every_value_of_a_style_can_be_set_to_anything(style: str) -> None:
    text = make_text(style)

    for path, _ in walk_values(read_data(text)):
        for value in NEW_VALUES:
            edit = Edit("set", path, value)
            edited = Edited(text, edit, edit_yaml(text.encode(), edit).decode())
            edited.check()
            assert edited.after != text
