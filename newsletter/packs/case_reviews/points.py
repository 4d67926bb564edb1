"""What a review found and what should change, point by point. Data only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from newsletter.documents.blocks.base import Point
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, Id, PlainText, describe_line, document_error
from newsletter.languages.wording import Wording


def _read_point(value: Any) -> Any:  # noqa: ANN401  # raw input can be anything
    """Accept plain text as a list item."""
    return {"text": value} if isinstance(value, str) else value


def _refuse_semicolon(text: str) -> str:
    if ";" in text:
        raise document_error(
            "list.semicolon",
            "this list item holds a ';'",
            "Start a new list item at each ';', or use a comma or full stop within one.",
        )
    return text


_Words = Annotated[PlainText, AfterValidator(_refuse_semicolon), Field(json_schema_extra=describe_line(";"))]


class SubPoint(Data):
    """A subordinate point."""

    text: _Words
    """The point in a sentence or less, without a ;"""


_SubPoints = tuple[Annotated[SubPoint, BeforeValidator(_read_point, json_schema_input_type=_Words | SubPoint)], ...]


class ReviewPoint(SubPoint):
    """One thing learned or recommended."""

    id: Id | None = None
    """A short name in lower case, by which its address stays the same when points are added: visits-at-night"""
    owner: Annotated[PlainText | None, Role.NAME] = None
    """Who must act on it, if the review says so."""
    themes: Annotated[tuple[Id, ...], Role.THEMES] = ()
    """The ids of its themes."""
    items: _SubPoints = Field(default=(), title="Points within it")
    """Subordinate points."""


Points = tuple[Annotated[ReviewPoint, BeforeValidator(_read_point, json_schema_input_type=_Words | ReviewPoint)], ...]


class Learning(Data):
    """What the review found."""

    lead_in: Literal["include", "consider", "focus_on"] | None = Field(default=None, title="Word before the list")
    """The source's word before the list. With include, there was more than is listed."""
    items: Points = Field(title="Findings", min_length=1)
    """What was learned, point by point."""

    def headline(self, wording: Wording) -> str:
        """Return the heading of the list."""
        if self.lead_in == "include":
            return wording.gettext("What the review found (selected)")
        return wording.gettext("What the review found")


class Recommendations(Data):
    """What should change, for one addressee."""

    to: PlainText | None = Field(default=None, title="For whom")
    """The addressee of these recommendations."""
    partial: StrictBool = Field(default=False, title="More than are listed")
    """Write true if the review makes more recommendations than are listed."""
    items: Points = Field(title="Recommendations", min_length=1)
    """What should change, point by point."""

    def headline(self, wording: Wording, addressee: str) -> str:
        """Return the heading of the list; ``addressee`` is whom it is ``to`` as readers see it, or empty."""
        if not addressee:
            return wording.gettext("Recommendations (selected)") if self.partial else wording.gettext("Recommendations")
        if self.partial:
            return wording.gettext("Recommendations for {addressee} (selected)", addressee=addressee)
        return wording.gettext("Recommendations for {addressee}", addressee=addressee)


def make_point(kind: str, point: ReviewPoint, place: tuple[str | int, ...], owner: str = "") -> Point:
    """Return a point as the rest of the program knows it."""
    return Point(kind, point.text, point.owner or owner, point.id or "", place)
