"""Published reviews of cases in which children were harmed, and the rules that protect those children."""

from __future__ import annotations

from pathlib import Path

from newsletter.documents.packs import Pack
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.packs.case_reviews.settings import CaseContentNote, ReviewEmailSettings

_HERE = Path(__file__).parent
_RULES = ("former_name", "harm", "identifiers", "language", "names", "resources", "reviews", "subjects", "themes")

PACK = Pack(
    name="case-reviews",
    blocks=(CaseReview,),
    templates=_HERE / "templates",
    languages=_HERE / "languages",
    rules=tuple(f"{__name__}.rules.{family}" for family in _RULES),
    words=_HERE / "words" / "spelling.txt",
    recogniser=f"{__name__}.importing.recogniser:RECOGNISER",
    starter=_HERE / "starter.toml",
    example=_HERE / "example",
    content_note=CaseContentNote,
    mail=ReviewEmailSettings,
    caution="no names, ages or harm",
    former_names=("safeguarding",),
)
