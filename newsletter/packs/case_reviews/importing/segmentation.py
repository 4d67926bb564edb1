"""Finds the reviews in a source: where each begins and ends, whatever its heading looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsletter.importing.paragraphs import Paragraph
from newsletter.packs.case_reviews.importing.headings import is_dated, is_numbered, is_typed
from newsletter.packs.case_reviews.importing.lead_ins import find_lead_in, is_label
from newsletter.packs.case_reviews.importing.resources import find_resources

_LONGEST_HEADING = 150
_SENTENCE_END = re.compile(r"[.!?;:,…](?:[\"'’”)]|\[\d+\])*$")
_SIGN_OFF = re.compile(
    r"(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many) )?(?:regards|wishes|thanks)[,.!]?(?: [A-Z][\w’'-]+){0,3}"
    r"|yours (?:sincerely|faithfully|truly)[,.]?(?: [A-Z][\w’'-]+){0,3}",
    re.IGNORECASE,
)
_PLAIN_LEVEL = 7
"""The level of a heading that has no style: below all that have one."""


@dataclass(frozen=True, slots=True)
class ReviewSegment:
    """Paragraphs that belong together: a review, the first being its heading, or what stands between reviews."""

    is_review: bool
    paragraphs: list[Paragraph]


def find_segments(paragraphs: list[Paragraph]) -> list[ReviewSegment]:
    """Divide a source into reviews and the rest; a source without reviews is all rest."""
    starts = _find_starts(paragraphs)
    segments = [ReviewSegment(is_review=False, paragraphs=paragraphs[: starts[0] if starts else None])]
    for start, end in zip(starts, [*starts, len(paragraphs)][1:], strict=True):
        until = _find_end(paragraphs, start, end)
        segments.append(ReviewSegment(is_review=True, paragraphs=paragraphs[start:until]))
        segments.append(ReviewSegment(is_review=False, paragraphs=paragraphs[until:end]))
    return [segment for segment in segments if segment.paragraphs]


def _find_starts(paragraphs: list[Paragraph]) -> list[int]:
    """Return where reviews begin; without a heading that names a type, one with both lists has to be among them."""
    candidates = [n for n, paragraph in enumerate(paragraphs) if _may_begin_review(paragraph)]
    ends = [*candidates, len(paragraphs)][1:]
    lists = {start: _find_lists(paragraphs[start + 1 : end]) for start, end in zip(candidates, ends, strict=True)}
    typed = [n for n in candidates if _is_typed_start(paragraphs, n, has_list=bool(lists[n]))]
    whole = [n for n in candidates if lists[n] == {"learning", "recommendations"}]
    looks = {_look_of(paragraphs[n]) for n in typed}
    others = (n for n in candidates if lists[n] and (not typed or _look_of(paragraphs[n]) in looks))
    return sorted({*typed, *others}) if typed or whole else []


def _look_of(paragraph: Paragraph) -> tuple[str, int, bool]:
    """Return what the headings of the reviews in one digest have in common, and those within a review have not."""
    return paragraph.kind, paragraph.level, paragraph.is_strong


def _is_typed_start(paragraphs: list[Paragraph], n: int, *, has_list: bool) -> bool:
    paragraph = paragraphs[n]
    is_sure = has_list or is_dated(paragraph.text) or _is_heading(paragraph) or _is_numbered_heading(paragraphs, n)
    return is_sure and is_typed(paragraph.text)


def _is_numbered_heading(paragraphs: list[Paragraph], n: int) -> bool:
    """Return whether a list item is one in looks alone, with running text below it."""
    return paragraphs[n].kind == "item" and [after.kind for after in paragraphs[n + 1 : n + 2]] == ["paragraph"]


def _may_begin_review(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if (
        paragraph.kind not in {"heading", "paragraph", "item"}
        or not re.search(r"\w", text)
        or _belongs_to_review(paragraph)
    ):
        return False
    if paragraph.kind == "item":
        return is_typed(text) and (paragraph.is_strong or bool(re.search(r"\d", paragraph.marker)))
    is_short = len(text) <= _LONGEST_HEADING and not _SENTENCE_END.search(text) and not text[0].islower()
    is_said = is_dated(text) or (is_typed(text) and not text.endswith("."))
    return is_short or is_said or _is_heading(paragraph)


def _belongs_to_review(paragraph: Paragraph) -> bool:
    """Return whether a paragraph opens a part of a review, and so begins none."""
    source_text = paragraph.source_text
    return bool(is_label(paragraph.text) or find_lead_in(source_text) or find_resources(source_text))


def _is_heading(paragraph: Paragraph) -> bool:
    if paragraph.kind == "heading":
        return True
    is_numbered_type = is_numbered(paragraph.text) and is_typed(paragraph.text)
    return len(paragraph.text) <= 2 * _LONGEST_HEADING and (paragraph.is_strong or is_numbered_type)


def _find_lists(paragraphs: list[Paragraph]) -> set[str]:
    found = (find_lead_in(paragraph.source_text) for paragraph in paragraphs)
    return {lead_in.list for lead_in in found if lead_in}


def _find_end(paragraphs: list[Paragraph], start: int, end: int) -> int:
    """Return where a review ends: before notes, or a heading of its own level or above that belongs to no review."""
    level = paragraphs[start].level if paragraphs[start].kind == "heading" else _PLAIN_LEVEL
    for n in range(start + 1, end):
        paragraph = paragraphs[n]
        if paragraph.kind == "footnote" or _SIGN_OFF.fullmatch(paragraph.text):
            return n
        is_above = paragraph.level <= level if paragraph.kind == "heading" else _is_alike(paragraphs[start], paragraph)
        if is_above and not _belongs_to_review(paragraph):
            return n
    return end


def _is_alike(heading: Paragraph, paragraph: Paragraph) -> bool:
    """Return whether a paragraph is a heading, having no style, as that of the review has none."""
    looks_alike = heading.is_strong and paragraph.is_strong and heading.kind == paragraph.kind == "paragraph"
    return looks_alike and len(paragraph.text) <= _LONGEST_HEADING and not _SENTENCE_END.search(paragraph.text)
