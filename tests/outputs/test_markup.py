"""Markup that validators refuse, on the pages of every golden case: what was found once in random issues."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import etree, html

from scripts.golden import CASES
from tests.golden_files import make_case

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
OF_LAYOUT = {"align", "valign", "bgcolor", "border", "cellpadding", "cellspacing"}
"""Attributes that only the tables of mails need."""


def find_faults(page: etree._Element) -> Iterator[str]:
    """Yield sections without a heading, layout by attributes, and pictures that need ``sizes`` or have it in vain."""
    for element in page.iter("*"):
        if element.tag == "section" and not element.get("aria-label") and next(element.iter(*HEADINGS), None) is None:
            yield etree.tostring(element, encoding="unicode")[:80]
        srcset = element.get("srcset") or ""
        if srcset and bool(element.get("sizes")) is not bool(re.search(r" [0-9]+w", srcset)):
            yield f"{element.tag} {element.items()}"
        if OF_LAYOUT & {*map(str, element.attrib)} or (element.tag in {"td", "table"} and element.get("width")):
            yield f"{element.tag} {element.items()}"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_pages_have_nothing_that_was_found_in_random_issues(case: str) -> None:
    files = make_case(case)
    pages = {path for path in files if path.startswith("site/") and path.endswith(".html")}

    assert pages
    assert [(path, one) for path in pages for one in find_faults(html.document_fromstring(files[path].decode()))] == []


def test_the_cell_of_a_button_has_no_attribute_that_html_does_not_know() -> None:
    mail = make_case("button")["email/2024-03.html"].decode()
    names = set(re.findall(r" ([a-z-]+)=", " ".join(re.findall(r"<td class=\"go[^>]*>", mail))))

    assert names == {"class", "align", "style"}
