"""A question to the readers, answered by following a link. Data only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.dates import Day
from newsletter.documents.values import Data, Heading, HttpsUrl, Markdown
from newsletter.languages.wording import Wording


class Answer(Data):
    """One of the answers, which is a link."""

    text: Heading = Field(title="Answer")
    """The answer, as readers see it."""
    url: HttpsUrl
    """The address of a page that asks again, with this answer chosen: mail scanners follow every link by themselves."""


class Poll(Block):
    """A question whose answers are links. The pages behind them must ask readers to confirm, and count only then."""

    example = """\

- type: poll
  title: A question to your readers
  closes: MONTH-20
  answers:
    - {text: One answer, url: https://example.org/poll?answer=1}
    - {text: Another answer, url: https://example.org/poll?answer=2}"""

    type: Literal["poll"] = "poll"
    title: Heading = Field(title="Question")
    """The question."""
    closes: Day | None = None
    """The last day on which to answer: 2024-02-20"""
    body: Markdown | None = None
    """What readers should know before they answer."""
    answers: tuple[Answer, ...] = Field(min_length=2)
    """The answers, in the order in which they are shown."""

    def facts(self, wording: Wording) -> list[str]:
        """Return by when to answer, if that is known."""
        return (
            [wording.gettext("Answer by {day}", day=wording.formats.weekday_and_day(self.closes))]
            if self.closes
            else []
        )
