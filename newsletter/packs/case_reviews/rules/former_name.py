"""The case-reviews pack: the name under which publications had its rules switched on before it had blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator

from newsletter.checking.contexts import PublicationContext
from newsletter.checking.registry import Stage, Violation, publication_rule
from newsletter.errors import Reason, Severity


@publication_rule(
    "pack.former-name",
    Severity.WARNING,
    bad="""
[checks]
packs = ["@@safeguarding"]
""",
    good="""
packs = ["case-reviews"]
""",
    stage=Stage.BUILD,
)
def find_former_names(context: PublicationContext) -> Iterator[Violation]:
    """A pack brings blocks and not only rules now, so it is named at the top of the file."""
    line = f"packs = {json.dumps(context.publication.packs)}"
    for n, name in enumerate(context.publication.checks.packs):
        remedy = f"Delete this line, and write above the first line in [brackets]: {line}"
        hint = Reason("", remedy, "Ask the person who set the newsletter up to give it another name.")
        yield Violation(("checks", "packs", n), f"'{name}' is the former name of a pack", hint, words=name)
