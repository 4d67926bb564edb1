"""A published review of a case, or of several: what happened, what was learned, what should change. Data only."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from newsletter.documents.blocks.base import Enclosure, Item
from newsletter.documents.dates import Age, Day, PartialDate
from newsletter.documents.values import Data, HttpsUrl, Id, Markdown, PlainText, refusal

REVIEW_TYPES = {
    "lcspr": "Local child safeguarding practice review",
    "scr": "Serious case review",
    "thematic": "Thematic review",
    "rapid_review": "Rapid review",
    "national": "National review",
    "local_learning": "Local learning review",
    "cpr_wales": "Child practice review",
    "cmr_ni": "Case management review",
    "learning_review_scotland": "Learning review",
    "sar": "Safeguarding adults review",
    "dhr": "Domestic homicide review",
    "other": "Review",
}
"""What a reader calls each type of review."""

ReviewType = Literal[
    "lcspr", "scr", "thematic", "rapid_review", "national", "local_learning",
    "cpr_wales", "cmr_ni", "learning_review_scotland", "sar", "dhr", "other",
]  # fmt: skip
ABOUT_ADULTS = frozenset({"sar", "dhr", "other"})
"""Review types whose subjects may be older than 17."""

ADULT = 18
"""Years of age from which somebody is no longer a child (Children Act 1989, section 105)."""

_CODE = re.compile(
    r"((?i:young person|child|baby|infant|boy|girl|sibling|family|adult|subject|case) )?"
    r"([A-Z]{1,4}[- ]?\d{0,4}|\d{1,4})"
)


class Confirmation(Data):
    """A named person's word that a name in the review is not the child's own."""

    by: PlainText
    on: Day


class Subject(Data):
    """Whom the review is about, no closer than the review itself says."""

    label: PlainText | None = None
    kind: Literal["code", "pseudonym", "group", "unlabelled"]
    count: int = Field(default=1, ge=1, le=999)
    age: Age | None = None
    sex: Literal["male", "female"] | None = None
    pseudonym_confirmed: Confirmation | None = None

    @model_validator(mode="after")
    def _check_label(self) -> Self:
        if self.kind == "code" and not (self.label and _CODE.fullmatch(self.label)):
            raise refusal(
                "subject.code",
                "'{label}' is not a code",
                "A code is like 'Child A' or 'C101'. For a name write kind: pseudonym, else kind: group or unlabelled.",
                label=self.label or "",
            )
        if self.kind == "pseudonym" and not self.label:
            raise refusal(
                "subject.label", "a pseudonym needs its label", "Write: label: followed by the name the review uses."
            )
        return self

    def __str__(self) -> str:
        age = f"{self.age} old" if self.age else ""
        said = ", ".join(filter(None, [self.label, self._noun(), age]))
        return said[:1].upper() + said[1:]

    def _noun(self) -> str:
        if self.sex is None:
            return ""
        child = {"male": "boy", "female": "girl"}
        return child[self.sex] if self.age is None or self.age.years < ADULT else self.sex


class Incident(Data):
    """Something that happened, as precisely as the review states it."""

    when: PartialDate
    outcome: Literal["death", "serious_injury", "injury", "arrest", "other"]
    what: PlainText
    harms: tuple[Id, ...] = ()


def _read_point(value: Any) -> Any:  # noqa: ANN401  # raw input can be anything
    """Take bare text for a list item."""
    return {"text": value} if isinstance(value, str) else value


def _refuse_semicolon(text: str) -> str:
    if ";" in text:
        raise refusal(
            "list.semicolon",
            "this list item holds a ';'",
            "Start a new list item at each ';', or use a comma or full stop within one.",
        )
    return text


class SubPoint(Data):
    """A point below a point."""

    text: Annotated[PlainText, AfterValidator(_refuse_semicolon)]


class Point(SubPoint):
    """One thing learned or recommended; ``owner`` is who it falls to, where the text says so."""

    owner: PlainText | None = None
    themes: tuple[Id, ...] = ()
    items: tuple[Annotated[SubPoint, BeforeValidator(_read_point, json_schema_input_type=str | SubPoint)], ...] = ()


Points = tuple[Annotated[Point, BeforeValidator(_read_point, json_schema_input_type=str | Point)], ...]


class Learning(Data):
    """What the review found; ``lead_in`` is the source's word for it, and with ``include`` there was more."""

    lead_in: Literal["include", "consider", "focus_on"] | None = None
    items: Points = Field(min_length=1)


class Recommendations(Data):
    """What should change, for one addressee; ``partial`` where the source only says they *include* these."""

    to: PlainText | None = None
    partial: bool = False
    items: Points = Field(min_length=1)


class Resource(Data):
    """The published document; without a URL it needs the reason, and readers are pointed to the collection."""

    title: PlainText
    kind: Literal["practice_review", "overview", "thematic_review", "executive_summary", "response", "other"]
    url: HttpsUrl | None = None
    media_type: Literal["application/pdf", "text/html", "application/msword"] = "application/pdf"
    bytes: int | None = Field(default=None, ge=1)
    pages: int | None = Field(default=None, ge=1)
    unpublished_reason: PlainText | None = None

    @property
    def form(self) -> str:
        """What a reader should know before following the link: format, length and size."""
        named = {"application/pdf": "PDF", "text/html": "web page", "application/msword": "Word document"}
        pages = f"{self.pages} page{'s' if self.pages != 1 else ''}" if self.pages else None
        return ", ".join(filter(None, [named[self.media_type], pages, _name_size(self.bytes)]))


def _name_size(size: int | None) -> str | None:
    """Write a number of bytes as people read it, in units of 1,000."""
    if size is None:
        return None
    kilo = 1000
    return f"{size / kilo**2:.1f} MB" if size >= kilo**2 else f"{max(1, round(size / kilo))} KB"


class CaseReview(Item):
    """One review, told in the words of learning and not of blame."""

    type: Literal["case_review"] = "case_review"
    title: PlainText
    review_type: ReviewType
    thematic: bool = False
    type_as_stated: PlainText | None = None
    commissioned_by: PlainText | None = None
    area: PlainText | None = None
    subjects: tuple[Subject, ...] = ()
    incidents: tuple[Incident, ...] = ()
    summary: Markdown | None = None
    learning: Learning | None = None
    recommendations: tuple[Recommendations, ...] = ()
    resources: tuple[Resource, ...] = ()
    themes: tuple[Id, ...] = ()

    def harms(self) -> tuple[str, ...]:
        """See ``Block.harms``."""
        return tuple(dict.fromkeys(harm for incident in self.incidents for harm in incident.harms))

    def count_deaths(self) -> int:
        """See ``Block.count_deaths``."""
        return sum(incident.outcome == "death" for incident in self.incidents)

    def lead(self) -> str:
        """See ``Block.lead``."""
        return self.summary or ""

    def categories(self) -> tuple[str, ...]:
        """See ``Block.categories``."""
        return self.themes

    def enclosure(self) -> Enclosure | None:
        """See ``Block.enclosure``."""
        found = (resource for resource in self.resources if resource.url)
        return next((Enclosure(str(r.url), r.media_type, r.bytes, r.title) for r in found), None)

    def facts(self) -> tuple[str, ...]:
        """Return what a reader wants to know first: type, commissioner, area, date, whom it is about."""
        dates = tuple(dict.fromkeys(str(incident.when) for incident in self.incidents))
        about = tuple(filter(None, (str(subject) for subject in self.subjects)))
        return tuple(
            filter(
                None,
                [
                    self.type_as_stated or REVIEW_TYPES[self.review_type],
                    f"Commissioned by {self.commissioned_by}" if self.commissioned_by else None,
                    self.area,
                    " and ".join(dates),
                    *about,
                ],
            )
        )

    def is_renamed(self) -> bool:
        """Tell whether named persons confirmed that every name in the review has been changed."""
        named = [subject for subject in self.subjects if subject.kind == "pseudonym"]
        return bool(named) and all(subject.pseudonym_confirmed for subject in named)
