"""Rules about links that lead nowhere; asked only with ``--online``."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.analysis.link_status import LinkStatus
from newsletter.checking.contexts import LinkContext
from newsletter.checking.registry import Violation, online_rule
from newsletter.errors import Severity

_SAID = {
    LinkStatus.ALIVE: "",
    LinkStatus.DEAD: "leads nowhere",
    LinkStatus.UNKNOWN: "may lead nowhere",
    LinkStatus.REFUSED: "is not public",
}
_HINTS = {
    LinkStatus.ALIVE: "",
    LinkStatus.DEAD: "Find where the page is now, or leave the link out.",
    LinkStatus.UNKNOWN: "Try it in a browser; if it works there, it may have been a bad moment.",
    LinkStatus.REFUSED: "Readers cannot reach it from where they are: link to a public page.",
}


@online_rule(
    "link.dead",
    Severity.WARNING,
    bad="""
intro: "Read the @@[history of the hall](https://www.example.org/gone)."
""",
    good="""
intro: "Read the [history of the hall](https://www.example.org/history)."
""",
)
def find_dead_links(context: LinkContext) -> Iterator[Violation]:
    """A link that leads nowhere wastes the reader's time, and the trust in the next one."""
    for link in context.issue_context.links:
        outcome = context.outcomes.get(link.url.partition("#")[0])
        if outcome and outcome.status is not LinkStatus.ALIVE:
            message = f"'{link.words}' ({link.url}) {_SAID[outcome.status]}: {outcome.why}"
            yield Violation(link.path, message, _HINTS[outcome.status], words=link.source)
