"""The case-reviews pack: names of people and places in a review, and what all its details together give away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.analysis.word_lists import find_own_words, read_words
from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Requirement, Stage, Violation, issue_rule
from newsletter.errors import Reason, Severity
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.packs.case_reviews.rules.name_finder import NAME, WORDS, find_names
from newsletter.packs.case_reviews.rules.texts import places, review_texts, reviews

_PLACE = rf"\b(?:St\.? )?{NAME}(?: and {NAME}| {NAME}){{0,3}}"
_SCHOOL = re.compile(rf"{_PLACE} (?:School|Academy|College|Nursery|Preschool|Pre-school)\b")
_HOSPITAL = re.compile(rf"{_PLACE} (?:Hospital|Infirmary|Hospice|Surgery|Medical Centre|Health Centre|Clinic)\b")
_GENERIC = read_words("generic", WORDS)
"""Words with a capital that make no name of a school or a hospital."""


@issue_rule(
    "review.unknown-name",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A neighbour called @@Zebedee heard the child.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A neighbour heard the child, and told Quayshire Children's Services.
    learning: {items: [Listening to the child]}
""",
    needs=Requirement.DICTIONARY,
)
def find_unknown_names(context: IssueContext) -> Iterator[Violation]:
    """A capital within a sentence is a name: of an organisation, which may be named, or of a person, who must not."""
    phrases = [words for words in context.publication.checks.words if " " in words]
    names = (name for name in find_own_words(context.publication) if name not in phrases)
    own = {word for name in names for word in re.findall(r"\w+", name)}
    known = {id(review): own | _read_names(review) for _, review in reviews(context)}
    for review, text in review_texts(context):
        if text.field in _NAME_FIELDS:
            continue
        sentences = (_leave_out(phrases, sentence) for sentence in text.sentences)
        found = (
            name for sentence in sentences for name in find_names(sentence, known[id(review)], context.spell_checker)
        )
        for name in dict.fromkeys(found):
            hint = Reason(
                f"Write who it is without the name, or add '{name}' to",
                "words under [checks] in newsletter.toml.",
                "the words that the newsletter knows.",
            )
            yield Violation(text.path, f"'{name}' is a name that this publication does not know", hint, words=name)


def _leave_out(phrases: list[str], sentence: str) -> str:
    """Leave out what may stand as a whole; a name of several words does not make each of them known."""
    for phrase in phrases:
        sentence = sentence.replace(phrase, "…")
    return sentence


_NAME_FIELDS = frozenset({"label", "area", "commissioned_by", "owner", "to", "type_as_stated"})
"""Keys under which a name is meant to stand."""


def _read_names(review: CaseReview) -> set[str]:
    """Return the words of the names that the review has keys for."""
    stated = [review.area, review.commissioned_by, review.type_as_stated, *(s.label for s in review.subjects)]
    stated += [group.to for group in review.recommendations]
    points = [
        *(review.learning.items if review.learning else ()),
        *(p for g in review.recommendations for p in g.items),
    ]
    stated += [point.owner for point in points]
    return {word for name in stated if name for word in re.findall(r"\w+", name)}


@issue_rule(
    "review.school",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A went to @@Quayford Green Primary School.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A went to a primary school.
    learning: {items: [Listening to the child]}
""",
    stage=Stage.BUILD,
)
def find_schools(context: IssueContext) -> Iterator[Violation]:
    """A school narrows it down to a few hundred children, and those who were there know."""
    yield from _find_places(context, _SCHOOL, "a school", "Write: a primary school, a nursery, a college.")


@issue_rule(
    "review.hospital",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A was taken to @@Quayford Royal Infirmary.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A was taken to hospital.
    learning: {items: [Listening to the child]}
""",
    stage=Stage.BUILD,
)
def find_hospitals(context: IssueContext) -> Iterator[Violation]:
    """A hospital gives the town away, and its staff remember."""
    yield from _find_places(context, _HOSPITAL, "a hospital or practice", "Write: a hospital, a GP practice.")


def _find_places(context: IssueContext, pattern: re.Pattern[str], kind: str, hint: str) -> Iterator[Violation]:
    allowed = set(context.publication.checks.words)
    for text in places(context):
        for found in dict.fromkeys(pattern.findall(text.words)):
            named = [word for word in re.findall(NAME, found) if word not in _GENERIC]
            if named[:-1] and found not in allowed:
                yield Violation(text.path, f"it names {kind}, '{found}'", hint, words=found)


@issue_rule(
    "review.disclosure",
    Severity.WARNING,
    bad="""
blocks:
  - @@type: case_review
    id: child-a
    title: Child A
    review_type: scr
    area: Quayshire
    summary: Child A, whose family is Polish, lived with a twin brother.
    learning: {items: [Listening to the child]}
    subjects:
      - {kind: code, label: Child A, sex: female, age: {value: 8, unit: weeks}}
    incidents:
      - {when: {year: 2022, month: 5}, outcome: other, what: A visit was missed.}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    area: Quayshire
    summary: Child A lived with a brother.
    learning: {items: [Listening to the child]}
    subjects:
      - {kind: code, label: Child A, age: {value: 8, unit: weeks}}
    incidents:
      - {when: {year: 2022}, outcome: other, what: A visit was missed.}
""",
)
def find_telling_reviews(context: IssueContext) -> Iterator[Violation]:
    """Each detail alone is harmless; all of them together point to one child."""
    for path, review in reviews(context):
        points = dict(_score(review))
        total = sum(points.values())
        if total > MOST_POINTS:
            given = ", ".join(f"{detail} {value:g}" for detail, value in points.items())
            message = f"what it reveals adds up to {total:g} points, above {MOST_POINTS:g}: {given}"
            yield Violation(
                path, message, "Leave out what the learning can be understood without, or say it less exactly."
            )


MOST_POINTS = 6.5
"""Points from which the details of a review are too many; one whole detail below that a stranger is still lost."""


def _score(review: CaseReview) -> Iterator[tuple[str, float]]:
    """Yield each detail of a review with its points."""
    words = f"{review.title} {review.summary or ''} {' '.join(incident.what for incident in review.incidents)}"
    ages = [subject.age for subject in review.subjects if subject.age]
    if ages:
        yield "age", 1 if all(age.unit == "years" for age in ages) else 1.5
    if any(subject.sex for subject in review.subjects):
        yield "sex", 1
    if review.area or review.commissioned_by:
        yield "area", 2
    if review.incidents:
        yield "date", max(1.5 if i.when.month else 1 if i.when.season else 0.5 for i in review.incidents)
    yield from ((detail, points) for detail, points, pattern in _DETAILS if pattern.search(words))


_ORIGINS = (
    "Polish|Romanian|Roma|Traveller|Gypsy|Somali|Pakistani|Indian|Bangladeshi|Chinese|Nigerian|Jewish|Muslim|Hindu|Sikh|"
    "asylum|refugee|nationality"
)
_OCCUPATIONS = "soldier|army|navy|teacher|doctor|nurse|police officer|footballer|farmer|foster carers?"
_DETAILS = (
    (
        "family",
        1.0,
        re.compile(r"\b(siblings?|brothers?|sisters?|grandparents?|stepfather|stepmother)\b", re.IGNORECASE),
    ),
    ("twins", 1.0, re.compile(r"\b(twins?|triplets?)\b", re.IGNORECASE)),
    ("origin", 1.5, re.compile(rf"\b({_ORIGINS})\b")),
    ("school", 2.0, _SCHOOL),
    ("hospital", 2.0, _HOSPITAL),
    ("occupation", 1.0, re.compile(rf"\b({_OCCUPATIONS})\b", re.IGNORECASE)),
)
