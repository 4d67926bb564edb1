"""What rules are asked about: an issue, its texts and links picked out once, and a publication on a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from newsletter.checking.analysis.spell_checker import Speller
from newsletter.checking.texts import Link, Text, find_links, walk_parts
from newsletter.documents.blocks import Block, Section
from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.parsing.document import DataPath

_FIGURE = re.compile(r"\d")
_PLACE = re.compile(r"School|Academy|College|Nursery|Pre|Hosp|Infirmary|Surgery|Centre|Clinic")
"""One of these stands in every name of a school or a hospital."""


@dataclass(frozen=True)
class IssueContext:
    """An issue of a publication; ``file`` is what its document is called, ``speller`` judges words if it is there.

    ``today`` is the day on which it is asked about; without one, nothing counts as later.
    """

    issue: Issue
    publication: Publication
    file: str = ""
    speller: Speller | None = None
    today: date = date.max

    @cached_property
    def _parts(self) -> tuple[Text | Link, ...]:
        return tuple(walk_parts(self.issue))

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text that readers see, in the order of the document."""
        return tuple(part for part in self._parts if isinstance(part, Text))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link that an editor wrote, in the order of the document."""
        return tuple(find_links(self._parts))

    @cached_property
    def said(self) -> str:
        """All texts, one after the other: to learn at once that something stands in none of them."""
        return "\n".join(text.words for text in self.texts)

    def blocks(self) -> Iterator[tuple[DataPath, Block]]:
        """Yield every block with its path in the document, a section before what it holds."""
        yield from walk_blocks(self.issue)

    def reviews(self) -> Iterator[tuple[DataPath, CaseReview]]:
        """Yield every case review with its path in the document."""
        yield from ((path, block) for path, block in self.blocks() if isinstance(block, CaseReview))

    @cached_property
    def figures(self) -> tuple[Text, ...]:
        """The texts of case reviews that hold a figure; a handful, in most issues."""
        return tuple(text for _, text in self.review_texts() if _FIGURE.search(text.words))

    @cached_property
    def places(self) -> tuple[Text, ...]:
        """The texts of case reviews that may name a school or a hospital; few, in most issues."""
        return tuple(text for _, text in self.review_texts() if _PLACE.search(text.words))

    def review_texts(self) -> Iterator[tuple[CaseReview, Text]]:
        """Yield every text of every case review, with its review."""
        reviews = dict(self.reviews())
        yield from ((reviews[text.block], text) for text in self.texts if text.block in reviews)


@dataclass(frozen=True, slots=True)
class PublicationContext:
    """A publication as it stands on a day; ``root`` is its folder, where there is one to look into."""

    publication: Publication
    today: date
    root: Path | None = None


def walk_blocks(issue: Issue) -> Iterator[tuple[DataPath, Block]]:
    """Yield every block of an issue with its path in the document, a section before what it holds."""
    for place, block in enumerate(issue.blocks):
        yield ("blocks", place), block
        if isinstance(block, Section):
            yield from ((("blocks", place, "blocks", inner), child) for inner, child in enumerate(block.blocks))
