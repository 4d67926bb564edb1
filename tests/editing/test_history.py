"""The journal of a document: every state can be found again, whatever a crash or a hand did to the last lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editing.history import Journal, NewChange
from newsletter.editing.splices import decode_state, digest_state, encode_state, make_splice
from newsletter.parsing.edits import Edit

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
FILE = Path(".newsletter") / "history" / "2024-01.jsonl"


def write_states(root: Path, count: int, at: datetime = NOW, size: int = 200) -> list[bytes]:
    """Record this many changes of a document, and return its states."""
    journal = Journal(root, "2024-01")
    first = len(journal.changes)
    states = [f"The {n} title\n{'é' * size}\nThe end\n".encode() for n in range(first, first + count + 1)]
    for before, after in pairwise(states):
        journal.record(NewChange("edit", "Ann", "Changed Title"), before, after, at)
    return states


def test_every_state_is_found_again(tmp_path: Path) -> None:
    states = write_states(tmp_path, 130)
    journal = Journal(tmp_path, "2024-01")

    assert [journal.find_state(digest_state(state)) for state in states] == states
    assert journal.find_state("0" * 16) is None


def test_a_change_is_small_on_the_disk(tmp_path: Path) -> None:
    write_states(tmp_path, 49, size=30_000)

    assert (tmp_path / FILE).stat().st_size < 30_000 * 2 + 49 * 300 + 999  # one whole copy, and 49 short lines


def test_what_is_journaled_comes_back(tmp_path: Path) -> None:
    edits = (
        Edit("set", ("blocks", 0, "title"), "Süß"),
        Edit("insert", ("blocks", 1), {"type": "text", "n": None}),
        Edit("move", ("blocks", 1), to=3),
        Edit("delete", ("x",), keep_empty=True),
        Edit("set", ("a",), None),
    )
    made = Journal(tmp_path, "2024-01").record(NewChange("edit", "Ann Ünal", "Said", edits, joins=3), b"a", b"b", NOW)

    assert Journal(tmp_path, "2024-01").changes == [made]
    assert made.edits == edits
    assert made.at == NOW


@pytest.mark.parametrize("cut", [1, 10, 100, -2])
def test_a_line_that_was_cut_short_is_passed_over_and_ended(tmp_path: Path, cut: int) -> None:
    states = write_states(tmp_path, 3)
    path = tmp_path / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:cut])
    journal = Journal(tmp_path, "2024-01")
    journal.record(NewChange("edit", "Ann", "Again"), states[2], states[3], NOW)

    assert [change.said for change in Journal(tmp_path, "2024-01").changes] == [
        "Changed Title",
        "Changed Title",
        "Again",
    ]
    assert Journal(tmp_path, "2024-01").find_state(digest_state(states[3])) == states[3]


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b'{"kind": "edit"}', b"[" * 100_000, b'{"kind": "other"}']
)
def test_a_line_that_says_nothing_hides_no_other(tmp_path: Path, line: bytes) -> None:
    states = write_states(tmp_path, 2)
    path = tmp_path / FILE
    first, second = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([line, first, line, second, line]))

    assert Journal(tmp_path, "2024-01").find_state(digest_state(states[2])) == states[2]


def test_a_line_that_somebody_altered_leads_to_no_wrong_state(tmp_path: Path) -> None:
    states = write_states(tmp_path, 3)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().replace(b"he 0", b"he X"))
    journal = Journal(tmp_path, "2024-01")

    assert {journal.find_state(digest_state(state)) for state in states} <= {None, *states}


def test_another_process_is_heard(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "2024-01")
    states = write_states(tmp_path, 3)
    journal.record(NewChange("edit", "Ben", "More"), states[-1], b"More", NOW)

    assert [change.number for change in Journal(tmp_path, "2024-01").changes] == [1, 2, 3, 4]


def test_what_is_older_than_ninety_days_goes(tmp_path: Path) -> None:
    write_states(tmp_path, 60, NOW - timedelta(days=91))
    states = write_states(tmp_path, 20, NOW - timedelta(days=89))
    journal = Journal(tmp_path, "2024-01")
    journal.shorten(NOW)

    assert [change.number for change in journal.changes] == list(range(61, 81))
    assert Journal(tmp_path, "2024-01").find_state(digest_state(states[5])) == states[5]
    assert journal.find_state(digest_state(states[0])) == states[0]


def test_a_journal_is_bounded(tmp_path: Path) -> None:
    states = write_states(tmp_path, 100, size=1_000)
    journal = Journal(tmp_path, "2024-01")
    journal.shorten(NOW, largest=20_000)

    assert len(journal.changes) == 50
    assert Journal(tmp_path, "2024-01").find_state(digest_state(states[-1])) == states[-1]


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    write_states(tmp_path, 1)

    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_what_is_taken_back_can_be_made_again_until_something_else_is(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "2024-01")
    for step in (
        NewChange("edit", "Ann", "One"),
        NewChange("edit", "Ann", "Two"),
        NewChange("undo", "Ann", "", of=2),
        NewChange("undo", "Ann", "", of=1),
        NewChange("redo", "Ann", "", of=1),
        NewChange("outside", "", "Outside"),
    ):
        journal.record(step, b"a", b"b", NOW)
    stacks = journal.list_steps("undo"), journal.list_steps("redo")
    journal.record(NewChange("edit", "Ann", "Three"), b"a", b"b", NOW)

    assert stacks == ([1, 6], [2])
    assert (journal.list_steps("undo"), journal.list_steps("redo")) == ([1, 6, 7], [])
    assert journal.list_steps("undo", 4) == []


def test_a_line_is_one_object_that_others_can_read(tmp_path: Path) -> None:
    write_states(tmp_path, 2)
    lines = [json.loads(line) for line in (tmp_path / FILE).read_text("utf-8").splitlines()]

    assert [sorted(line) for line in lines] == [
        ["after", "at", "before", "by", "kind", "number", "said", "splice", "whole"],
        ["after", "at", "before", "by", "kind", "number", "said", "splice"],
    ]
    assert lines[1]["at"] == "2024-05-20T12:00:00+00:00"


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_can_be_turned_into_any_others_and_back(before: bytes, after: bytes) -> None:
    splice = make_splice(decode_state(before), decode_state(after))

    assert encode_state(splice.apply(decode_state(before)) or "") == after
    assert encode_state(splice.invert().apply(decode_state(after)) or "") == before
    assert splice.apply(decode_state(before) + "x") is not None or splice.removed


def test_a_splice_is_the_shortest() -> None:
    splice = make_splice("aaa bbb ccc", "aaa bxb ccc")

    assert (splice.offset, splice.removed, splice.written) == (5, "b", "x")
    assert make_splice("aaa", "aaaa").written == "a"
