"""Links whose words are in a draft and whose addresses are not: each is reported, those within the page as a count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.importing.provenance import Disposition, LineReport
from newsletter.importing.targets import read_target
from newsletter.parsing.document import shorten

_LONGEST = 300
"""Characters of an address; a picture that is written into one may have millions."""

_OF_NOTES = ("#footnote-", "#endnote-")


def find_lost_links(entries: Iterable[LineReport], document: str) -> Iterator[str]:
    """Say of each link that the draft does not hold what it led to: some places hold plain words alone."""
    within = 0
    for entry in entries:
        is_kept = any(span.disposition is not Disposition.DROPPED for span in entry.spans)
        for mark in entry.line.marks if is_kept else ():
            if mark.kind != "link" or _holds(document, mark.url):
                continue
            if mark.url.startswith("#"):
                within += not mark.url.startswith(_OF_NOTES)
            else:
                words = shorten(entry.line.text[mark.start : mark.end])
                yield f'the link of "{words}" is not in the draft: {shorten(mark.url, _LONGEST)}'
    if within:
        yield f"links from one place of the text to another: {within}, left out"


def _holds(document: str, found: str) -> bool:
    url = read_target(found).url
    forms = (url, url.replace("(", "%28").replace(")", "%29")) if url else (found,)
    return not found or any(form in document for form in forms)
