"""What new blocks and items begin with: valid at once, and unfinished until somebody writes in them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from newsletter.documents.packs import collect_blocks, section_model
from newsletter.editing.model_at import find_document_model
from newsletter.editing.starting import read_example, start_block, start_value
from tests.packs import PACKS

ISSUE = find_document_model("issue", PACKS)
BLOCKS = collect_blocks(PACKS) | {"section": section_model(PACKS)}
DAY = date(2024, 2, 1)


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_every_block_has_an_example_that_its_model_takes(kind: str) -> None:
    example = read_example(BLOCKS[kind], DAY)

    assert example["type"] == kind
    BLOCKS[kind].model_validate(example)


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_a_new_block_is_valid_and_says_that_it_is_unfinished(kind: str) -> None:
    schema = ISSUE.at({"blocks": [{"type": kind}]}, ("blocks", 0))

    made = start_block(ISSUE, BLOCKS[kind], schema, DAY)

    BLOCKS[kind].model_validate(made)
    assert "[add " in json.dumps(made)
    assert made["type"] == kind
    assert '"age"' not in json.dumps(made), "facts of the example are not facts of the new block"


def test_a_point_that_may_be_a_text_begins_as_a_text() -> None:
    data = {"blocks": [{"type": "case_review"}]}

    assert start_value(ISSUE, ISSUE.at(data, ("blocks", 0, "learning", "items", 0)), DAY) == "[add text]"


def test_a_new_person_begins_with_what_is_known_least() -> None:
    data = {"blocks": [{"type": "case_review"}]}

    assert start_value(ISSUE, ISSUE.at(data, ("blocks", 0, "subjects", 0)), DAY) == {"kind": "unlabelled"}
