"""What the program says in a block is in its language, or in that around it where it has no words for it."""

from __future__ import annotations

import pytest

from newsletter.rendering.renderer import make_renderer
from scripts.golden import GOLDEN
from tests.packs import PACKS
from tests.rendering.editions import make_edition

NOTICE = {"type": "notice", "title": "Xyzzy", "body": "Plugh.", "tone": "important"}


@pytest.mark.parametrize(
    ("issue", "block", "said"),
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
def test_words_within_a_block_are_in_its_language(issue: str, block: str | None, said: str) -> None:
    notice = NOTICE | ({"language": block} if block else {})
    edition = make_edition(notice, language=issue)
    entry = edition.entries[0]

    assert said in make_renderer(GOLDEN, PACKS).html(edition, entry)
