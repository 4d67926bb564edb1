"""The place of words within a value, however the document writes the value."""

from __future__ import annotations

import pytest

from newsletter.parsing.document import DataPath, Document
from newsletter.parsing.locate import locate_words
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml


def find(document: str, words: str, path: DataPath = ("intro",)) -> str:
    """Return what is in the document at the location found."""
    return cut(read_yaml(document.encode(), "i.yaml"), words, path)


def cut(document: Document, words: str, path: DataPath) -> str:
    place = locate_words(document, path, words)
    return document.text.splitlines()[place.line - 1][place.column - 1 :]


@pytest.mark.parametrize(
    ("document", "words", "found"),
    [
        ("intro: We met a GP here.", "GP", "GP here."),
        ("intro: >-\n  We met\n\n  a GP here.", "GP", "GP here."),
        ("intro: >-\n  We met the new\n  opening hours.", "new opening hours", "new"),
        ("intro: |\n  We met.\n\n  - [here](https://a.example)\n", "[here](https://a.example)", "[here](https://a.example)"),
        ('intro: "She said \\"no\\" to the GP."', 'said "no" to', 'said \\"no\\" to the GP."'),
        ('intro: "One.\\nTwo GPs."', "Two GPs.", 'Two GPs."'),
        ('intro: "We met the \\\n  new hours"', "the new", "the \\"),
        ("intro: 'It is the GP''s room'", "GP's room", "GP''s room'"),
        ("intro: We met\n  a GP here.", "GP", "GP here."),
        ("intro: 😀 é the GP", "GP", "GP"),
        ("intro: The GPs met a GP.", "GP", "GP."),
        ("intro: '**Read** the _new_ hours of it'", "Read the new hours", "Read** the _new_ hours of it'"),
    ],
)  # fmt: skip
def test_words_are_found_where_they_stand(document: str, words: str, found: str) -> None:
    assert find(document, words) == found


@pytest.mark.parametrize("words", ["nowhere", "", "\\n"])
def test_words_that_are_not_written_like_this_are_located_where_the_value_begins(words: str) -> None:
    assert find('title: nowhere\nintro: "We met"\nsubject: nowhere', words) == '"We met"'


def test_words_within_lists_and_sections_are_found_in_their_own_value() -> None:
    document = "blocks:\n  - {body: a GP}\n  - blocks:\n      - {body: no}\n      - {body: 'the GP'}\n"

    assert find(document, "GP", ("blocks", 1, "blocks", 1, "body")) == "GP'}"
    assert find(document, "GP", ("blocks", 1, "blocks", 0, "body")) == "no}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_endings_move_nothing(end: str) -> None:
    assert find(f"title: T{end}intro: |{end}  We met{end}  a GP.{end}", "GP") == "GP."


def test_an_anchor_is_read_over() -> None:
    assert find("title: &it The GP\nintro: *it\n", "GP", ("title",)) == "GP"


def test_words_of_a_publication_are_found_too() -> None:
    document = read_toml(b'title = "The GP"\n', "newsletter.toml")

    assert cut(document, "GP", ("title",)) == 'GP"'
