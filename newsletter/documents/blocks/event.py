"""An event: when and where it takes place, and when to reply by. Data only."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from newsletter.documents.blocks.base import Block
from newsletter.documents.blocks.links import Link
from newsletter.documents.dates import Day, Occasion, day_of, name_occasion, name_weekday
from newsletter.documents.values import Heading, Markdown, document_error


class Event(Block):
    """A meeting, a course or a talk. Weekdays are derived; times are in the publication's time zone."""

    example = """\

- type: event
  title: An evening to come to
  starts: MONTH-15T19:00
  ends: MONTH-15T21:00
  place: A room and its address
  body: What it is about and whom it is for. Weekdays are added for you."""

    type: Literal["event"] = "event"
    title: Heading
    """Its name, which becomes the heading."""
    starts: Occasion
    """When it begins: 2024-02-14T19:00, or 2024-02-14 for a whole day."""
    ends: Occasion | None = None
    """When it ends, written in the same way."""
    place: Heading | None = None
    """Where it takes place: a room and an address, or the word online."""
    reply_by: Day | None = None
    """The last day on which to book or reply: 2024-02-10."""
    body: Markdown | None = None
    """What it is about and whom it is for."""
    link: Link | None = None
    """Where to read more or to book."""

    @model_validator(mode="after")
    def _refuse_disorder(self) -> Self:
        if self.ends and type(self.ends) is not type(self.starts):
            raise document_error(
                "event.times", "only one of starts and ends has a time of day", "Write a time for both or for neither."
            )
        if self.ends and self.ends < self.starts:
            raise document_error("event.ends-first", "the event ends before it starts", "Correct starts or ends.")
        if self.reply_by and self.reply_by > day_of(self.starts):
            hint = "Correct starts or reply_by."
            raise document_error("event.late-reply", "the last day to reply is after the event has started", hint)
        return self

    @property
    def last_day(self) -> date:
        """Its last day."""
        return day_of(self.ends or self.starts)

    @property
    def when(self) -> str:
        """When it takes place, in words and with weekdays."""
        return name_occasion(self.starts, self.ends)

    def facts(self) -> list[str]:
        """Return the facts about it: when, where, and when to reply by."""
        reply = f"Reply by {name_weekday(self.reply_by)}" if self.reply_by else ""
        return [fact for fact in (self.when, self.place or "", reply) if fact]
