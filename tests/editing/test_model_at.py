"""The model at a path of a document: blocks by their type, references, unions, short forms and languages."""

from __future__ import annotations

from typing import Any

import pytest

from newsletter.documents.text_kinds import Role
from newsletter.editing.model_at import LANGUAGES, ROLE, SHORT, NoSuchPlaceError, find_document_model
from newsletter.parsing.document import DataPath
from tests.packs import BLOCKS, PACKS

ISSUE = find_document_model("issue", PACKS)
PUBLICATION = find_document_model("publication", PACKS)
DATA: dict[str, Any] = {
    "blocks": [
        {"type": "case_review", "learning": {"items": ["One finding", {"text": "Another"}]}},
        {"type": "section", "blocks": [{"type": "event"}]},
    ]
}


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_a_block_is_found_by_its_type_with_its_keys_in_the_order_of_the_model(kind: str) -> None:
    data = {"blocks": [{"type": kind}]}

    assert ISSUE.order_at(data, ("blocks", 0)) == tuple(BLOCKS[kind].model_fields)


def test_a_block_in_a_section_is_found_too() -> None:
    assert "starts" in ISSUE.order_at(DATA, ("blocks", 1, "blocks", 0))


def test_an_optional_group_is_that_group() -> None:
    assert ISSUE.order_at(DATA, ("blocks", 0, "subjects", 0, "age")) == ("value", "unit")


def test_an_item_that_may_be_written_as_a_text_names_the_key_that_the_text_is_for() -> None:
    schema = ISSUE.at(DATA, ("blocks", 0, "learning", "items", 0))

    assert schema[SHORT] == "text"
    assert list(schema["properties"]) == ["text", "id", "owner", "themes", "items"]


def test_a_group_that_requires_several_keys_has_no_short_form() -> None:
    assert SHORT not in ISSUE.at(DATA, ("blocks", 0, "subjects", 0))
    assert ISSUE.short_key(DATA, ("blocks", 0, "subjects", 0)) == ""
    assert ISSUE.short_key(DATA, ("blocks", 0, "learning", "items", 1)) == "text"


def test_roles_and_choices_are_kept() -> None:
    assert ISSUE.at(DATA, ("blocks", 0, "themes"))[ROLE] == Role.THEMES
    assert ISSUE.at({"blocks": [{"type": "contacts"}]}, ("blocks", 0, "use"))[ROLE] == Role.CONTACTS
    assert ISSUE.at(DATA, ("blocks", 0, "subjects", 0, "age", "unit"))["enum"] == ["days", "weeks", "months", "years"]


def test_a_group_with_names_of_the_editor_has_a_model_for_each_value() -> None:
    assert PUBLICATION.order_at({}, ("themes", "housing")) == ("label", "facet", "broader", "aliases", "content_note")
    assert PUBLICATION.at({}, ("glossary", "MASH"))["type"] == "string"


def test_a_text_can_be_in_each_language_and_a_name_cannot() -> None:
    model = find_document_model("issue", PACKS, ("en-GB", "cy"))

    assert model.languages(DATA, ("title",)) == ("en", "cy")
    assert LANGUAGES not in model.at(DATA, ("title", "cy"))
    assert LANGUAGES not in model.at(DATA, ("blocks", 0, "area"))
    assert LANGUAGES not in ISSUE.at(DATA, ("title",))


@pytest.mark.parametrize(
    "path",
    [
        ("colour",),
        (0,),
        ("title", "more"),
        ("blocks", 7),
        ("blocks", 0, "starts"),
        ("blocks", "first"),
        ("blocks", 0, "learning", "items", 0, "text", "more"),
    ],
)
def test_a_place_that_no_document_has_is_refused(path: DataPath) -> None:
    with pytest.raises(NoSuchPlaceError):
        ISSUE.at(DATA, path)

    assert ISSUE.order_at(DATA, path) == ()


def test_a_block_of_a_type_that_is_not_known_is_refused() -> None:
    with pytest.raises(NoSuchPlaceError):
        ISSUE.at({"blocks": [{"type": "pull_quote"}]}, ("blocks", 0))
