"""Random edits of random documents, in every style: judged by oracles that know nothing of how they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.errors import EditRefusedError
from newsletter.parsing.edits import Edit, invert_edit
from newsletter.parsing.toml_editing import edit_toml
from newsletter.parsing.yaml_editing import edit_yaml
from tests.matrix import often, some_of
from tests.parsing.edit_oracles import (
    Edited,
    choose_edit,
    edit_plainly,
    is_as_meant,
    mixes_kinds,
    read_data,
    read_toml_data,
)
from tests.parsing.random_toml import make_toml_document
from tests.parsing.random_yaml import RandomDocument, make_document

EDITS_EACH = 3
DOCUMENTS_EACH = 250
ROUNDS = 82
"""20,500 documents at night, with more than 60,000 edits, and every time the first round of them."""

MOST_REFUSED = 0.0005


@dataclass
class _Count:
    documents: int = 0
    edits: int = 0
    refused: list[Edit] = field(default_factory=list)


def edit_at_random(document: RandomDocument, count: _Count) -> None:
    """Make a few edits of a document, one after the other, and undo each."""
    text = document.text
    count.documents += 1
    for _ in range(EDITS_EACH):
        data = read_data(text)
        edit = choose_edit(document, data)
        count.edits += 1
        try:
            after = edit_yaml(text.encode(), edit).decode()
            undone = edit_yaml(after.encode(), invert_edit(data, edit)).decode()
        except EditRefusedError:
            count.refused.append(edit)
            continue
        Edited(text, edit, after).check()
        assert read_data(undone) == data
        text = after


@pytest.mark.parametrize("number", some_of(range(ROUNDS), 1))
def test_no_edit_is_wrong_and_hardly_any_is_refused(number: int) -> None:
    count = _Count()
    seeds = range(number * DOCUMENTS_EACH, (number + 1) * DOCUMENTS_EACH)
    for document in filter(is_as_meant, (make_document(Random(seed)) for seed in seeds)):  # noqa: S311  # no secret
        edit_at_random(document, count)

    assert count.documents > DOCUMENTS_EACH * 0.95
    assert count.edits == count.documents * EDITS_EACH
    assert len(count.refused) <= count.edits * MOST_REFUSED


def edit_settings_at_random(document: RandomDocument, count: _Count) -> None:
    """Make a few edits of settings, each of the same document, and undo each."""
    text, data = document.text, document.data
    count.documents += 1
    for _ in range(EDITS_EACH):
        edit = choose_edit(document, data)
        if mixes_kinds(edit_plainly(data, edit)):
            continue
        count.edits += 1
        try:
            after = edit_toml(text.encode(), edit).decode()
            undone = edit_toml(after.encode(), invert_edit(data, edit)).decode()
        except EditRefusedError:
            count.refused.append(edit)
            continue
        Edited(text, edit, after, read_toml_data).check()
        assert read_toml_data(undone) == data


@pytest.mark.slow
@pytest.mark.parametrize("number", some_of(range(ROUNDS), 1))
def test_no_edit_of_settings_is_wrong_and_hardly_any_is_refused(number: int) -> None:
    count = _Count()
    for seed in range(number * DOCUMENTS_EACH, (number + 1) * DOCUMENTS_EACH):
        edit_settings_at_random(make_toml_document(Random(seed)), count)  # noqa: S311  # no secret

    assert count.documents == DOCUMENTS_EACH
    assert count.edits > DOCUMENTS_EACH
    assert len(count.refused) <= count.edits * MOST_REFUSED


@settings(max_examples=often(60), suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_no_edit_that_hypothesis_finds_is_wrong(random: Random) -> None:
    document = make_document(random)
    if is_as_meant(document):
        edit_at_random(document, _Count())
