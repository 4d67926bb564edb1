"""YAML as it is written: whatever the words are, reading it gives them back, and no word of a source becomes YAML."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.importing.lines import clean
from newsletter.parsing.files import find_forbidden_character
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.yaml_writer import format_yaml
from tests.importing.sources import bring
from tests.matrix import often

pytestmark = pytest.mark.slow

_TEXT = st.text(max_size=200).filter(lambda text: not find_forbidden_character(text))
_SENTENCES = st.lists(
    st.sampled_from(["word", "a: b", "- x", "# y", "'", '"', "no", "é", "\n", "&z", "2024"]), max_size=60
)
_STRINGS = st.one_of(_TEXT, _SENTENCES.map(" ".join), _SENTENCES.map("".join))
_VALUES = st.recursive(
    st.one_of(_STRINGS, st.booleans(), st.integers(-(10**9), 10**9)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4), st.dictionaries(_STRINGS, inner, min_size=1, max_size=4)
    ),
    max_leaves=15,
)


@settings(max_examples=often(500), deadline=None)
@given(st.dictionaries(st.sampled_from(["title", "body", "items", "blocks"]), _VALUES, min_size=1))
def test_what_is_written_is_what_is_read(data: dict[str, Any]) -> None:
    assert read_yaml(format_yaml(data, {}), "a.yaml").data == data


@settings(max_examples=often(300), deadline=None)
@given(st.text(max_size=200), st.text(max_size=100))
def test_no_comment_becomes_part_of_the_document(comment: str, opening: str) -> None:
    data = {"title": "News", "blocks": [{"type": "text", "body": "Hello"}]}
    comments = {
        path: [comment]
        for path in [("title",), ("blocks",), ("blocks", 0), ("blocks", 0, "type"), ("blocks", 0, "body")]
    }

    assert read_yaml(format_yaml(data, comments, opening), "a.yaml").data == data


@settings(max_examples=often(300), deadline=None)
@given(st.text(min_size=1, max_size=200).filter(lambda text: text.isalnum() and clean(text).isalnum()))
def test_a_word_of_any_script_comes_through(word: str) -> None:
    assert bring(f"# x{word}x\n\nHello.").data["title"] == clean(f"X{word}x")


@pytest.mark.parametrize(
    "hostile",
    [
        "x\nstatus: ready",
        "status: ready",
        "- type: text",
        "*alias &anchor !!tag",
        "'\" # not a comment",
        "{a: b} [c]",
        "%YAML 1.1",
        "--- ... ---",
        "null ~ true 0x1F 1e3",
        "<<: *x",
    ],
)
def test_no_word_of_a_source_becomes_yaml(hostile: str) -> None:
    result = bring(f"# {hostile}\n\n{hostile}\n\n## {hostile}\n\n- {hostile}", "a.md\nstatus: ready")

    assert result.data["status"] == "draft"
    assert result.data.keys() <= {"period", "title", "intro", "status", "blocks"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Plain words", "title: Plain words"),
        ("A title: with a colon", 'title: "A title: with a colon"'),
        ("2031", 'title: "2031"'),
        ("no", 'title: "no"'),
        ("'Quoted' words", "title: \"'Quoted' words\""),
        ("3 boats", "title: 3 boats"),
        (True, "title: true"),
        ({"value": 7, "unit": "years"}, "title: {value: 7, unit: years}"),
        ("word " * 30 + "end", "title: >-\n  word word"),
        ("One.\n\nTwo.", "title: |-\n  One.\n\n  Two.\n"),
    ],
)
def test_a_value_is_written_as_a_person_would(value: object, written: str) -> None:
    assert written in format_yaml({"title": value}, {}).decode()


def test_a_comment_stands_above_what_it_is_about() -> None:
    data = {"blocks": [{"type": "text", "id": "a"}, {"type": "text"}]}
    comments = {("blocks", 0, "id"): ["About the id."], ("blocks", 1): ["About the second."]}

    assert format_yaml(data, comments, "First of all.").decode() == (
        "# yaml-language-server: $schema=issue.schema.json\n\n# First of all.\n\n"
        "blocks:\n  - type: text\n    # About the id.\n    id: a\n\n  # About the second.\n  - type: text\n"
    )


@pytest.mark.parametrize("character", ["\ufdd0", "\ufdef", "\ufffe", "\U0001ffff", "\U0010fffe"])
def test_a_comment_holds_no_character_that_a_document_may_not_hold(character: str) -> None:
    written = format_yaml({"title": "News"}, {}, f"From a{character}b.txt")

    assert b"# From a?b.txt" in written
    assert read_yaml(written, "a.yaml").data == {"title": "News"}
