"""What a page asks for, in terms of the document: short forms, languages, copies with ids of their own."""

from __future__ import annotations

from typing import Any

import pytest

from newsletter.editing.model_at import find_document_model
from newsletter.editing.operations import Operation, expand
from newsletter.errors import EditRefusedError
from newsletter.parsing.edits import Edit

MODEL = find_document_model("issue", ("case-reviews",))
TWO_LANGUAGES = find_document_model("issue", ("case-reviews",), ("en-GB", "cy"))
DATA: dict[str, Any] = {
    "title": "News",
    "intro": "A line\nand another.\n",
    "blocks": [
        {
            "type": "case_review",
            "id": "one",
            "title": "One",
            "learning": {"items": ["Listening", {"text": "Speaking"}]},
        },
        {"type": "section", "title": "Two", "blocks": [{"type": "text", "id": "in", "body": "x"}]},
    ],
}
ITEM = ("blocks", 0, "learning", "items", 0)


def expand_one(do: Any, path: tuple[str | int, ...], value: object = None, model: Any = MODEL) -> Edit:  # noqa: ANN401  # as a page sends it
    [edit] = expand(Operation(do, path, value), DATA, model)
    return edit


def test_a_group_that_is_written_in_short_stays_so() -> None:
    assert expand_one("set", (*ITEM, "text"), "Hearing") == Edit("set", ITEM, "Hearing")


def test_a_group_that_is_written_in_short_becomes_whole_for_another_fact() -> None:
    whole = {"text": "Listening", "themes": ["neglect"]}

    assert expand_one("set", (*ITEM, "themes"), ["neglect"]) == Edit("set", ITEM, whole)


def test_words_for_a_whole_group_are_its_main_text() -> None:
    place = (*ITEM[:-1], 1)

    assert expand_one("set", place, "Hearing") == Edit("set", (*place, "text"), "Hearing")


def test_a_text_of_one_language_becomes_one_of_two() -> None:
    made = expand_one("set", ("title", "cy"), "Newyddion", TWO_LANGUAGES)

    assert made == Edit("set", ("title",), {"en": "News", "cy": "Newyddion"})
    assert expand_one("set", ("title", "en"), "Words", TWO_LANGUAGES) == Edit("set", ("title",), "Words")


def test_nothing_is_put_into_a_text() -> None:
    assert expand_one("set", ("title", "colour"), "x") == Edit("set", ("title", "colour"), "x")  # which is then refused


def test_line_ends_that_the_page_does_not_show_come_back() -> None:
    assert expand_one("set", ("intro",), "A line and another one.").value == "A line\nand another one.\n"


def test_a_copy_has_ids_of_its_own() -> None:
    first, second = expand_one("duplicate", ("blocks", 0)), expand_one("duplicate", ("blocks", 1))

    assert (first.do, first.path, first.value["id"]) == ("insert", ("blocks", 1), "one-2")  # type: ignore[index]  # a block
    assert second.value["blocks"][0]["id"] == "in-2"  # type: ignore[index]  # a section
    assert DATA["blocks"][1]["blocks"][0]["id"] == "in"


def test_what_is_added_comes_last_in_its_list_which_may_not_be_there_yet() -> None:
    assert expand_one("add", ("blocks",), {}).path == ("blocks", 2)
    assert expand_one("add", ("blocks", 0, "themes"), "neglect").path == ("blocks", 0, "themes", 0)


def test_words_are_replaced_where_they_are() -> None:
    replaced = expand_one("replace", ("intro",), {"words": "another", "by": "a second"})

    assert replaced == Edit("set", ("intro",), "A line\nand a second.\n")
    assert expand_one("replace", (*ITEM, "text"), {"words": "", "by": "Hearing"}) == Edit("set", ITEM, "Hearing")


@pytest.mark.parametrize(
    "operation",
    [
        Operation("add", ("title",), "x"),
        Operation("duplicate", ("title",)),
        Operation("duplicate", ("blocks", 9)),
        Operation("replace", ("title",), {"words": "nowhere", "by": "x"}),
        Operation("replace", ("title",), {"words": "News"}),
        Operation("replace", ("blocks",), {"words": "x", "by": "x"}),
    ],
    ids=repr,
)
def test_what_makes_no_sense_is_refused(operation: Operation) -> None:
    with pytest.raises(EditRefusedError):
        list(expand(operation, DATA, MODEL))
