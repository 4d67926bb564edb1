"""Several people and programs write in one document: all is saved, in sentences, and all can be taken back."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from newsletter.editing.documents import find_issue_file
from newsletter.editing.history import Journal
from newsletter.editing.session import EditingSession, EditRequest
from newsletter.errors import EditConflictError, EditRefusedError, ProblemsFoundError, StaleEditError
from tests.editing.sessions import JANUARY, Crowd, copy_publication, do, edit, open_session

SUMMARY = ["blocks", 0, "summary"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_publication(tmp_path)


@pytest.fixture
def session(root: Path) -> EditingSession:
    return open_session(root)


def read(root: Path) -> bytes:
    return (root / JANUARY.name).read_bytes()


def test_an_edit_changes_its_lines_and_is_said_in_words(root: Path, session: EditingSession) -> None:
    before = read(root)
    made = edit(session, session.look(JANUARY).digest, do="set", path=["blocks", 0, "title"], value="Child A (Leeds)")
    changed = [pair for pair in zip(before.splitlines(), read(root).splitlines(), strict=True) if pair[0] != pair[1]]

    assert changed == [(b"    title: Child A (Bradford)", b"    title: Child A (Leeds)")]
    assert made.said == made.state.undo.said == "Changed Child A (Bradford) › title"
    assert made.data == made.state.data == read(root)


def test_several_edits_are_one_step_or_none(root: Path, session: EditingSession) -> None:
    before, base = read(root), session.look(JANUARY).digest
    both = (*do(do="set", path=["title"], value="New"), *do(do="delete", path=["blocks", 99]))
    with pytest.raises(EditRefusedError):
        session.edit(JANUARY, EditRequest(base, both))
    unchanged = read(root)
    both = (*do(do="set", path=["title"], value="New"), *do(do="move", path=["blocks", 0], to=1))
    session.edit(JANUARY, EditRequest(base, both))
    session.step(JANUARY, session.look(JANUARY).digest, "undo")

    assert unchanged == before
    assert read(root) == before


def test_what_could_not_be_loaded_is_not_saved(root: Path, session: EditingSession) -> None:
    before, base = read(root), session.look(JANUARY).digest
    with pytest.raises(ProblemsFoundError) as caught:
        edit(session, base, do="set", path=["blocks", 0, "subjects", 0, "age", "value"], value="seven-ish")

    assert [problem.path for problem in caught.value.problems] == ["blocks[0].subjects[0].age.value"]
    assert read(root) == before
    assert not (root / ".newsletter" / "history").exists()


def test_what_is_unfinished_in_a_draft_is_saved(session: EditingSession) -> None:
    made = edit(session, session.look(JANUARY).digest, do="set", path=["preheader"], value="[what it is about]")

    assert "Changed Preview line" in made.said


def test_a_document_that_cannot_be_loaded_can_be_mended_step_by_step(root: Path, session: EditingSession) -> None:
    path = root / JANUARY.name
    path.write_bytes(
        read(root).replace(b"status: ready", b"status: reddy").replace(b"{value: 7,", b"{value: seven,", 1)
    )
    made = edit(session, session.look(JANUARY).digest, do="set", path=["status"], value="ready")
    with pytest.raises(ProblemsFoundError):
        edit(session, made.state.digest, do="set", path=["message_class"], value="nonsense")
    edit(session, made.state.digest, do="set", path=["blocks", 0, "subjects", 0, "age", "value"], value=7)

    session.documents.validate(JANUARY, read(root))


def test_a_live_edit_is_kept_for_its_tab_alone(root: Path, session: EditingSession) -> None:
    before, base = read(root), session.look(JANUARY).digest
    made = session.edit(JANUARY, EditRequest(base, do(do="set", path=SUMMARY, value="Typed so f"), "one", is_live=True))

    assert b"Typed so f" in made.data
    assert (made.state.digest, read(root)) == (base, before)
    assert session.find_live(JANUARY, "one") == made.data
    assert session.find_live(JANUARY, "two") is None
    edit(session, base, "one", do="set", path=SUMMARY, value="Typed so far.")
    assert session.find_live(JANUARY, "one") is None
    assert b"Typed so far." in read(root)


def test_a_block_goes_before_one_that_cannot_be_loaded(root: Path, session: EditingSession) -> None:
    path = root / JANUARY.name
    path.write_text(
        path.read_text(encoding="utf-8") + "  - {type: text, body: Hello., colour: red}\n", encoding="utf-8"
    )
    count = len(session.documents.parse(JANUARY, read(root))["blocks"])
    notice = {"type": "notice", "title": "Closed", "body": "The hall is closed."}
    made = edit(session, session.look(JANUARY).digest, do="insert", path=["blocks", 0], value=notice)
    with pytest.raises(ProblemsFoundError):
        edit(session, made.state.digest, do="duplicate", path=["blocks", count])

    assert b"The hall is closed." in read(root)


def test_a_live_edit_that_cannot_be_loaded_leaves_the_last_good_one(session: EditingSession) -> None:
    base = session.look(JANUARY).digest
    good = session.edit(JANUARY, EditRequest(base, do(do="set", path=["title"], value="Good"), "one", is_live=True))
    with pytest.raises(ProblemsFoundError):
        session.edit(JANUARY, EditRequest(base, do(do="set", path=["title"], value=""), "one", is_live=True))

    assert session.find_live(JANUARY, "one") == good.data


def test_an_edit_of_what_has_moved_is_made_where_it_is_now(root: Path, session: EditingSession) -> None:
    base = session.look(JANUARY).digest
    edit(session, base, do="move", path=["blocks", 0], to=3)
    made = edit(session, base, do="set", path=SUMMARY, value="Found again.")

    assert made.paths == (("blocks", 3, "summary"),)
    assert b"Found again." in read(root)


def test_about_the_same_words_the_person_is_asked(root: Path, session: EditingSession) -> None:
    base = session.look(JANUARY).digest
    edit(session, base, do="set", path=["title"], value="Theirs")
    before = read(root)
    with pytest.raises(EditConflictError) as caught:
        edit(session, base, do="set", path=["title"], value="Mine")

    assert (caught.value.was, caught.value.theirs, caught.value.mine) == (
        "Case reviews, January 2024",
        "Theirs",
        "Mine",
    )
    assert read(root) == before


def test_a_page_that_is_older_than_the_history_is_told_so(session: EditingSession) -> None:
    session.look(JANUARY)
    with pytest.raises(StaleEditError):
        edit(session, "0" * 16, do="set", path=["title"], value="x")
    with pytest.raises(StaleEditError):
        session.step(JANUARY, "0" * 16, "undo")


def test_changes_from_outside_can_be_taken_back(root: Path, session: EditingSession) -> None:
    first = read(root)
    session.look(JANUARY)
    (root / JANUARY.name).write_bytes(first.replace(b"six newly", b"half a dozen newly"))
    state = session.look(JANUARY)
    session.step(JANUARY, state.digest, "undo")

    assert state.undo.said == "Changes from outside: changed Preview line"
    assert read(root) == first


def test_changes_from_outside_while_nobody_looked_can_be_taken_back(root: Path, session: EditingSession) -> None:
    made = edit(session, session.look(JANUARY).digest, do="set", path=["title"], value="Mine")
    (root / JANUARY.name).write_bytes(made.data.replace(b"six newly", b"half a dozen newly"))
    another = open_session(root)
    another.step(JANUARY, another.look(JANUARY).digest, "undo")

    assert read(root) == made.data


def test_what_is_not_even_a_document_any_more_can_be_taken_back(root: Path, session: EditingSession) -> None:
    made = edit(session, session.look(JANUARY).digest, do="set", path=["title"], value="Mine")
    (root / JANUARY.name).write_bytes(b"\xff\xfe{{{")
    state = session.look(JANUARY)
    session.step(JANUARY, state.digest, "undo")

    assert state.undo.said == "Changes from outside"
    assert read(root) == made.data


def test_undo_and_redo_outlive_the_program(root: Path) -> None:
    states = [read(root)]
    for n in range(5):
        session = open_session(root)
        edit(session, session.look(JANUARY).digest, do="set", path=["title"], value=f"Title {n}")
        states.append(read(root))
    for state in reversed(states[:-1]):
        session = open_session(root)
        session.step(JANUARY, session.look(JANUARY).digest, "undo")
        assert read(root) == state
    for state in states[1:]:
        session = open_session(root)
        session.step(JANUARY, session.look(JANUARY).digest, "redo")
        assert read(root) == state
    assert session.look(JANUARY).redo.said == ""
    assert session.step(JANUARY, session.look(JANUARY).digest, "redo").said == ""


def test_undo_takes_back_what_the_page_shows_and_nothing_that_came_since(root: Path, session: EditingSession) -> None:
    first = read(root)
    shown = edit(session, session.look(JANUARY).digest, do="set", path=["title"], value="Ann's").state
    edit(session, shown.digest, do="move", path=["blocks", 0], to=2)
    edit(session, session.look(JANUARY).digest, do="set", path=["preheader"], value="Ben's words, which stay.")
    undone = session.step(JANUARY, shown.digest, "undo")

    assert undone.said == "Changed Title"
    assert b"Ann's" not in read(root)
    assert b"Ben's words, which stay." in read(root)
    assert session.step(JANUARY, shown.digest, "undo").said == ""
    for _ in range(2):
        session.step(JANUARY, session.look(JANUARY).digest, "undo")
    assert read(root) == first


def test_undo_of_words_that_were_changed_since_asks(root: Path, session: EditingSession) -> None:
    shown = edit(session, session.look(JANUARY).digest, do="set", path=["title"], value="Ann's").state
    edit(session, shown.digest, do="set", path=["title"], value="Ben's")
    before = read(root)
    with pytest.raises(EditConflictError):
        session.step(JANUARY, shown.digest, "undo")

    assert read(root) == before


def test_going_on_with_the_same_words_is_one_step(root: Path, session: EditingSession) -> None:
    first, base = read(root), session.look(JANUARY).digest
    for value in ("A boy", "A boy of seven", "A boy of seven died."):
        base = edit(session, base, "one", do="set", path=SUMMARY, value=value).state.digest
    undone = session.step(JANUARY, base, "undo")
    once = read(root)
    session.step(JANUARY, undone.state.digest, "redo")

    assert once == first
    assert b"A boy of seven died." in read(root)
    assert undone.state.undo.said == ""


def test_two_processes_take_turns(root: Path) -> None:
    one, two = open_session(root), open_session(root, "Ben")
    base = one.look(JANUARY).digest
    edit(one, base, do="set", path=["title"], value="Ann's")
    two.look(JANUARY)
    edit(two, base, do="set", path=["preheader"], value="Ben's.")
    state = one.look(JANUARY)

    assert state.undo.said == "Changed Preview line"
    assert [change.by for change in Journal(root, "2024-01").changes] == ["Ann", "Ben"]
    assert b"Ann's" in read(root)
    assert b"Ben's." in read(root)


def test_an_interrupted_save_is_seen_and_can_be_made_again(root: Path, session: EditingSession) -> None:
    first, base = read(root), session.look(JANUARY).digest
    after = edit(session, base, do="set", path=["title"], value="Almost").data
    (root / JANUARY.name).write_bytes(first)  # as if the program had been stopped between the journal and the document
    another = open_session(root)
    state = another.look(JANUARY)
    another.step(JANUARY, state.digest, "undo")

    assert state.undo.said == "Not there any more: Changed Title"
    assert read(root) == after
    another.step(JANUARY, another.look(JANUARY).digest, "undo")
    assert read(root) == first


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_can_be_looked_at(root: Path, session: EditingSession) -> None:
    session.look(JANUARY)
    (root / JANUARY.name).write_bytes(read(root) + b"# more\n")
    root.chmod(0o500)
    try:
        assert session.look(JANUARY).data.endswith(b"# more\n")
    finally:
        root.chmod(0o700)


@pytest.mark.parametrize("period", ["../2024-01", "2024-13", "2024-01/..", "newsletter", "", "2024-01.yaml"])
def test_nothing_but_issues_is_edited(period: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        find_issue_file(period)


def test_a_link_is_not_written_through(root: Path, session: EditingSession) -> None:
    outside = root.parent / "outside.yaml"
    outside.write_bytes(read(root))
    (root / JANUARY.name).unlink()
    (root / JANUARY.name).symlink_to(outside)
    with pytest.raises((ProblemsFoundError, OSError)):
        edit(session, session.look(JANUARY).digest, do="set", path=["title"], value="x")

    assert b"title: x" not in outside.read_bytes()


def mingle(root: Path, seed: int, steps: int) -> Crowd:
    """Let two tabs and a program outside write at random, and take everything back at the end."""
    first = read(root)
    crowd = Crowd(open_session(root), Random(seed))  # noqa: S311  # no secret
    for _ in range(steps):
        crowd.act()
    undone = 0
    while (state := crowd.session.look(JANUARY)).undo.said:
        crowd.session.step(JANUARY, state.digest, "undo")
        undone += 1
    assert read(root) == first
    crowd.counts["undone"] = undone
    return crowd


@pytest.mark.slow
def test_two_tabs_and_a_program_outside_lose_no_words(root: Path) -> None:
    crowd = mingle(root, 7, 60)

    assert crowd.lost == []
    assert crowd.counts["undone"] > 30


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(8))
def test_a_thousand_interleavings_lose_no_words(root: Path, seed: int) -> None:
    crowd = mingle(root, seed, 125)

    assert crowd.lost == []
    assert crowd.counts["undone"] > 60


def test_a_new_issue_in_the_place_of_an_old_one_has_nothing_of_it_to_take_back(tmp_path: Path) -> None:
    session = open_session(copy_publication(tmp_path))
    old = session.look(JANUARY)
    edit(session, old.digest, do="set", path=["title"], value="Another title")
    path = tmp_path / JANUARY.name
    path.unlink()
    session.begin(JANUARY)
    path.write_text("period: 2024-01\ntitle: A new one\nblocks: []\n", encoding="utf-8")
    begun = session.look(JANUARY)
    session.step(JANUARY, begun.digest, "undo")

    assert begun.undo.said == ""
    assert session.look(JANUARY).data == begun.data
    assert len(list((tmp_path / ".newsletter/history").glob("2024-01.*.old.jsonl"))) == 1


def test_beginning_leaves_the_journal_of_an_issue_that_is_there(tmp_path: Path) -> None:
    session = open_session(copy_publication(tmp_path))
    edit(session, session.look(JANUARY).digest, do="set", path=["title"], value="Another title")
    session.begin(JANUARY)

    assert session.look(JANUARY).undo.said
