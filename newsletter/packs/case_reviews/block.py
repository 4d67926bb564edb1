"""The block for a published review of one or several cases: what happened, was learned and should change. Data only.

Ages are only as precise as they were stated.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from newsletter.documents.blocks.base import Enclosure, Item, Point
from newsletter.documents.dates import Day, PartialDate
from newsletter.documents.details import describe_file
from newsletter.documents.mail_settings import EmailSettings
from newsletter.documents.outside import OutsideDocument
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import (
    Data,
    Heading,
    HttpsUrl,
    Id,
    Markdown,
    PlainText,
    document_error,
)
from newsletter.errors import Reason
from newsletter.languages.wording import Wording, find_wording, mark
from newsletter.packs.case_reviews.age import Age
from newsletter.packs.case_reviews.points import Learning, Recommendations, make_point
from newsletter.packs.case_reviews.settings import DEATH, ReviewEmailSettings

_LIKE, _PSEUDONYM = "A code is like 'Child A' or 'C101'.", "For a name choose Pseudonym, or else a group or none."
_NAMES = Reason(_LIKE, "For a name write kind: pseudonym, else kind: group or unlabelled.", _PSEUDONYM)


REVIEW_TYPES = {
    "lcspr": mark("Local child safeguarding practice review"),
    "scr": mark("Serious case review"),
    "thematic": mark("Thematic review"),
    "rapid_review": mark("Rapid review"),
    "national": mark("National review"),
    "local_learning": mark("Local learning review"),
    "cpr_wales": mark("Child practice review"),
    "cmr_ni": mark("Case management review"),
    "learning_review_scotland": mark("Learning review"),
    "sar": mark("Safeguarding adults review"),
    "dhr": mark("Domestic homicide review"),
    "other": mark("Review"),
}
"""The name of each type of review for readers."""

_ReviewType = Literal[
    "lcspr", "scr", "thematic", "rapid_review", "national", "local_learning",
    "cpr_wales", "cmr_ni", "learning_review_scotland", "sar", "dhr", "other",
]  # fmt: skip
ReviewType = Annotated[_ReviewType, Field(json_schema_extra={"enumDescriptions": list(REVIEW_TYPES.values())})]
ABOUT_ADULTS = frozenset({"sar", "dhr", "other"})
"""Review types whose subjects may be older than 17."""

ADULT = 18
"""Years of age from which a person is no longer a child (Children Act 1989, section 105)."""

_CODE = re.compile(
    r"((?i:young person|child|baby|infant|boy|girl|sibling|family|adult|subject|case) )?"
    r"([A-Z]{1,4}[- ]?\d{0,4}|\d{1,4})"
)


class Confirmation(Data):
    """A named person's confirmation that a name in the review is not the child's own."""

    by: PlainText = Field(title="Confirmed by")
    """Who confirmed it."""
    on: Day = Field(title="Confirmed on")
    """The day they confirmed it: 2024-01-31"""


class Subject(Data):
    """A person the review is about, described no more precisely than in the review."""

    label: Annotated[Heading | None, Role.LABEL] = None
    """What the review calls the person: Child A, or a pseudonym."""
    kind: Literal["code", "pseudonym", "group", "unlabelled"]
    """The kind of label: a code such as Child A, a pseudonym, a group of people, or no label at all."""
    count: StrictInt = Field(title="Number of people", default=1, ge=1, le=999)
    """The number of people in a group."""
    age: Age | None = None
    """The person's age, as the review states it."""
    sex: Literal["male", "female"] | None = None
    """Only if the review states it."""
    pseudonym_confirmed: Annotated[Confirmation | None, Role.FOR_EDITORS] = Field(default=None, title="Name confirmed")
    """Who confirmed that the name is not the person's own. Leave it out until then."""

    @model_validator(mode="after")
    def _check_label(self) -> Self:
        if self.kind == "code" and not (self.label and _CODE.fullmatch(self.label)):
            raise document_error("subject.code", "'{label}' is not a code", _NAMES, label=self.label or "")
        if self.kind == "pseudonym" and not self.label:
            hint = Reason("", "Write: label: followed by the name the review uses.", "Write the name the review uses.")
            raise document_error("subject.label", "a pseudonym needs its label", hint)
        return self

    def __str__(self) -> str:
        return self.describe(find_wording("en"))

    def describe(self, wording: Wording) -> str:
        """Return what readers are told of the person: Child A, boy, 7 years old."""
        people = wording.ngettext("{count} person", "{count} people", self.count) if self.count > 1 else ""
        age = self.age.describe(wording) if self.age else ""
        described = wording.list_facts([self.label or people, self._noun(wording), age])
        return described[:1].upper() + described[1:]

    def _noun(self, wording: Wording) -> str:
        if self.sex is None:
            return ""
        is_child = self.age is None or self.age.years < ADULT
        if self.sex == "male":
            return wording.gettext("boy") if is_child else wording.gettext("male")
        return wording.gettext("girl") if is_child else wording.gettext("female")


class Incident(Data):
    """Something that happened, only as precise as in the review."""

    when: PartialDate
    """Its date, only as precise as in the review."""
    outcome: Literal["death", "serious_injury", "injury", "arrest", "other"]
    """Its outcome."""
    what: PlainText = Field(title="What happened")
    """What happened, in one calm sentence."""
    harms: Annotated[tuple[Id, ...], Role.THEMES] = Field(default=(), title="Named in the content note")
    """The ids of the themes that readers are warned of in the content note."""


_MediaType = Annotated[
    Literal["application/pdf", "text/html", "application/msword"],
    Field(json_schema_extra={"enumDescriptions": ["PDF", "Web page", "Word document"]}),
]


class _ReviewFile(Data):
    title: Heading
    """The title of the document."""
    kind: Literal["practice_review", "overview", "thematic_review", "executive_summary", "response", "other"]
    """The kind of document."""
    url: HttpsUrl | None = None
    """Its address. Without one, give the reason in unpublished_reason."""
    media_type: _MediaType = "application/pdf"
    """Its format."""
    bytes: StrictInt | None = Field(default=None, ge=1)
    """Its size in bytes, if known."""
    pages: StrictInt | None = Field(default=None, ge=1)
    """The number of pages."""
    unpublished_reason: PlainText | None = Field(default=None, title="Why there is no link")
    """Why there is no link, for readers."""


class ReviewResource(OutsideDocument, _ReviewFile):
    """A published document; without a URL it needs a reason, and readers are referred to the collection."""

    def form(self, wording: Wording) -> str:
        """Return what readers should know before they follow the link: format, length and size."""
        return describe_file(wording, self.media_type, self.pages, self.bytes)


class CaseReview(Item):
    """One review, in the language of learning and not of blame."""

    schema_type = "Report"

    example = """\

- type: case_review
  id: child-a
  title: Child A
  review_type: lcspr
  subjects:
    - {label: Child A, kind: code, age: {value: 7, unit: months}}
  incidents:
    - {when: {year: 2023, month: 3}, outcome: injury, what: What happened in one calm sentence.}
  summary: What happened, and why there was a review.
  learning:
    items:
      - One thing that the review found
  recommendations:
    - to: the partnership
      items:
        - One thing that should change
  resources:
    - {title: Practice review, kind: practice_review, url: "https://example.org/review.pdf"}"""

    type: Literal["case_review"] = "case_review"
    title: Heading
    """The heading: whom the review is about, and where."""
    review_type: ReviewType
    """The type of review, from which its name for readers is derived."""
    thematic: StrictBool = Field(default=False, title="Several cases, one theme")
    """Write true if it covers several cases with one theme."""
    type_as_stated: Heading | None = None
    """The review's own name for its type, if it differs."""
    commissioned_by: Annotated[Heading | None, Role.NAME] = None
    """Who commissioned the review. Leave it out if the source does not say."""
    area: Annotated[Heading | None, Role.NAME] = None
    """The area it comes from. Leave it out if the source does not say."""
    subjects: tuple[Subject, ...] = ()
    """The people it is about."""
    incidents: tuple[Incident, ...] = ()
    """What happened to them."""
    summary: Markdown | None = None
    """What happened and why there was a review."""
    key_point: PlainText | None = None
    """The one thing that readers should remember, in a sentence."""
    learning: Learning | None = None
    """What the review found."""
    recommendations: tuple[Recommendations, ...] = ()
    """What should change, with one list for each addressee."""
    resources: tuple[ReviewResource, ...] = ()
    """The published documents."""
    themes: Annotated[tuple[Id, ...], Role.THEMES] = ()
    """The ids of its themes."""

    def shorten(self, settings: EmailSettings) -> Self:
        """See ``Block.shorten``: with its key point or else its first finding as lead, and some findings after it."""
        if not isinstance(settings, ReviewEmailSettings):
            return self
        changes = self._cut_findings(settings.findings) | self._cut_recommendations(settings.recommendations)
        return self.model_copy(update=changes) if changes else self

    def _cut_findings(self, most: int | None) -> dict[str, object]:
        if self.learning is None or most is None or len(self.learning.items) <= most:
            return {}
        first, kept = self.learning.items[0].text, self.learning.items[:most]
        learning = self.learning.model_copy(update={"items": kept if self.key_point else kept[1:]})
        return {"learning": learning, "key_point": self.key_point or first}

    def _cut_recommendations(self, most: int | None) -> dict[str, object]:
        if most is None or self.count_recommendations() <= most:
            return {}
        groups = []
        for group in self.recommendations:
            groups.append(group.model_copy(update={"items": group.items[:most]}))
            most -= min(most, len(group.items))
        return {"recommendations": tuple(group for group in groups if group.items)}

    def count_recommendations(self) -> int:
        """Return how many recommendations are listed, for all addressees together."""
        return sum(len(group.items) for group in self.recommendations)

    def harms(self) -> tuple[str, ...]:
        """Return the ids of the themes of the harms it describes, each once."""
        return tuple(dict.fromkeys(harm for incident in self.incidents for harm in incident.harms))

    def sensitivities(self) -> tuple[str, ...]:
        """See ``Block.sensitivities``."""
        deaths = sum(incident.outcome == "death" for incident in self.incidents)
        return (*(DEATH for _ in range(deaths)), *self.harms())

    def lead(self, wording: Wording) -> str:  # all of it is the document's
        """See ``Block.lead``."""
        return self.summary or ""

    def categories(self) -> tuple[str, ...]:
        """See ``Block.categories``."""
        return self.themes

    def points(self) -> tuple[Point, ...]:
        """See ``Block.points``: findings, then recommendations with whom they are for."""
        learned = self.learning.items if self.learning else ()
        findings = [make_point("finding", one, ("learning", "items", n)) for n, one in enumerate(learned)]
        asked = [
            make_point("recommendation", one, ("recommendations", n, "items", m), group.to or "")
            for n, group in enumerate(self.recommendations)
            for m, one in enumerate(group.items)
        ]
        return (*findings, *asked)

    def facets(self, wording: Wording) -> dict[str, tuple[str, ...]]:
        """See ``Block.facets``: the area, the type of review, and who commissioned it."""
        found = {"area": self.area, "kind": self.name_type(wording), "source": self.commissioned_by}
        return {name: (value,) for name, value in found.items() if value}

    @classmethod
    def facet_labels(cls, wording: Wording) -> dict[str, str]:
        """See ``Block.facet_labels``."""
        return {
            "area": wording.gettext("Area"),
            "kind": wording.gettext("Type of review"),
            "source": wording.gettext("Commissioned by"),
            "finding": wording.gettext("Findings"),
            "recommendation": wording.gettext("Recommendations"),
        }

    def outside_documents(self) -> tuple[tuple[str, OutsideDocument], ...]:
        """See ``Block.outside_documents``."""
        return tuple((resource.url, resource) for resource in self.resources if resource.url)

    def enclosure(self) -> Enclosure | None:
        """See ``Block.enclosure``."""
        found = (resource for resource in self.resources if resource.url)
        return next((Enclosure(str(r.url), r.media_type, r.bytes, r.title) for r in found), None)

    def facts(self, wording: Wording) -> tuple[str, ...]:
        """Return the facts at the top: type, commissioner, area, date, and whom it is about."""
        facts = [
            self.name_type(wording),
            wording.gettext("Commissioned by {name}", name=self.commissioned_by) if self.commissioned_by else None,
            self.area,
            wording.formats.list_and(list(dict.fromkeys(incident.when.name(wording) for incident in self.incidents))),
            *(subject.describe(wording) for subject in self.subjects),
        ]
        return tuple(fact for fact in facts if fact)

    def name_type(self, wording: Wording) -> str:
        """Return the type of the review, as the review states it or in the words of readers."""
        return self.type_as_stated or wording.gettext(REVIEW_TYPES[self.review_type])

    def outline(self, wording: Wording) -> tuple[str, ...]:
        """See ``Block.outline``: whom it is about, or of several people its type."""
        alone = (s.model_copy(update={"label": None}) for s in self.subjects if len(self.subjects) == s.count == 1)
        return ("".join(one.describe(wording) for one in alone) or self.name_type(wording),)

    def is_renamed(self) -> bool:
        """Return whether named persons confirmed that every name in the review has been changed."""
        named = [subject for subject in self.subjects if subject.kind == "pseudonym"]
        return bool(named) and all(subject.pseudonym_confirmed for subject in named)
