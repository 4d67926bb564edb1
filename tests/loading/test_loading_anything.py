"""Loading any file ends in a document, or in problems that a person can act on."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.parsing.document import DataPath, Document, format_path
from newsletter.parsing.toml import read_toml
from newsletter.parsing.validation import validate
from newsletter.parsing.yaml import read_yaml
from tests.matrix import often

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
Reader = Callable[[bytes, str], Document]
JANUARY = (ROOT / "issues" / "2024-01.yaml").read_bytes()
PUBLICATION = (ROOT / "newsletter.toml").read_bytes()

SAMPLE: dict[str, Any] = {
    "period": "2024-01",
    "title": "January",
    "blocks": [
        {
            "type": "case_review",
            "id": "child-a",
            "title": "Child A",
            "review_type": "lcspr",
            "subjects": [{"label": "Child A", "kind": "code", "age": {"value": 7, "unit": "years"}}],
            "incidents": [{"when": {"year": 2020, "season": "summer"}, "outcome": "injury", "what": "A fall."}],
            "learning": {"lead_in": "include", "items": ["one", {"text": "two", "items": ["three"]}]},
            "recommendations": [{"to": "all", "items": ["four"]}],
            "resources": [{"title": "Review", "kind": "overview", "url": "https://example.org/a"}],
        },
        {"type": "section", "title": "More", "blocks": [{"type": "text", "title": "Words", "body": "Hello"}]},
        {"type": "links", "title": "Links", "items": [{"text": "A page", "url": "https://example.org"}]},
    ],
    "corrections": [{"at": "2024-02-01T09:00:00Z", "note": "A date"}],
}

_PIECES = st.sampled_from(
    [
        *(
            "a",
            "b: ",
            "- ",
            "? ",
            ": ",
            "\n",
            "\n  ",
            "\n    ",
            "\t",
            " ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
            " # ",
            "&x ",
            "*x",
        ),
        *("!t ", "!!int ", "|\n", ">-\n", '"', "'", "\\", "\\u0000", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "@", "`"),
        *(
            "period: 2024-01\n",
            "title: x\n",
            "blocks:\n",
            "type: text\n",
            "é",
            "😀",
            "\r\n",
            "\x85",
            "\u2028",
            "\0",
            "~",
        ),
    ]
)
_ODD_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec="utf-8"), max_size=10),
    st.sampled_from(
        [[], {}, [None], {"type": "text"}, "text", "case_review", "9" * 5000, "<script>", "2024-01-31", "{gt}"]
    ).map(copy.deepcopy),  # what is put into a document may be changed there
)


def _paths(value: object, path: DataPath = ()) -> Iterator[DataPath]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


def problems_of(model: type[BaseModel], data: bytes, read: Reader = read_yaml) -> tuple[Problem, ...]:
    try:
        validate(model, read(data, "a.yaml"))
    except ProblemsFoundError as error:
        return error.problems
    return ()


def assert_a_person_can_act_on(problems: tuple[Problem, ...], data: bytes) -> None:
    lines = data.decode("utf-8", errors="replace").splitlines() or [""]
    for problem in problems:
        assert problem.rule.partition(".")[2]
        assert problem.message.endswith((".", "!", "?"))
        assert str(problem).isprintable()
        assert "is not accepted" not in problem.message  # what is said of an error without a sentence of its own
        assert 0 <= problem.place.line <= len(lines) + 1


@given(st.binary(max_size=200))
def test_any_bytes_load_or_are_problems(data: bytes) -> None:
    assert_a_person_can_act_on(problems_of(Issue, data), data)
    assert_a_person_can_act_on(problems_of(Publication, data, read_toml), data)


@settings(max_examples=often(300), deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_text_like_yaml_loads_or_is_problems(text: str) -> None:
    assert_a_person_can_act_on(problems_of(Issue, text.encode()), text.encode())


@settings(max_examples=often(100), deadline=None)
@given(start=st.integers(0, len(JANUARY)), length=st.integers(0, 40), piece=_PIECES)
def test_an_issue_with_a_slip_of_the_keyboard_loads_or_is_problems(start: int, length: int, piece: str) -> None:
    data = JANUARY[:start] + piece.encode() + JANUARY[start + length :]

    assert_a_person_can_act_on(problems_of(Issue, data), data)


@settings(max_examples=often(100), deadline=None)
@given(start=st.integers(0, len(PUBLICATION)), length=st.integers(0, 40), piece=_PIECES)
def test_a_publication_with_a_slip_of_the_keyboard_loads_or_is_problems(start: int, length: int, piece: str) -> None:
    data = PUBLICATION[:start] + piece.encode() + PUBLICATION[start + length :]

    assert_a_person_can_act_on(problems_of(Publication, data, read_toml), data)


def _change(draw: st.DrawFn, value: Any) -> Any:  # noqa: ANN401  # a document holds anything
    """Go down to some place in a document and put something odd there, take it away, or give it another key."""
    if not value or not isinstance(value, (dict, list)) or draw(st.integers(0, 5)) == 0:
        return draw(_ODD_VALUES)
    key = draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
    change = draw(st.sampled_from(["below", "below", "below", "remove", "add"]))
    if change == "below":
        value[key] = _change(draw, value[key])
    elif change == "remove":
        del value[key]
    elif isinstance(value, dict):
        value[draw(st.sampled_from(["titel", "type", "items", "x y", "{gt}", "é"]))] = draw(_ODD_VALUES)
    else:
        value.insert(key, draw(_ODD_VALUES))
    return value


@st.composite
def _changed(draw: st.DrawFn, base: dict[str, Any]) -> bytes:
    document = copy.deepcopy(base)
    for _ in range(draw(st.integers(1, 4))):
        _change(draw, document)
    return json.dumps(document, ensure_ascii=False, default=str).encode()


@settings(max_examples=often(300), deadline=None)
@given(_changed(SAMPLE))
def test_an_issue_with_something_odd_in_it_loads_or_is_problems(data: bytes) -> None:
    assert_a_person_can_act_on(problems_of(Issue, data), data)


@settings(max_examples=often(300), deadline=None)
@given(_changed(tomllib.loads(PUBLICATION.decode())))
def test_a_publication_with_something_odd_in_it_fits_or_is_problems(data: bytes) -> None:
    assert_a_person_can_act_on(problems_of(Publication, data), data)


@given(_changed(SAMPLE))
def test_the_path_of_a_problem_leads_to_its_place(data: bytes) -> None:
    try:
        document = read_yaml(data, "a.yaml")
    except ProblemsFoundError:
        return
    places = {
        format_path(path): {document.location_of(path), document.key_location_of(path)}
        for path in _paths(document.data)
    }

    for problem in problems_of(Issue, data):
        nearest = problem.path if problem.path in places else problem.path.rpartition(".")[0]
        assert not problem.path or problem.place in places[nearest]
