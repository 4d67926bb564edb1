"""Whatever can be read has a position for each value and key, and the data that PyYAML makes of ordinary documents."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import ProblemsFoundError
from newsletter.parsing.document import Document, Node
from newsletter.parsing.yaml import read_yaml
from newsletter.parsing.yaml_builder import Builder, parse
from tests.matrix import often

PIECES = ["a", "b: ", "- ", "'q'", '"d\\x01"', "&x ", "*x", "!t ", "<<: ", "{", "}", "[", "]", ", ", ": ", "\n", "\n  "]
PIECES += ["1", "0x1f", "1" * 120, "no", "null", "|\n", "---\n", "%YAML 1.1\n", "? ", "true", "2024-01-01"]
ANCHORED = ["a: &x 1\nb: *x", "&x a: 1\n*x : 2", "a: &x 1\n*x : 2", "a: &x [1, {b: c}]\nd: *x", "a: &x [*x]", "*y : 1"]


def read(text: str) -> Document | None:
    """Return what can be read of a text, though it has problems."""
    try:
        return read_yaml(text.encode(), "issue.yaml")
    except ProblemsFoundError:
        return None


def shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else None


def shape_of_positions(node: Node) -> object:
    if isinstance(node.children, dict):
        return {key: shape_of_positions(inner) for key, inner in node.children.items()}
    return [shape_of_positions(inner) for inner in node.children] if isinstance(node.children, list) else None


@pytest.mark.slow
@settings(max_examples=often(1000), deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_every_value_and_key_that_is_read_has_a_position_and_no_other_does(text: str) -> None:
    document = read(text)

    if document is not None:
        assert shape_of_positions(document.tree) == shape(document.data)


BEHIND = ["'q'a", "b: b: ", "[", "%YAML 1.1", "\t- a", ""]


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("first", ["b: &x |", "b: *x #1", "b: 'c\n  d' #1", "b: 1"])
def test_what_follows_a_document_is_refused_and_does_not_end_the_program(first: str, behind: str) -> None:
    document = read(f"a: &x 1\n{first}\n---\n{behind}")

    assert document is None or {problem.rule for problem in document.problems} >= {"yaml.document"}
    assert document is None or shape_of_positions(document.tree) == shape(document.data)


@pytest.mark.parametrize("text", [*ANCHORED, "a: 1\na: [2]", "1: a\n<<: {}", "a: !!str 1", "a: 1\n---\nb: 2"])
def test_an_unusual_document_has_positions_of_what_was_read(text: str) -> None:
    document = read(text)

    assert document is not None
    assert shape_of_positions(document.tree) == shape(document.data)


@pytest.mark.slow
@settings(max_examples=often(1000), deadline=None)
@given(st.lists(st.sampled_from([piece for piece in PIECES if piece not in {"no", "2024-01-01"}])).map("".join))
def test_a_document_without_problems_means_what_pyyaml_says(text: str) -> None:
    document = read(text)

    if document is not None and not document.problems:
        assert document.data == yaml.load(text, yaml.CSafeLoader)


@pytest.mark.parametrize(
    ("text", "count", "has_anchors"), [("a: >\n  b\n  c\nd: 'e\n  f'\ng: h\n", 2, False), ("a: &x 1", 0, True)]
)
def test_a_builder_tells_what_may_have_lost_text(text: str, count: int, *, has_anchors: bool) -> None:
    builder = Builder("issue.yaml", text)

    builder.take(parse(text))

    assert len(builder.long) == count
    assert bool(builder.references) is has_anchors


def test_positions_are_found_when_they_are_asked_for() -> None:
    document = read_yaml(b"a: 1\nb:\n  - c\n", "issue.yaml")

    assert str(document.location_of(("b", 0))) == "issue.yaml:3:5"


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ProblemsFoundError, match="levels deep"):
        read_yaml(b"a: " + b"[" * 100 + b"]" * 100, "issue.yaml")
