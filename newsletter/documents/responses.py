"""What became of a recommendation: who answered it, when, and how far it is. Data only, in ``responses/*.yaml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from newsletter.documents.dates import Day
from newsletter.documents.periods import PeriodError, parse_period
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, HttpsUrl, Id, PlainText, document_error, matching
from newsletter.errors import Location, Reason

FOLDER = "responses"
_ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
_FORM = rf"[0-9A-Za-z-]+#{_ID}(?:/{_ID})?"
_check_form = matching(
    _FORM,
    "response.to",
    "'{text}' does not name an item or a point",
    Reason(
        "",
        "Write the issue, # and the item, and for a point / and its id: 2024-01#summer-fair/recommendation-2",
        "Write what it answers as the page of that entry shows it in its address.",
    ),
)


def _check_target(text: str) -> str:
    issue = _check_form(text).partition("#")[0]
    try:
        parse_period(issue)
    except PeriodError as error:
        raise document_error("response.to", "'{issue}' is not an issue", error.hint, issue=issue) from None
    return text


ResponseState = Literal["accepted", "in_hand", "done", "not_taken_up"]
OPEN: frozenset[ResponseState] = frozenset({"accepted", "in_hand"})
"""The states in which something is still to be done."""


class RecordedResponse(Data):
    """What somebody answered to a recommendation, or to an item as a whole."""

    to: Annotated[PlainText, AfterValidator(_check_target), Field(json_schema_extra={"pattern": f"^{_FORM}$"})]
    """What is answered: 2024-01#summer-fair/recommendation-2, or 2024-01#summer-fair for all of an item."""
    by: Annotated[PlainText, Role.NAME]
    """Who answered."""
    on: Day
    """The day of the answer: 2024-06-30"""
    state: ResponseState
    """How far it is: accepted, in_hand, done, or not_taken_up with the reason in why."""
    why: PlainText | None = None
    """The reason, or what was done, in a sentence."""
    due: Day | None = None
    """The day by which it is to be done."""
    evidence: HttpsUrl | None = None
    """The address of what shows it."""

    _place: Location | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _require_reason(self) -> Self:
        if self.state == "not_taken_up" and not self.why:
            hint = "Add the reason: why: It is done by another agency."
            raise document_error("response.why", "what is not taken up needs a reason", hint)
        return self

    def at(self, place: Location) -> Self:
        """Return it with its place, at which problems are reported."""
        self._place = place
        return self

    @property
    def place(self) -> Location:
        """Where it is written."""
        return self._place or Location(FOLDER)

    @property
    def issue(self) -> str:
        """The issue that it answers."""
        return self.to.partition("#")[0]

    @property
    def item(self) -> Id:
        """The id of the item."""
        return self.to.partition("#")[2].partition("/")[0]

    @property
    def point(self) -> str:
        """The id of the point; empty if it answers the whole item."""
        return self.to.partition("/")[2]

    def is_overdue(self, day: date) -> bool:
        """Tell whether it should have been done before a day and is not."""
        return self.state in OPEN and self.due is not None and self.due < day


class ResponseList(Data):
    """A file of responses."""

    responses: tuple[RecordedResponse, ...] = ()
    """The responses, in any order."""


def list_latest(responses: Iterable[RecordedResponse]) -> tuple[RecordedResponse, ...]:
    """Return the latest response of everybody to each point, in the order of what they answer."""
    latest: dict[tuple[str, str], RecordedResponse] = {}
    for response in sorted(responses, key=lambda one: one.on):
        latest[response.to, response.by] = response
    return tuple(latest[key] for key in sorted(latest))


@dataclass(frozen=True, slots=True)
class ResponseCounts:
    """How many points and items are in each state on a day, and how many of the open ones are overdue."""

    accepted: int
    in_hand: int
    done: int
    not_taken_up: int
    overdue: int


def count_responses(responses: Sequence[RecordedResponse], day: date) -> ResponseCounts:
    """Count the latest responses until a day by their states, such as for a report."""
    latest = list_latest(response for response in responses if response.on <= day)
    states = Counter(response.state for response in latest)
    overdue = sum(response.is_overdue(day) for response in latest)
    return ResponseCounts(states["accepted"], states["in_hand"], states["done"], states["not_taken_up"], overdue)
