"""What the program says in a block is in its language, or in that around it where it has no words for it."""

from __future__ import annotations

import re

import pytest

from newsletter.rendering.renderer import make_renderer
from scripts.golden import GOLDEN
from tests.packs import PACKS
from tests.rendering.editions import make_edition

NOTICE = {"type": "notice", "title": "Xyzzy", "body": "Plugh.", "tone": "important"}


@pytest.mark.parametrize(
    ("issue", "block", "text"),
    [
        ("en-GB", None, "Please note"),
        ("de", None, "Bitte beachten"),
        ("en-GB", "de", "Bitte beachten"),
        ("de", "en-GB", "Please note"),
        ("de", "la", "Bitte beachten"),
        ("la", "de", "Bitte beachten"),
        ("la", None, "Please note"),
    ],
)
def test_words_within_a_block_are_in_its_language(issue: str, block: str | None, text: str) -> None:
    notice = NOTICE | ({"language": block} if block else {})
    edition = make_edition(notice, language=issue)
    entry = edition.entries[0]

    assert text in make_renderer(GOLDEN, PACKS).html(edition, entry)


@pytest.mark.parametrize(
    ("issue", "block", "marked"),
    [
        ("en-GB", None, ""),
        ("en-GB", "en-US", ""),
        ("de", "en-GB", ""),
        ("la", "de", ""),
        ("la", None, "en"),
        ("la", "la", "en"),
        ("de", "la", "de"),
        ("en-GB", "la", "en-GB"),
        ("ar", "la", "ar"),
    ],
)
def test_words_that_are_not_in_the_language_around_them_say_so(issue: str, block: str | None, marked: str) -> None:
    """A label of an entry within an attribute has no language of its own, and has no marks."""
    person = {"name": "Ann", "url": "https://digest.example.org/ann"}
    blocks = [
        fields | ({"language": block} if block else {})
        for fields in (NOTICE, {"type": "people", "title": "Plugh", "people": [person]})
    ]
    edition = make_edition(*blocks, language=issue)
    expected = {marked, block or issue} if marked else set()  # and a name within a phrase is marked again
    shown = "".join(make_renderer(GOLDEN, PACKS).html(edition, entry) for entry in edition.entries)

    assert set(re.findall(r'<span lang="([^"]*)" dir="(?:ltr|rtl)">', shown)) == expected
    assert not re.search("[\ufdd0-\ufdef]", shown)
