"""Rules about links that lead nowhere; asked only with ``--online``."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.analysis.link_status import Verdict
from newsletter.checking.online import Followed, online_rule
from newsletter.checking.registry import Finding, Weight

_SAID = {
    Verdict.ALIVE: "",
    Verdict.DEAD: "leads nowhere",
    Verdict.UNKNOWN: "may lead nowhere",
    Verdict.REFUSED: "is not for everybody",
}
_HINTS = {
    Verdict.ALIVE: "",
    Verdict.DEAD: "Find where the page is now, or leave the link out.",
    Verdict.UNKNOWN: "Try it in a browser; if it works there, it may have been a bad moment.",
    Verdict.REFUSED: "Readers cannot reach it from where they are: link to a public page.",
}


@online_rule(
    "link.dead",
    Weight.WARNING,
    bad="""
intro: "Read the @@[history of the hall](https://www.example.org/gone)."
""",
    good="""
intro: "Read the [history of the hall](https://www.example.org/history)."
""",
)
def find_dead_links(followed: Followed) -> Iterator[Finding]:
    """A link that leads nowhere wastes the reader's time, and the trust in the next one."""
    for link in followed.reading.links:
        outcome = followed.outcomes.get(link.url.partition("#")[0])
        if outcome and outcome.verdict is not Verdict.ALIVE:
            message = f"'{link.words}' ({link.url}) {_SAID[outcome.verdict]}: {outcome.why}"
            yield Finding(link.path, message, _HINTS[outcome.verdict], words=link.source)
