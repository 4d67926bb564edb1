"""A site whose titles, texts and owners are what spreadsheets, LaTeX and guesses about types go wrong with, built."""

from __future__ import annotations

import json
from pathlib import Path

from tests.building.publications import make, make_publication

TEXTS = (
    '=HYPERLINK("https://example.org/?"&A1,"more")',
    "=1+1",
    "+2 of 3",
    "-1 or less",
    "@SUM(A1:A9)",
    '"Quoted", and a comma, a | b',
    "100 % & {more} \\ ~ ^ _ # $",
    "Złoty – żółć",
    "NA",
    "007",
    "1e5",
    "TRUE",
)
FORMULAS = TEXTS[:5]
"""Those that a spreadsheet would run."""


def make_hostile_site(root: Path) -> Path:
    """Write a publication with an item and a recommendation for each text, build it and return the site."""
    make_publication(root)
    blocks = [_make_item(number, text) for number, text in enumerate(TEXTS)]
    words = {"title": TEXTS[1], "subject": "What there is", "preheader": "In short, what there is to read in it."}
    issue = {"period": "2024-03", **words, "intro": "Welcome.", "status": "ready", "blocks": blocks}
    (root / "issues/2024-03.yaml").write_text(json.dumps(issue), encoding="utf-8")
    answers = [_make_answer(number, text) for number, text in enumerate(TEXTS)]
    (root / "responses").mkdir()
    (root / "responses/2024.yaml").write_text(json.dumps({"responses": answers}), encoding="utf-8")
    make(root)
    return root / "dist/site"


def _make_item(number: int, text: str) -> dict[str, object]:
    asked = [{"to": text, "items": [{"text": text, "id": "ask"}]}]
    words = {"title": text, "summary": "What happened."}
    return {
        "type": "case_review",
        "id": f"item-{number}",
        **words,
        "review_type": "scr",
        "themes": ["neglect"],
        "recommendations": asked,
    }


def _make_answer(number: int, text: str) -> dict[str, object]:
    return {"to": f"2024-03#item-{number}/ask", "by": text, "on": "2024-03-20", "state": "not_taken_up", "why": text}
