"""Rules about links to other blocks of the same issue."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.errors import Severity
from newsletter.parsing.messages import suggest


@issue_rule(
    "link.unknown-block",
    Severity.ERROR,
    bad="""
intro: "Come to [what is on](@@#events)."
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
""",
    good="""
intro: "Read [what is new](#news)."
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
""",
    waivable=False,
)
def find_links_to_no_block(context: IssueContext) -> Iterator[Violation]:
    """A link such as #events leads to the block of this issue with that id, and without one to nothing."""
    known = [block.id for _, block in context.blocks() if block.id]
    for link in context.links:
        if link.url.startswith("#") and link.url[1:] not in known:
            message = f"no block of this issue has the id '{link.url[1:]}'"
            yield Violation(link.path, message, _advise(link.url[1:], known), words=link.url)


def _advise(wanted: str, known: list[str]) -> str:
    if meant := suggest(wanted, known):
        return f"Did you mean #{meant}? Or give the block that is meant a line id: {wanted}"
    return f"Give the block that is meant a line id: {wanted}"
