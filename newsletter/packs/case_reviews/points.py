"""The findings and recommendations of a review: lists of points, some with subordinate points. Data only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, Id, PlainText, describe_line, document_error


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


class Point(SubPoint):
    """One thing learned or recommended."""

    owner: Annotated[PlainText | None, Role.NAME] = None
    """Who must act on it, if the review says so."""
    themes: Annotated[tuple[Id, ...], Role.THEMES] = ()
    """The ids of its themes."""
    items: tuple[Annotated[SubPoint, BeforeValidator(_read_point, json_schema_input_type=_Words | SubPoint)], ...] = ()
    """Subordinate points."""


Points = tuple[Annotated[Point, BeforeValidator(_read_point, json_schema_input_type=_Words | Point)], ...]


class Learning(Data):
    """What the review found."""

    lead_in: Literal["include", "consider", "focus_on"] | None = None
    """The source's word before the list. With include, there was more than is listed."""
    items: Points = Field(min_length=1)
    """What was learned, point by point."""


class Recommendations(Data):
    """What should change, for one addressee."""

    to: PlainText | None = None
    """The addressee of these recommendations."""
    partial: StrictBool = False
    """Write true if the review makes more recommendations than are listed."""
    items: Points = Field(min_length=1)
    """What should change, point by point."""
