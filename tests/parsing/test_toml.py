from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import Problem, ProblemsFoundError
from newsletter.parsing.document import DataPath
from newsletter.parsing.toml import read_toml
from tests.parsing.parse_results import read_as_toml, refused

TEXT = '''\
# A publication
title = "Digest" # said
"quoted key" = 'a "b" # c'
dotted.inner.key = [1, [2,
  {x = "}", 'y' = 'z' } ], # ]
  3]
[sender.address]
lines = """
a "" b
[not.a.table]
"""
when = 1979-05-27 07:32:00Z
[[contacts]]
name = "x"
[[contacts]]
name = """y"""""
[contacts.more]
rank = 1.5
[sender]
name = {}
'''

_KEYS = st.text(st.sampled_from("abcd-_1"), min_size=1, max_size=5)
_QUOTED = st.text(st.sampled_from("ab #=[]{}.,'é😀"), max_size=8).map(json.dumps)
_PLAIN = st.one_of(_QUOTED, st.integers().map(str), st.sampled_from(["true", "1.5e3", "2024-01-31", "09:00:00"]))
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[ {' , '.join(items)}\n]"),
        st.dictionaries(_KEYS, inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
)
_STATEMENTS = st.one_of(
    st.tuples(_KEYS, _VALUES).map(lambda pair: f"{pair[0]}={pair[1]} # said"),
    st.tuples(_KEYS, _KEYS, _VALUES).map(lambda parts: f" {parts[0]} . {parts[1]} = {parts[2]}"),
    st.lists(_KEYS, min_size=1, max_size=3).map(lambda keys: f"[{'.'.join(keys)}]"),
    st.lists(_KEYS, min_size=1, max_size=3).map(lambda keys: f"[[ {' . '.join(keys)} ]]"),
)


def _paths(value: object, path: DataPath = ()) -> Iterator[tuple[DataPath, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


def _said_of(text: str) -> list[str]:
    problems = refused(lambda: read_as_toml(text))
    return [f"{problem.place.line}:{problem.place.column} {problem.rule}" for problem in problems]


@pytest.mark.parametrize(
    ("path", "key_place", "place"),
    [
        (("title",), "2:1", "2:9"),
        (("quoted key",), "3:1", "3:16"),
        (("dotted", "inner"), "4:8", "4:8"),
        (("dotted", "inner", "key"), "4:14", "4:20"),
        (("dotted", "inner", "key", 1, 1, "y"), "5:13", "5:19"),
        (("dotted", "inner", "key", 2), "6:3", "6:3"),
        (("sender", "address"), "7:9", "7:1"),
        (("sender", "address", "when"), "12:1", "12:8"),
        (("contacts", 0), "13:1", "13:1"),
        (("contacts", 1, "name"), "16:1", "16:8"),
        (("contacts", 1, "more", "rank"), "18:1", "18:8"),
        (("sender", "name"), "20:1", "20:8"),
    ],
)
def test_every_key_and_value_has_its_place(path: DataPath, key_place: str, place: str) -> None:
    document = read_as_toml(TEXT)

    assert str(document.key_location_of(path)) == f"a.toml:{key_place}"
    assert str(document.location_of(path)) == f"a.toml:{place}"


def test_values_are_what_toml_says() -> None:
    data = read_as_toml(TEXT).data

    assert data["contacts"] == [{"name": "x"}, {"name": 'y""', "more": {"rank": 1.5}}]
    assert data["sender"] == {
        "address": {"lines": 'a "" b\n[not.a.table]\n', "when": datetime(1979, 5, 27, 7, 32, tzinfo=UTC)},
        "name": {},
    }


@pytest.mark.slow
@given(st.lists(_STATEMENTS, max_size=8).map("\n".join))
def test_whatever_can_be_read_has_a_place_that_its_text_confirms(text: str) -> None:
    try:
        document = read_as_toml(text)
    except ProblemsFoundError:
        return
    lines = text.split("\n")
    for path, value in _paths(document.data):
        assert document.holds(path)
        place = document.location_of(path)
        if isinstance(value, str):
            assert lines[place.line - 1][place.column - 1] == '"'
        if path and isinstance(path[-1], str):
            place = document.key_location_of(path)
            assert lines[place.line - 1][place.column - 1 :].startswith(path[-1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\na = 2\n", "2:6 toml.duplicate-key"),
        ("[a]\n[a]\n", "2:3 toml.duplicate-key"),
        ("a = []\n[[a]]\n", "2:4 toml.duplicate-key"),
        ("a = {b = 1, b = 2}\n", "1:18 toml.duplicate-key"),
        ("a = hello\n", "1:5 toml.value"),
        ("a = “x”\n", "1:5 toml.value"),
        ("a = True\n", "1:5 toml.value"),
        ('a = "x\nb = 1\n', "1:7 toml.quotes"),
        ('a = 1\nb = "x', "2:5 toml.quotes"),
        ('a = 1\nb = """x\ny', "2:5 toml.quotes"),
        ("a = 1\nb = 'x\n", "2:5 toml.quotes"),
        ("a\n", "1:2 toml.equals"),
        ("a: 1\n", "1:2 toml.equals"),
        ("a = 1 b = 2\n", "1:7 toml.end-of-line"),
        ("a = 01\n", "1:6 toml.end-of-line"),
        ("[a\nb = 1\n", "1:3 toml.bracket"),
        ("[[a]\n", "1:4 toml.bracket"),
        ("a = [1, 2\nb = 1\n", "2:1 toml.bracket"),
        ("a = {b = 1\n", "1:11 toml.bracket"),
        ('a = "\\q"\n', "1:8 toml.escape"),
        ('a = "\\ud800"\n', "1:12 toml.escape"),
        ("a = 2024-02-30\n", "1:5 toml.date"),
        ("é = 1\n", "1:1 toml.key"),
        ("a = {b = 1,\nc = 2}\n", "1:12 toml.key"),
        ("a = " + "9" * 101, "1:5 toml.number"),
        ("a = 0x" + "f" * 5000, "1:5 toml.number"),
        ("a = " + "[" * 50, "1:45 toml.depth"),
        (".".join("a" * 50) + " = 1", "1:81 toml.depth"),
        ("[" + ".".join("a" * 50) + "]", "1:82 toml.depth"),
        ("a = [" + "1," * 60_000 + "]", "1:100004 toml.too-many-values"),
        ("".join(f"[a{n}]\n" for n in range(60_000)), "50001:1 toml.too-many-values"),
        ("a = \x07", "1:5 file.character"),
    ],
    ids=lambda value: value[:24],
)
def test_a_mistake_is_reported_with_its_place(text: str, message: str) -> None:
    assert _said_of(text) == [message]


def test_an_escape_cannot_bring_in_what_the_text_may_not_hold() -> None:
    problems = read_as_toml('a = "\\u0000"\nb = [{c = "\\u2028"}]\n').problems

    assert [str(problem.place) for problem in problems] == ["a.toml:1:5", "a.toml:2:11"]
    assert {problem.rule for problem in problems} == {"file.character"}


def test_an_empty_document_holds_nothing() -> None:
    assert read_as_toml("").data == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["a.", "[", "a=[", '"', "'", '"""', "'''", "a=1\n", "[[a]]\n", "a={", "#\n=", "a ", "\\"]
)
def test_no_megabyte_of_anything_takes_long(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit))).encode()
    started = time.perf_counter()

    assert refused(lambda: read_toml(text, "a.toml"))
    assert time.perf_counter() - started < 5


@given(st.text(st.sampled_from("ab.=[]{}\"'#,\n 1\\-:TZ"), max_size=40))
def test_no_text_makes_reading_fail_in_any_other_way(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        document = read_as_toml(text)
    except ProblemsFoundError as error:
        problems = error.problems
    else:
        assert all(document.holds(path) for path, _ in _paths(document.data))
    assert all(problem.message and problem.hint for problem in problems)
