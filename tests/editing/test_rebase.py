"""Edits made for an earlier state of a document, carried over to what it has become: no words lost or overwritten."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editing.differences import find_differences
from newsletter.editing.list_matching import match_items
from newsletter.editing.rebase import CHANGED, GONE, rebase_edits
from newsletter.editing.text_merging import merge_texts, split_sentences
from newsletter.errors import EditConflictError
from newsletter.parsing.edits import Edit, apply_edit
from tests.matrix import nightly

Data = dict[str, Any]

MINE: Data = {
    "title": "January",
    "themes": ["neglect", "siblings"],
    "sender": {"name": "Ann", "email": "ann@example.org"},
    "blocks": [
        {"type": "text", "title": "One", "body": "First sentence. Second sentence. Third sentence."},
        {"type": "review", "id": "child-a", "title": "Child A", "items": [{"text": "Listening"}, {"text": "Speaking"}]},
        {"type": "review", "id": "child-b", "title": "Child B", "items": [{"text": "Listening"}]},
        {"type": "text", "title": "Four", "body": "The end."},
    ],
}

ONE, A, B, FOUR = ("blocks", 0), ("blocks", 1), ("blocks", 2), ("blocks", 3)


def change(*edits: Edit, data: Data = MINE) -> Data:
    for edit in edits:
        data = apply_edit(data, edit)
    return data


NEW = {"type": "text", "title": "New", "body": "New."}

MERGED: list[tuple[str, list[Edit], list[Edit], list[Edit]]] = [
    (
        "another field of the same block",
        [Edit("set", (*A, "title"), "Child A (Leeds)")],
        [Edit("set", (*A, "items", 0, "text"), "Hearing")],
        [Edit("set", (*A, "items", 0, "text"), "Hearing")],
    ),
    (
        "a block that has moved",
        [Edit("move", A, to=3)],
        [Edit("set", (*A, "title"), "Child X")],
        [Edit("set", (*FOUR, "title"), "Child X")],
    ),
    (
        "a block without an id that has moved, by its title",
        [Edit("move", ONE, to=3), Edit("set", (*FOUR, "type"), "text")],
        [Edit("set", (*ONE, "body"), "Other words.")],
        [Edit("set", (*FOUR, "body"), "Other words.")],
    ),
    (
        "a block whose title has changed, by its neighbours",
        [Edit("set", (*ONE, "title"), "Uno")],
        [Edit("set", (*ONE, "body"), "Other words.")],
        [Edit("set", (*ONE, "body"), "Other words.")],
    ),
    (
        "a block after one that was put before it",
        [Edit("insert", ONE, NEW)],
        [Edit("delete", B)],
        [Edit("delete", FOUR)],
    ),
    (
        "an insertion stays behind its neighbour",
        [Edit("move", A, to=3)],
        [Edit("insert", B, NEW)],
        [Edit("insert", ("blocks", 4), NEW)],
    ),
    (
        "an insertion at the beginning stays there",
        [Edit("insert", ONE, NEW | {"title": "Theirs"})],
        [Edit("insert", ONE, NEW)],
        [Edit("insert", ONE, NEW)],
    ),
    (
        "an insertion behind what has gone is behind what was before that",
        [Edit("delete", A)],
        [Edit("insert", B, NEW)],
        [Edit("insert", ("blocks", 1), NEW)],
    ),
    (
        "the target of a move",
        [Edit("insert", ONE, NEW)],
        [Edit("move", ONE, to=2)],
        [Edit("move", ("blocks", 1), to=3)],
    ),
    (
        "the target of a move among what has gone",
        [Edit("delete", A)],
        [Edit("move", FOUR, to=1)],
        [Edit("move", ("blocks", 2), to=1)],
    ),
    ("the same change, made already", [Edit("set", ("title",), "New")], [Edit("set", ("title",), "New")], []),
    ("a deletion, made already", [Edit("delete", A)], [Edit("delete", A)], []),
    ("a deletion in what has gone", [Edit("delete", A)], [Edit("delete", (*A, "title"))], []),
    (
        "other sentences of the same text",
        [Edit("set", (*ONE, "body"), "First sentence. Second sentence. Their third sentence.")],
        [Edit("set", (*ONE, "body"), "My first sentence. Second sentence. Third sentence.")],
        [Edit("set", (*ONE, "body"), "My first sentence. Second sentence. Their third sentence.")],
    ),
    (
        "other fields of a group that is set whole",
        [Edit("set", ("sender", "name"), "Ben")],
        [Edit("set", ("sender",), {"name": "Ann", "email": "news@example.org"})],
        [Edit("set", ("sender", "email"), "news@example.org")],
    ),
    (
        "several edits, each made on what the one before left",
        [Edit("move", A, to=0)],
        [Edit("delete", ONE), Edit("set", (*ONE, "title"), "Child X")],
        [Edit("delete", ("blocks", 1)), Edit("set", (*ONE, "title"), "Child X")],
    ),
    (
        "a key that neither had",
        [Edit("move", A, to=0)],
        [Edit("set", (*A, "age", "value"), 7)],
        [Edit("set", (*ONE, "age", "value"), 7)],
    ),
    (
        "a list of words",
        [Edit("insert", ("themes", 0), "age")],
        [Edit("set", ("themes", 1), "brothers")],
        [Edit("set", ("themes", 2), "brothers")],
    ),
]


@pytest.mark.parametrize(("theirs", "mine", "expected"), [row[1:] for row in MERGED], ids=[row[0] for row in MERGED])
def test_what_does_not_meet_is_merged(theirs: list[Edit], mine: list[Edit], expected: list[Edit]) -> None:
    assert rebase_edits(mine, MINE, change(*theirs)) == expected


ASKED: list[tuple[str, list[Edit], Edit, str, object]] = [
    ("the same words", [Edit("set", ("title",), "Theirs")], Edit("set", ("title",), "Mine"), CHANGED, "Theirs"),
    (
        "the same sentence",
        [Edit("set", (*ONE, "body"), "First of theirs. Second sentence. Third sentence.")],
        Edit("set", (*ONE, "body"), "First of mine. Second sentence. Third sentence."),
        CHANGED,
        "First of theirs. Second sentence. Third sentence.",
    ),
    ("words in what has gone", [Edit("delete", A)], Edit("set", (*A, "title"), "Mine"), GONE, None),
    (
        "words of a group that is a text now",
        [Edit("set", ("sender",), "Ann")],
        Edit("set", ("sender", "x"), "1"),
        GONE,
        None,
    ),
    (
        "an item of a list that is a text now",
        [Edit("set", ("themes",), "a")],
        Edit("insert", ("themes", 2), "b"),
        GONE,
        None,
    ),
    ("an item that has gone is moved", [Edit("delete", A)], Edit("move", A, to=0), GONE, None),
    (
        "an item that has changed is deleted",
        [Edit("set", (*A, "title"), "Theirs")],
        Edit("delete", A),
        CHANGED,
        {**MINE["blocks"][1], "title": "Theirs"},
    ),
    (
        "a text that has gone is changed",
        [Edit("delete", (*ONE, "body"))],
        Edit("set", (*ONE, "body"), "x"),
        CHANGED,
        None,
    ),
    ("both add the same key", [Edit("set", ("note",), "Theirs")], Edit("set", ("note",), "Mine"), CHANGED, "Theirs"),
    (
        "a theme that has changed",
        [Edit("set", ("themes", 1), "sisters")],
        Edit("set", ("themes", 1), "brothers"),
        CHANGED,
        "sisters",
    ),
]


@pytest.mark.parametrize(
    ("theirs", "mine", "message", "shown"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED]
)
def test_about_the_same_words_the_person_is_asked(theirs: list[Edit], mine: Edit, message: str, shown: object) -> None:
    now = change(*theirs)
    with pytest.raises(EditConflictError) as caught:
        rebase_edits([mine], MINE, now)

    assert str(caught.value) == message
    assert caught.value.theirs == shown
    assert caught.value.mine == mine.value


def test_who_was_asked_can_write_over_it() -> None:
    theirs = change(Edit("move", A, to=0), Edit("set", (*ONE, "title"), "Theirs"))
    mine = [Edit("set", (*A, "title"), "Mine"), Edit("set", ("title",), "February")]

    assert rebase_edits(mine, MINE, theirs, wins=True) == [
        Edit("set", (*ONE, "title"), "Mine"),
        Edit("set", ("title",), "February"),
    ]
    assert rebase_edits([Edit("set", (*A, "title"), "Mine")], MINE, change(Edit("delete", A)), wins=True) == []


def test_an_item_is_never_taken_for_one_with_another_id() -> None:
    old = [{"id": "a", "title": "Same"}, {"id": "b", "title": "Same"}]
    new = [{"id": "c", "title": "Same"}, {"id": "b", "title": "Same"}]

    assert match_items(old, new) == {1: 1}


def test_items_that_look_alike_are_not_mixed_up() -> None:
    old = [{"text": "Listening", "to": "a"}, {"text": "Listening", "to": "b"}]
    new = [{"text": "Listening", "to": "b"}, {"text": "Listening", "to": "a"}]

    assert match_items(old, new) == {0: 1, 1: 0}


@pytest.mark.parametrize("text", ["One. Two! Three?\n\nFour.", "At 3.5 km. Then", "...", "", "No end", "a.\n\n\nb.  "])
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(split_sentences(text)) == text


def test_a_text_of_very_many_sentences_is_not_compared() -> None:
    many = "So. " * 100_000

    assert merge_texts(many, f"A. {many}", f"{many}B.") is None


values = st.recursive(
    st.sampled_from(["a", "b", "A sentence. Another one.", "", 1, 1.0, True, None]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "title", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=16,
)
documents = st.dictionaries(st.sampled_from(["title", "blocks", "y", "z"]), values, min_size=1, max_size=4)


@given(documents, documents)
def test_the_differences_of_two_documents_make_one_of_the_other(old: Data, new: Data) -> None:
    before = copy.deepcopy(old)
    made = change(*find_differences(old, new), data=old)

    assert repr(sort(made)) == repr(sort(new))
    assert old == before


def sort(value: object) -> object:
    """Put keys in order: edits leave those that stay where they were."""
    if isinstance(value, dict):
        return {key: sort(value[key]) for key in sorted(value)}
    return [sort(one) for one in value] if isinstance(value, list) else value


@given(documents, documents)
def test_edits_of_the_same_state_are_as_they_were(old: Data, new: Data) -> None:
    edits = list(find_differences(old, new))
    rebased = rebase_edits(edits, old, old)

    assert repr(sort(change(*rebased, data=old))) == repr(sort(new))


@pytest.mark.slow
@pytest.mark.parametrize("examples", [200, pytest.param(3_000, marks=nightly)])
def test_two_changes_of_any_document_are_merged_or_asked_about(examples: int) -> None:
    @settings(max_examples=examples, derandomize=examples < 1_000)  # at night they are new ones
    @given(documents, documents, documents)
    def look(old: Data, mine: Data, theirs: Data) -> None:
        merge(old, mine, theirs)

    look()


def merge(old: Data, mine: Data, theirs: Data) -> None:
    """Carry one change of a document over to another, which can be done or is a question."""
    edits = list(find_differences(old, mine))
    try:
        rebased = rebase_edits(edits, old, theirs)
    except EditConflictError:
        return

    change(*rebased, data=theirs)  # they can be made
