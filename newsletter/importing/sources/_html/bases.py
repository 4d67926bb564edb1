"""Where a page's links lead: those that are not whole are made so from the address of the page, where it is known."""

from __future__ import annotations

import re
from urllib.parse import urljoin

_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000}) -->")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}:")
_MERGE_TAG = re.compile(r"\*\||\{\{|%%|\[\[|<%")


def find_saved_from(page: str) -> str:
    """Return the address that a browser wrote into a page as it saved it, or nothing."""
    found = _SAVED_FROM.search(page[:4096])
    return found[1] if found else ""


def resolve(base: str, href: str) -> str:
    """Return the whole address of a link; one within the page, or without a known base, stays as it is."""
    found = re.sub(r"[\t\r\n]", "", href).strip()
    if not found or found.startswith("#") or _SCHEME.match(found) or _MERGE_TAG.match(found):
        return found
    if not base.startswith(("https://", "http://")):
        return f"https:{found}" if found.startswith("//") else found
    try:
        return urljoin(base, found)
    except ValueError:
        return found
