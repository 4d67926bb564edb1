"""The case-reviews pack: the reviews of an issue and their texts, picked out once for all rules that ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.texts import WrittenText
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.parsing.document import DataPath

_FIGURE = re.compile(r"\d")
_PLACE = re.compile(r"School|Academy|College|Nursery|Pre|Hosp|Infirmary|Surgery|Centre|Clinic")
"""One of these is in every name of a school or a hospital."""


def reviews(context: IssueContext) -> Iterator[tuple[DataPath, CaseReview]]:
    """Yield every case review with its path in the document."""
    yield from ((path, block) for path, block in context.blocks() if isinstance(block, CaseReview))


def review_texts(context: IssueContext) -> tuple[tuple[CaseReview, WrittenText], ...]:
    """Return every text of every case review, with its review."""
    return context.derive(_find_review_texts)


def figures(context: IssueContext) -> tuple[WrittenText, ...]:
    """Return the texts of case reviews that hold a figure; a handful, in most issues."""
    return context.derive(_find_figures)


def places(context: IssueContext) -> tuple[WrittenText, ...]:
    """Return the texts of case reviews that may name a school or a hospital; few, in most issues."""
    return context.derive(_find_places)


def _find_review_texts(context: IssueContext) -> tuple[tuple[CaseReview, WrittenText], ...]:
    known = dict(reviews(context))
    return tuple((known[text.block], text) for text in context.texts if text.block in known)


def _find_figures(context: IssueContext) -> tuple[WrittenText, ...]:
    return tuple(text for _, text in review_texts(context) if _FIGURE.search(text.words))


def _find_places(context: IssueContext) -> tuple[WrittenText, ...]:
    return tuple(text for _, text in review_texts(context) if _PLACE.search(text.words))
