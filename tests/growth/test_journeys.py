"""From a document to its e-mail, and from a source to a draft, in time that grows with the input alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from newsletter.checker import CheckRequest, check_all
from newsletter.checking import check_issue
from newsletter.errors import NewsletterError
from newsletter.importing import import_source
from newsletter.loading import parse_issue
from newsletter.pipeline import open_tools
from newsletter.rendering.markdown import to_html, to_text
from newsletter.rendering.words import Expander
from tests.building.publications import make_publication
from tests.growth.growing import grows_too_much
from tests.importing.sources import PUBLICATION
from tests.matrix import some_of
from tests.packs import PACKS

pytestmark = pytest.mark.slow

REPEATED = ("[", "[a](", "<x:", "<a", "*_", "**a", "`a ", "> ", "- ", "&", "<! --", "QZA (a b) ", "a\n\n", "'a' “b ")


@pytest.mark.parametrize("repeated", some_of(REPEATED, 5))
def test_a_text_is_loaded_checked_rendered_and_imported_in_linear_time(repeated: str) -> None:
    fresh = count()  # what was rendered once is remembered

    def act(text: str) -> None:
        issue = {"period": "2031-05", "title": "May", "blocks": [{"type": "text", "body": text}]}
        try:
            check_issue(parse_issue(json.dumps(issue).encode(), "2031-05.yaml", PACKS), PUBLICATION)
            to_html(text)
            to_text(text)
            import_source(f"# T\n\n{text}".encode(), "a.md", PUBLICATION, "2031-05")
        except NewsletterError:
            pass

    def make(size: int) -> Callable[[], object]:
        return lambda: act(f"{next(fresh)} {repeated * (size // len(repeated))}")

    assert not grows_too_much(make, 24_000, 3_000)


@pytest.mark.parametrize(
    "repeated",
    some_of(
        ["Join us on 5 May 2030, ", "was on Monday 5 May 2030 and ", "; Zebedee", "a: ' ", "www.a.bc ", "a@b.cc "], 3
    ),
)
def test_every_rule_of_check_takes_linear_time(tmp_path: Path, repeated: str) -> None:
    """What stands before a word is looked at near it alone, and a sentence once."""
    root = make_publication(tmp_path)
    name = "issues/2031-05.yaml"

    def act(text: str) -> None:
        issue = {"period": "2031-05", "title": "May", "blocks": [{"type": "text", "body": text}]}
        (root / name).write_text(json.dumps(issue), encoding="utf-8")
        check_all(CheckRequest(root, date(2031, 5, 1), (name,), open_tools(root)))

    size = 20_000  # twice as much is nearly all that a text may hold
    assert not grows_too_much(lambda size: lambda: act("a " + repeated * (size // len(repeated))), 2 * size, size)


@pytest.mark.parametrize("repeated", ["https://a?QZA=", "](QZA="])
def test_abbreviations_in_addresses_are_passed_in_linear_time(repeated: str) -> None:
    expander = Expander({"QZA": "Quick Zebra Archive"})
    assert not grows_too_much(lambda size: lambda: expander.expand(repeated * (size // len(repeated))), 50_000, 12_000)
