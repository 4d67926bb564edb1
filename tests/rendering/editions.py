"""Small editions that tests can change in one place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.rendering.edition import Edition
from tests.packs import ISSUE_MODEL, PUBLICATION_MODEL

PUBLICATION = PUBLICATION_MODEL.model_validate(
    tomllib.loads((Path(__file__).parents[1] / "golden" / "newsletter.toml").read_text(encoding="utf-8"))
)


def make_publication(**changes: Any) -> Publication:  # noqa: ANN401  # any field of a publication
    """Return the publication of the golden cases with some fields changed."""
    return PUBLICATION_MODEL.model_validate(PUBLICATION.model_dump() | changes)


def make_review(name: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # any field of a review
    """Return a case review as a document has it."""
    return {"type": "case_review", "id": name, "title": f"Review {name}", "review_type": "scr"} | fields


def make_issue(*blocks: dict[str, Any], **fields: Any) -> Issue:  # noqa: ANN401  # any field of an issue
    """Return an issue of March 2024 with these blocks."""
    return ISSUE_MODEL.model_validate(
        {"period": "2024-03", "title": "News", "status": "ready", "blocks": blocks} | fields
    )


def make_edition(*blocks: dict[str, Any], publication: Publication = PUBLICATION, **fields: Any) -> Edition:  # noqa: ANN401  # as above
    """Return that issue's edition."""
    return Edition(publication, make_issue(*blocks, **fields))
