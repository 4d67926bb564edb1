"""What an edit means on plain data."""

from __future__ import annotations

import copy
import math

import pytest

from newsletter.errors import EditRefusedError
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import (
    MISSING,
    Edit,
    apply_edit,
    find_value,
    have_same_value,
    invert_edit,
    resolve_edit,
)

DATA: dict[str, object] = {"title": "T", "blocks": [{"id": "a", "age": {"value": 7}}, {"id": "b", "tags": ["x", "y"]}]}

EDITS: list[tuple[Edit, dict[str, object]]] = [
    (Edit("set", ("title",), "U"), {**DATA, "title": "U"}),
    (Edit("set", ("look", "colours", "accent"), "red"), {**DATA, "look": {"colours": {"accent": "red"}}}),
    (Edit("insert", ("notes", 0), "first"), {**DATA, "notes": ["first"]}),
    (Edit("insert", ("blocks", 1), "new"), {"title": "T", "blocks": [DATA["blocks"][0], "new", DATA["blocks"][1]]}),  # type: ignore[index]  # a list
    (Edit("move", ("blocks", 1), to=0), {"title": "T", "blocks": [DATA["blocks"][1], DATA["blocks"][0]]}),  # type: ignore[index]  # a list
    (Edit("delete", ("blocks", 0, "age", "value")), {"title": "T", "blocks": [{"id": "a"}, DATA["blocks"][1]]}),  # type: ignore[index]  # a list
    (
        Edit("delete", ("blocks", 0, "age", "value"), keep_empty=True),
        {"title": "T", "blocks": [{"id": "a", "age": {}}, DATA["blocks"][1]]},  # type: ignore[index]  # a list
    ),
    (Edit("delete", ("title",)), {"blocks": DATA["blocks"]}),
]


@pytest.mark.parametrize(("edit", "after"), EDITS)
def test_an_edit_changes_what_it_names_and_leaves_its_input_alone(edit: Edit, after: dict[str, object]) -> None:
    data = copy.deepcopy(DATA)

    assert apply_edit(data, edit) == after
    assert data == DATA


@pytest.mark.parametrize("edit", [edit for edit, _ in EDITS])
def test_an_edit_can_be_undone(edit: Edit) -> None:
    after = apply_edit(DATA, edit)

    assert apply_edit(after, invert_edit(DATA, edit)) == DATA


def test_what_becomes_empty_goes_too_up_to_the_document_itself() -> None:
    data: dict[str, object] = {"a": {"b": {"c": ["x"]}}}

    assert resolve_edit(data, Edit("delete", ("a", "b", "c", 0))).path == ("a",)
    assert apply_edit(data, Edit("delete", ("a", "b", "c", 0))) == {}


def test_a_key_without_a_value_takes_a_group_or_a_list() -> None:
    assert apply_edit({"a": None}, Edit("set", ("a", "b"), 1)) == {"a": {"b": 1}}
    assert apply_edit({"a": None}, Edit("insert", ("a", 0), 1)) == {"a": [1]}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit("set", (), {}), "The whole document"),
        (Edit("set", ("blocks", 7, "id"), "x"), "not there any more"),
        (Edit("set", ("title", "x"), "x"), "not there any more"),
        (Edit("set", ("blocks", -1), "x"), "not there any more"),
        (Edit("set", ("blocks", True), "x"), "not there any more"),
        (Edit("set", ("new", 1), "x"), "not there any more"),
        (Edit("delete", ("subtitle",)), "not there any more"),
        (Edit("insert", ("blocks", 3), "x"), "no such place"),
        (Edit("insert", ("notes", 1), "x"), "no such place"),
        (Edit("insert", ("title", 0), "x"), "no such place"),
        (Edit("move", ("blocks", 0), to=2), "no such place"),
        (Edit("move", ("title",), to=0), "no such place"),
        (Edit("set", ("title",), "a\0b"), "U+0000"),
        (Edit("set", ("title",), {"a\u2028": 1}), "U+2028"),
        (Edit("set", ("title",), {1: 1}), "must be text"),
        (Edit("set", ("title",), object()), "not something that a document can hold"),
    ],
)
def test_an_edit_without_a_meaning_is_refused_in_a_sentence(edit: Edit, message: str) -> None:
    with pytest.raises(EditRefusedError, match=message.replace("+", r"\+")):
        apply_edit(DATA, edit)


def test_a_value_may_not_be_nested_without_end() -> None:
    value: object = "x"
    for _ in range(500):
        value = [value]

    with pytest.raises(EditRefusedError, match="too deeply"):
        apply_edit(DATA, Edit("set", ("title",), value))


@pytest.mark.parametrize(
    ("path", "found"),
    [(("blocks", 0, "age", "value"), 7), (("blocks", 9), MISSING), (("title", 0), MISSING), ((), DATA)],
)
def test_a_value_is_found_by_its_path(path: DataPath, found: object) -> None:
    assert find_value(DATA, path) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        ("1", 1),
        (None, ""),
        ([1], [True]),
        ({"a": 1}, {"a": 1.0}),
        ([1], [1, 2]),
        ({}, []),
        ([], None),
    ],
)
def test_values_of_two_kinds_are_not_the_same(one: object, other: object) -> None:
    assert not have_same_value(one, other)
    assert not have_same_value(other, one)
    assert have_same_value(copy.deepcopy(one), one)


def test_what_is_not_a_number_is_the_same_as_itself() -> None:
    assert have_same_value([math.nan], [math.nan])
