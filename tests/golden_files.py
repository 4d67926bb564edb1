"""The files of golden cases, made once, and how tests find elements in them."""

from __future__ import annotations

from functools import cache

from lxml import etree, html

from scripts.golden import load_case, make_files

MAIL, TEXT, PAGE = "email/2024-03.html", "email/2024-03.txt", "site/issues/2024-03/index.html"


@cache
def make_case(case: str) -> dict[str, bytes]:
    """Return every file of a golden case."""
    publication, loaded = load_case(case)
    return make_files(publication.publication, loaded.issue)


def parse_case(case: str, path: str) -> etree._Element:
    """Return the root of an HTML file of a golden case."""
    return html.document_fromstring(make_case(case)[path].decode())


def find_class(root: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements of a class, in their order."""
    return [element for element in root.iter("*") if name in (element.get("class") or "").split()]


def words_of(element: etree._Element) -> str:
    """Return the words of an element, with single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())
