"""Recognises reviews in what is imported: the one object by which import knows of them."""

from __future__ import annotations

import re
from typing import Any

from newsletter.importing.blocks import add_blocks, is_pointer
from newsletter.importing.paragraphs import Paragraph
from newsletter.importing.provenance import Provenance
from newsletter.importing.recognisers import Recogniser, Segment
from newsletter.importing.source_text import SourceText
from newsletter.packs.case_reviews.importing.block import ReviewReader
from newsletter.packs.case_reviews.importing.headings import is_numbered, is_typed
from newsletter.packs.case_reviews.importing.lead_ins import find_lead_in, is_label
from newsletter.packs.case_reviews.importing.resources import find_resources
from newsletter.packs.case_reviews.importing.segmentation import find_segments
from newsletter.scaffolding.draft import Draft

_HELP = re.compile(r"childline|worried about a child", re.IGNORECASE)


class ReviewRecogniser:
    """See ``Recogniser``."""

    def begins(self, source_text: SourceText) -> bool:
        """See ``Recogniser.begins``."""
        opens = find_lead_in(source_text) or find_resources(source_text) or is_label(source_text.text)
        return bool(opens) or is_typed(source_text.text) or is_numbered(source_text.text)

    def ends(self, source_text: SourceText) -> bool:
        """See ``Recogniser.ends``."""
        opening = find_lead_in(source_text)
        return bool((opening and not opening.rest) or find_resources(source_text))

    def is_help(self, source_text: SourceText) -> bool:
        """See ``Recogniser.is_help``."""
        return bool(_HELP.search(source_text.text))

    def divide(self, paragraphs: list[Paragraph]) -> list[Segment]:
        """See ``Recogniser.divide``."""
        return [
            Segment(segment.paragraphs, self if segment.is_review else None) for segment in find_segments(paragraphs)
        ]

    def add(self, draft: Draft, provenance: Provenance, paragraphs: list[Paragraph]) -> None:
        """See ``Recogniser.add``: what a review does not hold follows it, in blocks of its own."""
        heading, *body = paragraphs
        help_with = [paragraph for paragraph in body if paragraph.kind == "paragraph" and paragraph.is_help]
        reader = ReviewReader(provenance, draft, draft.next_path())
        draft.add_block(reader.read([heading, *(paragraph for paragraph in body if paragraph not in help_with)]))
        add_blocks(draft, provenance, [*reader.left_over, *help_with])

    def count(self, blocks: list[dict[str, Any]]) -> dict[str, int]:
        """See ``Recogniser.count``."""
        reviews = [block for block in blocks if block["type"] == "case_review"]
        if not reviews:
            return {}
        groups = [group for review in reviews for group in review.get("recommendations", [])]
        pointers = [block for block in blocks if block["type"] == "text" and is_pointer(block["body"])]
        return {
            "reviews": len(reviews),
            "learning items": sum(len(review["learning"]["items"]) for review in reviews if "learning" in review),
            "recommendations": sum(len(group["items"]) for group in groups),
            "resources": sum(len(review.get("resources", [])) for review in reviews) + len(pointers),
        }


RECOGNISER: Recogniser = ReviewRecogniser()
