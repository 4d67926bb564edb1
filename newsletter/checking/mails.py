"""The e-mail that is made of an issue, as rules are asked about it, and what makes a function such a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Unpack

from newsletter.checking.registry import Decorator, Example, Rule, Traits, register
from newsletter.errors import Severity
from newsletter.parsing.document import DataPath
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition, Entry
from newsletter.rendering.message import compose_message
from newsletter.rendering.renderer import Renderer


@dataclass(frozen=True, slots=True)
class Judged:
    """What a spam filter says of a message: its points, how many make it spam, and the tests that gave them."""

    points: float
    limit: float
    tests: tuple[str, ...]


@dataclass(frozen=True)
class EmailContext:
    """An issue as an e-mail: the bytes of its HTML as they go out, and all the rest of it where that is at hand."""

    edition: Edition
    renderer: Renderer
    html: bytes
    campaign: Campaign | None = None
    judge: Callable[[bytes], Judged | None] | None = None
    """Asks a spam filter, where there is one."""

    @cached_property
    def fragments(self) -> dict[DataPath, str]:
        """The HTML of every block by its path, as the block's own partial makes it."""
        return {path: str(self.renderer.html(self.edition, entry)) for path, entry in _walk(self.edition)}

    @cached_property
    def source(self) -> str:
        """The HTML as text."""
        return self.html.decode()

    @property
    def message(self) -> bytes:
        """The whole message, as it would arrive at its own sender."""
        if self.campaign is None:
            return b""
        leave = self.campaign.unsubscribe_url
        return compose_message(self.campaign, to=self.campaign.sender, unsubscribe_url=leave)


def _walk(edition: Edition) -> Iterator[tuple[DataPath, Entry]]:
    for place, top in enumerate(edition.entries):
        yield ("blocks", place), top
        yield from ((("blocks", place, "blocks", inner), entry) for inner, entry in enumerate(top.entries))


EMAIL_RULES: dict[str, Rule[EmailContext]] = {}


def email_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[EmailContext]:
    """Make a function a rule about e-mails; an example that is text is a part of an issue."""
    shown = [Example(issue=example) if isinstance(example, str) else example for example in (bad, good)]
    return register(EMAIL_RULES, (rule_id, severity), (shown[0], shown[1]), traits)
