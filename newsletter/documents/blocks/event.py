"""An event: when and where it takes place, what it costs, and how to take part. Data only."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal, Self

from pydantic import Field, model_validator

from newsletter.documents.blocks.base import OptionalItem
from newsletter.documents.blocks.links import Link
from newsletter.documents.dates import (
    Day,
    Occasion,
    OccasionEnd,
    TimeZone,
    day_of,
    name_occasion,
)
from newsletter.documents.values import Data, Heading, HttpsUrl, LinkTarget, Markdown, document_error, first_paragraph
from newsletter.errors import Reason
from newsletter.languages.formats import Clock, DateTile
from newsletter.languages.wording import Wording


class Booking(Data):
    """The button that leads to where places are booked."""

    text: Heading = Field(title="Words on the button")
    """The words on the button: Book a place"""
    url: LinkTarget
    """The address of the page where places are booked."""


class Event(OptionalItem):
    """A meeting, a course or a talk. Weekdays are derived."""

    schema_type = "Event"

    example = """\

- type: event
  id: an-evening
  title: An evening to come to
  starts: MONTH-15T19:00
  ends: 21:00
  place: A room and its address
  body: What it is about and whom it is for. Weekdays are added for you."""

    type: Literal["event"] = "event"
    title: Heading
    """Its name, which becomes the heading."""
    starts: Occasion = Field(title="When it begins")
    """When it begins: 2024-02-14T19:00, or 2024-02-14 for a whole day."""
    ends: OccasionEnd | None = Field(default=None, title="When it ends")
    """When it ends: 21:00 on the same day, or written like starts."""
    zone: TimeZone | None = Field(default=None, title="Time zone")
    """The time zone of its times, such as Europe/Paris, if it is not the newsletter's. Readers see it."""
    repeats: Heading | None = Field(default=None, title="How often")
    """How often it takes place, in words: every third Saturday"""
    place: Heading | None = None
    """Where it takes place: a room and an address."""
    price: Heading | None = None
    """What it costs: £5, or Free"""
    reply_by: Day | None = None
    """The last day on which to book or reply: 2024-02-10."""
    body: Markdown | None = None
    """What it is about and whom it is for."""
    online: HttpsUrl | None = Field(default=None, title="Address for taking part online")
    """The address at which to take part online."""
    book: Booking | None = Field(default=None, title="Booking button")
    """A button that leads to where places are booked."""
    link: Link | None = None
    """Where to read more."""

    @model_validator(mode="after")
    def _refuse_disorder(self) -> Self:
        has_time = isinstance(self.starts, datetime)
        if self.ends and isinstance(self.ends, datetime | time) is not has_time:
            raise document_error(
                "event.times",
                Reason(
                    "",
                    "only one of starts and ends has a time of day",
                    "only the beginning or the end has a time of day",
                ),
                "Write a time for both or for neither.",
            )
        if self.finish and self.finish < self.starts:
            hint = (
                Reason("Correct", "starts or ends.", "when it begins or ends.")
                if not isinstance(self.ends, time)
                else _NEXT_DAY
            )
            raise document_error("event.ends-first", "the event ends before it starts", hint)
        if self.reply_by and self.reply_by > day_of(self.starts):
            hint = Reason("Correct", "starts or reply_by.", "when it begins, or the last day to reply.")
            raise document_error("event.late-reply", "the last day to reply is after the event has started", hint)
        return self

    @property
    def finish(self) -> datetime | date | None:
        """When it ends, with its day; None if that is not known."""
        return datetime.combine(day_of(self.starts), self.ends) if isinstance(self.ends, time) else self.ends

    @property
    def last_day(self) -> date:
        """Its last day."""
        return day_of(self.finish or self.starts)

    def lead(self, wording: Wording) -> str:
        """See ``Block.lead``."""
        return f"{name_occasion(wording, self.starts, self.finish)}. {first_paragraph(self.body or '')}".strip()

    def tile(self, wording: Wording) -> DateTile:
        """See ``Block.tile``."""
        return wording.formats.tile(day_of(self.starts))

    def facts(self, wording: Wording, home: str | None = None, clock: Clock | None = None) -> list[str]:
        """Return the facts about it: when, how often, where, at what price, and when to reply by.

        ``home`` is the publication's time zone: an event in another is shown with the name of its own.
        """
        when = name_occasion(wording, self.starts, self.finish, clock)
        if self.zone and self.zone != home and isinstance(self.starts, datetime):
            when = wording.formats.date_and_time(when, wording.formats.zone(self.zone, self.starts))
        return [fact for fact in (when, self.repeats, self.place, self.price, self.ask_reply(wording)) if fact]

    def facets(self, wording: Wording) -> dict[str, tuple[str, ...]]:  # its editor names the place
        """See ``Block.facets``: where it takes place."""
        return {"place": (self.place,)} if self.place else {}

    @classmethod
    def facet_labels(cls, wording: Wording) -> dict[str, str]:
        """See ``Block.facet_labels``."""
        return {"place": wording.gettext("Place")}

    def outline(self, wording: Wording) -> tuple[str, ...]:
        """See ``Block.outline``: the day and the place."""
        day = wording.formats.weekday_and_day(day_of(self.starts))
        return (day, self.place) if self.place else (day,)

    def ask_reply(self, wording: Wording) -> str:
        """Return by when to reply, or an empty string if that is not known."""
        if self.reply_by is None:
            return ""
        return wording.gettext("Reply by {day}", day=wording.formats.weekday_and_day(self.reply_by))


_NEXT_DAY = "Correct it; if it ends on the next day, write its day too: 2024-02-15T01:00"
