"""Rules about what earlier issues have said already."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter.checking.analysis.link_index import normalise_address
from newsletter.checking.contexts import ArchiveContext
from newsletter.checking.registry import Example, Violation, archive_rule
from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.errors import Severity

STANDING = 3
"""Earlier issues that hold an address from which on it is one that every issue has, and no news."""

_EARLIER = """
blocks:
  - {type: text, title: Reading, body: "See the [study of play](https://play.example.org/study)."}
"""


@archive_rule(
    "link.repeated",
    Severity.WARNING,
    bad=Example(
        earlier=_EARLIER,
        issue="""
blocks:
  - type: links
    title: Worth reading
    items:
      - {text: A study of play, url: @@"https://play.example.org/study"}
""",
    ),
    good=Example(
        earlier=_EARLIER,
        issue="""
blocks:
  - type: links
    title: Worth reading
    items:
      - {text: A second study of play, url: "https://play.example.org/second-study"}
""",
    ),
)
def find_repeated_links(context: ArchiveContext) -> Iterator[Violation]:
    """Readers who followed a link last time are sent to the same page again, as if it were new."""
    own = set(_standing_addresses(context.issue_context.publication))
    for link in context.issue_context.links:
        address = normalise_address(link.url)
        if not link.url.startswith("https://") or address in own or not urlsplit(link.url).path.strip("/"):
            continue
        earlier = _find_earlier(context, link.url)
        if 0 < len(earlier) < STANDING:
            message = f"'{link.words}' was linked in {earlier[-1]} already"
            hint = "Leave it out, or say in the text what is new about it."
            yield Violation(link.path, message, hint, words=link.source)


def _find_earlier(context: ArchiveContext, url: str) -> list[Period]:
    """Return the earlier issues that hold an address, the oldest first."""
    own, order = context.issue_context.issue.period, context.issue_context.publication.rhythm.order
    return sorted((one for one in context.links.find_issues(url) if order(one) < order(own)), key=order)


def _standing_addresses(publication: Publication) -> Iterator[str]:
    """Yield the addresses that belong to the publication, and may be in every issue."""
    urls = [publication.base_url, publication.collection_url, publication.subscribe_url, publication.unsubscribe_url]
    urls += [contact.url for contact in publication.support_contacts]
    yield from (normalise_address(url) for url in urls if url)
