"""An issue: one edition of the newsletter, as an editor writes it; with its corrections and waivers. Data only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, StrictInt, model_validator

from newsletter.documents.blocks import Block, Section
from newsletter.documents.dates import DayOrMoment, Moment
from newsletter.documents.mail_settings import MessageClass
from newsletter.documents.periods import PATTERN
from newsletter.documents.rhythm import IssuePeriod
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import (
    Data,
    Heading,
    Id,
    Language,
    Markdown,
    MarkdownLine,
    PlainText,
    WrittenDirection,
    document_error,
    read_typed_number,
)
from newsletter.documents.withdrawal import Withdrawal
from newsletter.errors import Reason


class Waiver(Data):
    """An exception from one rule in one place. It is shown, with its reason, to anyone who approves the issue."""

    rule: Annotated[PlainText, Role.RULE] = Field(title="What may stand")
    """The id of the rule, as newsletter check shows it: link.says-nothing"""
    block: Annotated[Id | None, Role.BLOCK] = Field(default=None, title="Which block")
    """The id of the block to which it applies."""
    path: Annotated[PlainText | None, Role.PLACE] = None
    """Instead of block, the path in a problem: blocks[2].title. Without either, the whole issue."""
    reason: PlainText
    """Why the rule does not apply here, for the people who approve the issue."""

    @model_validator(mode="after")
    def _refuse_two_places(self) -> Self:
        if self.block and self.path:
            raise document_error(
                "waiver.place",
                Reason("a block and a", "path are both given", "field are both named"),
                "Keep one of them.",
            )
        return self


class Correction(Data):
    """A change after publication; from then on, the item or the issue counts as updated."""

    at: Moment = Field(title="When")
    """When the change was published, with the time zone: 2024-02-03T10:00:00+00:00"""
    block: Annotated[Id | None, Role.BLOCK] = Field(default=None, title="Which item")
    """The id of the item that was changed; leave it out if the issue as a whole was."""
    note: MarkdownLine
    """One sentence that tells readers what was changed."""


_REFERENCE = re.compile(rf"({PATTERN})(?:#([a-z0-9][a-z0-9-]*))?")


def _read_reference(value: object) -> str:
    found = _REFERENCE.fullmatch(str(read_typed_number(value)))
    if not found:
        hint = "Write its period, and after # the id of the item if one was corrected: 2024-01#summer-fair"
        page = "Write what it is of, and after # the short name of the entry if one was corrected."
        raise document_error("issue.corrects", "this names no issue", Reason("", hint, page))
    return found[0]


CorrectedIssue = Annotated[
    str,
    PlainValidator(_read_reference, json_schema_input_type=Annotated[str, Field(pattern=f"^{_REFERENCE.pattern}$")]),
]
"""An issue, or an item of one: its period, and after # the id of the item."""


class Issue(Data):
    """One edition. Editors never type what can be derived."""

    period: IssuePeriod
    """What this issue is of, as in the name of its file: 2024-01, or by the rhythm of the newsletter 2024-W05 or 12"""
    number: StrictInt | None = Field(title="Number of the issue", default=None, ge=1)
    """The number of the issue, if the newsletter counts them; readers see it beside the date."""
    title: Heading
    """The heading of the e-mail and of the issue's page."""
    subject: Heading | None = None
    """The subject line of the e-mail. Locked phones show it: write nothing private."""
    preheader: Heading | None = Field(default=None, title="Preview line")
    """The line that inboxes show after the subject. Locked phones show it too."""
    intro: Markdown | None = None
    """The text before the first block."""
    status: Literal["draft", "ready"] = "draft"
    """A draft is only built for you to look at. Write ready when it may be published and sent."""
    published: DayOrMoment | None = Field(default=None, title="Goes out on")
    """The day it goes out: 2024-01-15, or with a time and its zone. If left out, by the rhythm of the newsletter."""
    message_class: MessageClass | None = Field(default=None, title="Kind of message")
    """The legal class of this message: service, or marketing that readers asked for. If left out, that of [mail]."""
    language: Language | None = None
    """The language of this issue, such as cy, if it differs from the publication's."""
    direction: WrittenDirection | None = None
    """The direction of its text, ltr or rtl. If left out, that of the language."""
    blocks: tuple[Block, ...] = ()
    """The content of the issue, in reading order. Each block begins with its type."""
    corrections: tuple[Correction, ...] = ()
    """What was changed after publication. Readers see it."""
    corrects: CorrectedIssue | None = Field(default=None, title="Tells subscribers of a correction in")
    """The issue or item that this special edition tells subscribers was corrected: 2024-01, or 2024-01#summer-fair"""
    withdrawn: Withdrawal | None = None
    """When and why the whole issue was withdrawn after publication; its pages then say that alone."""
    waivers: Annotated[tuple[Waiver, ...], Role.FOR_EDITORS] = ()
    """Exceptions from the rules of newsletter check, each with its reason."""

    @model_validator(mode="after")
    def _require_day(self) -> Self:
        if self.published is None and (self.period.kind == "number" or self.period.is_special):
            what = "a special edition" if self.period.is_special else "a numbered issue"
            hint = Reason(
                "", "Add the day on which it goes out below period: published: 2024-01-15", "Choose one in its facts."
            )
            lacks = f"and {what} has no other day"
            message = Reason(
                "", f"the key 'published' is missing, {lacks}", f"it does not say when it goes out, {lacks}"
            )
            raise document_error("issue.no-day", message, hint)
        return self

    @model_validator(mode="after")
    def _refuse_two_numbers(self) -> Self:
        if self.number is not None and self.period.kind == "number":
            hint = Reason(
                "",
                "Leave number out: readers see the number that is the period.",
                "Delete the other number: readers see the first.",
            )
            raise document_error("issue.two-numbers", "the period is a number, and there is another", hint)
        return self

    @model_validator(mode="after")
    def _require_special_edition(self) -> Self:
        if self.corrects and not self.period.is_special:
            hint = Reason(
                "",
                f"Name it {self.period}-extra, and the file as well.",
                "Begin it as a special edition, which has a name of its own.",
            )
            message = "an e-mail about a correction is a special edition, and this is an issue of its period"
            raise document_error("issue.corrects", message, hint)
        return self

    @property
    def year(self) -> int:
        """The year that it belongs to: that of its period, or where that is a number, of the day on which it goes out.

        Weeks belong to years by ISO 8601, and a winter to the year in which it begins.
        """
        return self.period.year or (self.published.year if self.published else 0)

    @property
    def place_in_series(self) -> int | None:
        """The number of the issue: the one that it states, or its period if that is one; None where there is none."""
        is_named = self.period.kind == "number" and not self.period.is_special
        return self.period.part if is_named else self.number

    @property
    def corrected_issue(self) -> str:
        """The issue of which it tells subscribers that it was corrected; empty for any other e-mail."""
        return (self.corrects or "").partition("#")[0]

    @property
    def is_ready(self) -> bool:
        """Whether the editor has marked it as ready; a draft may be unfinished and is never published."""
        return self.status == "ready"

    def walk(self) -> Iterator[Block]:
        """Yield every block that readers are shown in reading order, a section before the blocks in it."""
        return (block for _, block in place_blocks(self) if not block.is_withdrawn)

    def items(self) -> tuple[Block, ...]:
        """Return the blocks that have a page and a feed entry of their own, in reading order."""
        return tuple(block for block in self.walk() if block.is_item)


def place_blocks(issue: Issue) -> Iterator[tuple[tuple[str | int, ...], Block]]:
    """Yield every block, also one that was withdrawn, with its path in the document; a section before its blocks."""
    for place, block in enumerate(issue.blocks):
        yield ("blocks", place), block
        if isinstance(block, Section):
            yield from ((("blocks", place, "blocks", inner), leaf) for inner, leaf in enumerate(block.blocks))
