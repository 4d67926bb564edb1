"""Addresses that a Markdown text gives at its end: put beside the words that refer to them."""

from __future__ import annotations

import re

_GIVEN = re.compile(r" {0,3}\[(?P<id>[^\[\]]{1,100})\]:\s*<?(?P<url>https?://[^\s<>]{1,2000})>?(?:\s+[\"'(].*)?\s*")
_REFERS = re.compile(r"\[(?P<words>[^\[\]]{1,500})\]\[(?P<id>[^\[\]]{0,100})\]")


def resolve_references(rows: list[str]) -> tuple[list[str], frozenset[int]]:
    """Return the rows with each address beside its words, and which rows, from 0, have thereby said all they say."""
    given = {n: found for n, row in enumerate(rows) if (found := _GIVEN.fullmatch(row))}
    urls = {found["id"].casefold(): found["url"] for found in given.values()}
    used: set[str] = set()

    def refer(link: re.Match[str]) -> str:
        name = (link["id"] or link["words"]).casefold()
        used.update({name} & urls.keys())
        return f"[{link['words']}]({urls[name]})" if name in urls else link[0]

    resolved = [_REFERS.sub(refer, row) for row in rows] if urls else rows
    return resolved, frozenset(n for n, found in given.items() if found["id"].casefold() in used)
