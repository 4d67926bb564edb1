"""Ids of blocks: they follow the title until readers know them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsletter.documents.published import PublishedIssue
from newsletter.editing.documents import find_issue_file
from newsletter.editing.ids import settle_ids
from newsletter.editing.operations import read_operations
from newsletter.editing.session import EditingSession, EditRequest, EditResult
from newsletter.parsing.edits import Edit, apply_edit
from newsletter.published import record_published
from tests.building.publications import make_publication

FETE = {"type": "article", "id": "the-fete", "title": "The fete", "body": "On [the green](#the-green)."}
GREEN = {"type": "article", "id": "the-green", "title": "The green", "body": "See [the fete](#the-fete)."}
MORE = {"type": "section", "title": "More", "blocks": [{"type": "button", "text": "Go", "url": "#the-fete"}]}


def issue(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {
        "period": "2024-01",
        "blocks": list(blocks),
        "waivers": [{"rule": "link.dead", "block": "the-fete", "reason": "It comes back."}],
    }


def make(data: dict[str, Any], *edits: Edit, is_published: bool = False) -> dict[str, Any]:
    """Return an issue after edits and what goes with them."""
    for edit in settle_ids(edits, data, is_published=is_published):
        data = apply_edit(data, edit)
    return data


def test_a_new_title_gives_a_new_id_and_all_that_names_it_follows() -> None:
    made = make(issue(FETE, GREEN, MORE), Edit("set", ("blocks", 0, "title"), "The summer fête!"))

    assert made["blocks"][0]["id"] == "the-summer-fete"
    assert made["blocks"][1]["body"] == "See [the fete](#the-summer-fete)."
    assert made["blocks"][2]["blocks"][0]["url"] == "#the-summer-fete"
    assert made["waivers"][0]["block"] == "the-summer-fete"


def test_an_id_that_readers_were_sent_stays() -> None:
    made = make(issue(FETE), Edit("set", ("blocks", 0, "title"), "The summer fete"), is_published=True)

    assert made["blocks"][0]["id"] == "the-fete"


def test_an_id_that_was_chosen_stays() -> None:
    made = make(issue({**FETE, "id": "green-day"}), Edit("set", ("blocks", 0, "title"), "The summer fete"))

    assert made["blocks"][0]["id"] == "green-day"


def test_an_unfinished_title_was_never_published_so_its_id_follows_even_then() -> None:
    new = {**FETE, "id": "add-title", "title": "[add title]"}
    made = make(issue(new), Edit("set", ("blocks", 0, "title"), "A correction"), is_published=True)

    assert made["blocks"][0]["id"] == "a-correction"


def test_two_blocks_never_have_the_same_id() -> None:
    new = {"type": "article", "id": "add-title", "title": "[add title]", "body": "[add body]"}
    made = make(issue(), Edit("insert", ("blocks", 0), new), Edit("insert", ("blocks", 0), new))
    made = make(made, Edit("set", ("blocks", 0, "title"), "News"), Edit("set", ("blocks", 1, "title"), "News"))

    assert [block["id"] for block in made["blocks"]] == ["news", "news-2"]


def test_a_block_in_a_section_is_a_block() -> None:
    section = {"type": "section", "title": "More", "blocks": [FETE]}
    made = make(issue(section), Edit("set", ("blocks", 0, "blocks", 0, "title"), "Tea"))

    assert made["blocks"][0]["blocks"][0]["id"] == "tea"


def test_a_block_that_gets_a_page_gets_an_id() -> None:
    made = make(issue({"type": "text", "title": "Tea", "body": "Hot."}), Edit("set", ("blocks", 0, "page"), value=True))

    assert made["blocks"][0]["id"] == "tea"


@pytest.mark.parametrize("title", ["日本", "…"])
def test_a_title_without_letters_of_an_id_has_one_all_the_same(title: str) -> None:
    assert make(issue(FETE), Edit("set", ("blocks", 0, "title"), title))["blocks"][0]["id"] == "item"


def test_a_title_in_several_languages_has_the_id_of_the_first() -> None:
    block = {**FETE, "title": {"en": "The fete", "cy": "Y ffair"}}

    assert make(issue(block), Edit("set", ("blocks", 0, "title", "cy"), "Ffair"))["blocks"][0]["id"] == "the-fete"
    assert make(issue(block), Edit("set", ("blocks", 0, "title", "en"), "Tea"))["blocks"][0]["id"] == "tea"


def test_other_edits_are_as_they_were() -> None:
    edits = [Edit("set", ("title",), "January"), Edit("move", ("blocks", 0), to=1), Edit("delete", ("blocks", 0))]

    assert list(settle_ids(edits, issue(FETE, GREEN), is_published=False)) == edits


def test_a_new_title_and_its_id_are_one_step_in_the_words_of_the_title(tmp_path: Path) -> None:
    root = make_publication(tmp_path, ["2024-01"])
    session, file = EditingSession(root, lambda: "Ann"), find_issue_file("2024-01")
    title = ("blocks", 1, "title")
    write(session, "first", {"do": "set", "path": ["blocks", 1, "id"], "value": "review-one"})
    write(session, "again", {"do": "set", "path": list(title), "value": "First"})
    made = write(session, "last", {"do": "set", "path": list(title), "value": "Last"})

    block = session.documents.parse(file, made.data)["blocks"][1]
    assert (block["title"], block["id"]) == ("Last", "last")
    assert made.said.count("Changed") == 1
    session.step(file, made.state.digest, "undo")
    undone = session.documents.parse(file, session.look(file).data)["blocks"][1]
    assert (undone["title"], undone["id"]) == ("First", "first")


def test_the_id_of_a_published_issue_stays(tmp_path: Path) -> None:
    root = make_publication(tmp_path, ["2024-01"])
    session = EditingSession(root, lambda: "Ann")
    write(session, "one", {"do": "set", "path": ["blocks", 1, "id"], "value": "review-one"})
    issue = PublishedIssue(digest="0" * 64, page="https://digest.example.org/riverside/2024/01/")
    record_published(root, {"2024-01": issue}, is_sent=True)
    made = write(session, "two", {"do": "set", "path": ["blocks", 1, "title"], "value": "Last"})

    assert session.documents.parse(find_issue_file("2024-01"), made.data)["blocks"][1]["id"] == "review-one"


def write(session: EditingSession, tab: str, operation: dict[str, object]) -> EditResult:
    """Make one operation in a tab of its own, so that each is a step."""
    file = find_issue_file("2024-01")
    return session.edit(file, EditRequest(session.look(file).digest, read_operations([operation]), tab))
