from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import Location
from newsletter.parsing.document import DataPath, Document
from tests.parsing.parse_results import read

TEXT = """\
# An issue
title: "Januar\u00e9 \U0001f600" # said
\U0001f600: é
blocks:
  - type: text
    body: >
      folded
  -   type: "links"
      items: [a, {b: c}]
empty:
"""

_WORDS = st.text(st.sampled_from("abcdé😀"), min_size=1, max_size=6)
_SCALARS = st.one_of(_WORDS, st.integers(), st.booleans())
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=3))
)


def _paths(value: object, path: DataPath = ()) -> Iterator[tuple[DataPath, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


def _value_at(document: Document, *path: str | int) -> str:
    place = document.location_of(path)
    return f"{place.line}:{place.column}"


def _key_at(document: Document, *path: str | int) -> str:
    place = document.key_location_of(path)
    return f"{place.line}:{place.column}"


def test_every_value_has_its_line_and_column_counted_in_characters() -> None:
    document = read(TEXT)

    assert _value_at(document, "title") == "2:8"
    assert _value_at(document, "\U0001f600") == "3:4"
    assert _value_at(document, "blocks", 0, "body") == "6:11"
    assert _value_at(document, "blocks", 1, "items", 1, "b") == "9:22"
    assert _value_at(document, "empty") == "10:7"


def test_every_key_and_list_item_has_its_place() -> None:
    document = read(TEXT)

    assert _key_at(document, "title") == "2:1"
    assert _key_at(document, "blocks", 1) == "8:7"
    assert _key_at(document, "blocks", 1, "items") == "9:7"
    assert _key_at(document, "blocks", 1, "items", 1, "b") == "9:19"


def test_a_mapping_begins_where_its_first_key_does() -> None:
    document = read(TEXT)

    assert _value_at(document) == "2:1"
    assert _value_at(document, "blocks", 0) == "5:5"


def test_what_is_missing_has_the_place_of_its_nearest_parent() -> None:
    document = read(TEXT)

    assert document.location_of(("blocks", 0, "title", 3, "x")) == Location("a.yaml", 5, 5)
    assert document.key_location_of(("blocks", 0, "title")) == Location("a.yaml", 5, 5)
    assert document.location_of(("blocks", 7)) == document.location_of(("blocks",))
    assert document.location_of(("blocks", "x")) == document.location_of(("blocks",))
    assert not document.holds(("blocks", 7))
    assert document.holds(("blocks", 0, "body"))


def test_an_alias_is_where_it_is_written_and_its_insides_where_the_anchor_is() -> None:
    document = read("a: &x\n  b: 1\nc: *x\n")

    assert _value_at(document, "c") == "3:4"
    assert _value_at(document, "c", "b") == "2:6"


def test_a_byte_order_mark_does_not_shift_columns() -> None:
    assert _value_at(read("\ufeffa: 1"), "a") == "1:4"


@pytest.mark.slow
@given(data=st.dictionaries(_WORDS, _VALUES, min_size=1, max_size=4), is_flow=st.booleans())
def test_the_text_of_a_value_begins_at_its_place(data: dict[str, object], *, is_flow: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=is_flow, width=10_000)
    document = read(text)

    assert document.data == data
    for path, value in _paths(data):
        place = document.location_of(path)
        written = text.splitlines()[place.line - 1][place.column - 1 :]
        if isinstance(value, (str, int)):
            assert re.match(rf"['\"]?{re.escape(str(value))}", written, re.IGNORECASE)
        if path and isinstance(path[-1], str):
            place = document.key_location_of(path)
            assert re.match(rf"['\"]?{re.escape(path[-1])}", text.splitlines()[place.line - 1][place.column - 1 :])
