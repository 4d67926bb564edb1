"""The quick way through a document and the careful one make the same of it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import ProblemsFoundError
from newsletter.parsing.document import Node
from newsletter.parsing.yaml import _KINDS, _build, read_yaml
from newsletter.parsing.yaml_fast_path import UnusualError, read_plain

PIECES = ["a", "b: ", "- ", "'q'", '"d\\x01"', "&x ", "*x", "!t ", "<<: ", "{", "}", "[", "]", ", ", ": ", "\n", "\n  "]
PIECES += ["1", "0x1f", "1" * 120, "no", "null", "|\n", "---\n", "%YAML 1.1\n", "? ", "true", "2024-01-01"]


def read_quickly(text: str) -> tuple[dict[str, object], Node] | None:
    try:
        data, find_places = read_plain(iter(yaml.CSafeLoader(text).get_event, None), _KINDS)
        return data, find_places()
    except (yaml.YAMLError, UnusualError):
        return None


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_what_the_quick_way_reads_the_careful_way_reads_alike_and_without_a_problem(text: str) -> None:
    quickly = read_quickly(text)

    if quickly is not None:
        *carefully, problems = _build(text, "issue.yaml", [])
        assert [*quickly] == carefully
        assert not problems


@pytest.mark.parametrize("text", ["a: 1\nb: [x, {y: no}]\nc: >\n  long\n  text\n", "{a: ~, 'b': \"c\", d: 0o17}"])
def test_an_ordinary_document_is_read_the_quick_way(text: str) -> None:
    assert read_quickly(text) == _build(text, "issue.yaml", [])[:2]


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x", "a: !!str 1", "a: 1\na: 2", "1: a", "<<: {}", "- a", "", "a: 1\n---\nb: 2"]
)
def test_an_unusual_document_is_left_to_the_careful_way(text: str) -> None:
    assert read_quickly(text) is None


def test_places_are_found_when_somebody_asks() -> None:
    document = read_yaml(b"a: 1\nb:\n  - c\n", "issue.yaml")

    assert str(document.place_of(("b", 0))) == "issue.yaml:3:5"


def test_deep_nesting_is_refused_by_either_way() -> None:
    with pytest.raises(ProblemsFoundError, match="levels deep"):
        read_yaml(b"a: " + b"[" * 100 + b"]" * 100, "issue.yaml")
