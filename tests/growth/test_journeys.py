"""From a document to its e-mail, and from a source to a draft, in time that grows with the input alone."""

from __future__ import annotations

import json
from itertools import count

import pytest

from newsletter.checking import check_issue
from newsletter.errors import NewsletterError
from newsletter.importing import import_source
from newsletter.loading import parse_issue
from newsletter.rendering.markdown import to_html, to_text
from tests.growth.growing import TOO_MUCH, find_growth
from tests.importing.sources import PUBLICATION

pytestmark = pytest.mark.slow

REPEATED = ("[", "[a](", "<x:", "<a", "*_", "**a", "`a ", "> ", "- ", "&", "<! --", "QZA (a b) ", "a\n\n", "'a' “b ")


@pytest.mark.parametrize("repeated", REPEATED)
def test_a_text_is_loaded_checked_rendered_and_imported_in_linear_time(repeated: str) -> None:
    fresh = count()  # what was rendered once is remembered

    def act(text: str) -> None:
        issue = {"period": "2031-05", "title": "May", "blocks": [{"type": "text", "body": text}]}
        try:
            check_issue(parse_issue(json.dumps(issue).encode(), "2031-05.yaml"), PUBLICATION)
            to_html(text)
            to_text(text)
            import_source(f"# T\n\n{text}".encode(), "a.md", PUBLICATION, "2031-05")
        except NewsletterError:
            pass

    growth = find_growth(lambda size: lambda: act(f"{next(fresh)} {repeated * (size // len(repeated))}"), 24_000, 3_000)
    assert growth < TOO_MUCH
