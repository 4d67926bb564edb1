"""What documents in tests are read with: the packs of this repository's own publication, and the models they give."""

from __future__ import annotations

from newsletter.checking import find_rules
from newsletter.documents.packs import collect_blocks, issue_model, publication_model

PACKS = ("case-reviews",)
BLOCKS = collect_blocks(PACKS)
ISSUE_MODEL = issue_model(PACKS)
PUBLICATION_MODEL = publication_model(PACKS)
RULES = find_rules(PACKS)
