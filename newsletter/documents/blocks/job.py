"""A post to fill: with whom, where, for how long, at what pay, and by when. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from newsletter.documents.blocks.base import Block
from newsletter.documents.blocks.links import Link
from newsletter.documents.dates import Day
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Heading, Markdown
from newsletter.languages.wording import Wording


class Job(Block):
    """A vacancy, paid or not."""

    example = """\

- type: job
  title: Caretaker of the hall
  employer: The hall committee
  hours: 6 hours a week
  pay: £13 an hour
  closes: MONTH-20
  body: What there is to do, and who it would suit.
  link: {text: Read about the post and apply, url: https://example.org/caretaker}"""

    type: Literal["job"] = "job"
    title: Heading
    """What the post is called."""
    employer: Annotated[Heading, Role.NAME] | None = None
    """Who employs."""
    place: Annotated[Heading, Role.NAME] | None = None
    """Where the work is, or the word remote."""
    hours: Heading | None = None
    """How much time it takes: 6 hours a week"""
    pay: Heading | None = None
    """What is paid: £13 an hour, or Unpaid"""
    closes: Day | None = None
    """The last day on which to apply: 2024-02-20"""
    body: Markdown | None = None
    """What there is to do, and who it would suit."""
    link: Link | None = None
    """Where to read more and to apply."""

    def facts(self, wording: Wording) -> list[str]:
        """Return the facts about it in the order in which people ask for them."""
        closes = (
            wording.gettext("Apply by {day}", day=wording.formats.weekday_and_day(self.closes)) if self.closes else ""
        )
        return [fact for fact in (self.employer, self.place, self.hours, self.pay, closes) if fact]
