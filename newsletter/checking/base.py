"""What a rule is: an id, a weight, a function that finds, and the reason in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, ParamSpec

from newsletter.documents.blocks import Block, Section
from newsletter.documents.blocks.case_review import CaseReview
from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.reading.document import DataPath

Given = ParamSpec("Given")


class Weight(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    UNFINISHED = "unfinished"
    """A warning while the issue is a draft, an error once it is ready."""
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is not kept: which value, what is wrong, how to mend it."""

    path: DataPath
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[Given]):
    """A rule and what it looks at."""

    id: str
    weight: Weight
    find: Callable[Given, Iterator[Finding]]


ISSUE_RULES: dict[str, Rule[[Issue, Publication]]] = {}
PUBLICATION_RULES: dict[str, Rule[[Publication, date]]] = {}

IssueFinder = Callable[[Issue, Publication], Iterator[Finding]]
PublicationFinder = Callable[[Publication, date], Iterator[Finding]]


def issue_rule(rule_id: str, weight: Weight) -> Callable[[IssueFinder], IssueFinder]:
    """Make a function a rule about issues."""

    def register(find: IssueFinder) -> IssueFinder:
        ISSUE_RULES[rule_id] = Rule(rule_id, weight, find)
        return find

    return register


def publication_rule(rule_id: str, weight: Weight) -> Callable[[PublicationFinder], PublicationFinder]:
    """Make a function a rule about publications."""

    def register(find: PublicationFinder) -> PublicationFinder:
        PUBLICATION_RULES[rule_id] = Rule(rule_id, weight, find)
        return find

    return register


def walk_blocks(issue: Issue) -> Iterator[tuple[DataPath, Block]]:
    """Yield every block with its path in the document, a section before what it holds."""
    for place, block in enumerate(issue.blocks):
        yield ("blocks", place), block
        if isinstance(block, Section):
            yield from ((("blocks", place, "blocks", inner), child) for inner, child in enumerate(block.blocks))


def walk_reviews(issue: Issue) -> Iterator[tuple[DataPath, CaseReview]]:
    """Yield every case review with its path in the document."""
    yield from ((path, block) for path, block in walk_blocks(issue) if isinstance(block, CaseReview))
