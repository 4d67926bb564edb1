"""Published reviews of cases in which children were harmed, and the rules that protect those children."""

from __future__ import annotations

from pathlib import Path

from newsletter.documents.packs import Pack
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.packs.case_reviews.content_note import CaseContentNote

PACK = Pack(
    name="case-reviews",
    blocks=(CaseReview,),
    templates=Path(__file__).parent / "templates",
    recogniser="newsletter.packs.case_reviews.importing.recogniser:RECOGNISER",
    content_note=CaseContentNote,
    former_names=("safeguarding",),
)
