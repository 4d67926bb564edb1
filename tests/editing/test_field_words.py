"""The words of a field for people: no word of the file that it is written to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from newsletter.editing.field_words import address_people, explain_field, name_choices, name_field
from newsletter.editing.model_at import find_document_model
from tests.packs import PACKS

OF_FILES = re.compile(r"\w_\w|[{}]|\b(?:YAML|TOML|JSON|git|schema|keys?|path|true|false|id|ids)\b")
"""What people who write should never meet."""


def list_fields() -> Iterator[tuple[str, str, str, str]]:
    """Yield each field of every document: its place, label, help and choices."""
    for document in ("issue", "publication"):
        model = find_document_model(document, PACKS)
        for name, part in [("", model.root), *model.root["$defs"].items()]:
            for key, schema in part.get("properties", {}).items():
                made = model.resolve(schema)
                choices = " ".join(words for _, words in name_choices(made)) if "enum" in made else ""
                yield f"{name}.{key}", name_field(key, made), explain_field(made), choices


@pytest.mark.parametrize(("place", "label", "words", "choices"), list(list_fields()), ids=lambda text: str(text)[:40])
def test_no_field_speaks_of_files(place: str, label: str, words: str, choices: str) -> None:
    assert label
    assert label[0] == label[0].upper()
    assert not OF_FILES.search(f"{label} {words} {choices}"), place


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Write true if it covers several cases with one theme.", "It covers several cases with one theme."),
        ("When it begins: 2024-02-14T19:00, or 2024-02-14 for a whole day.", "When it begins."),
        ("The ids of its themes.", "Its themes."),
        ("Who commissioned it. Leave it out if the source does not say.", "Who commissioned it."),
        ("Facts, shown as a list: {label: Cost, text: 5 pounds}", "Facts, shown as a list."),
        ("The format, if media_type is a file.", ""),
        ("What it costs: £5, or Free", "What it costs: £5, or Free"),
        ("Its name. Write important if readers have to act.", "Its name. Choose important if readers have to act."),
    ],
)
def test_what_is_only_for_typists_is_left_out(written: str, shown: str) -> None:
    assert address_people(written) == shown
