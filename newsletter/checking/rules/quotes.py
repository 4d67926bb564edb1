"""Rules about quotations: no doubled quotation marks, and none without a speaker or a source."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.quote import Quote
from newsletter.errors import Reason, Severity

_OPENING, _CLOSING = "\"'“‘„‚«‹»›”’", "\"'”’“‘»›«‹"


@issue_rule(
    "quote.marks",
    Severity.WARNING,
    bad="""
blocks:
  - {type: quote, words: @@'"It took five minutes."', who: R. Fenwick}
""",
    good="""
blocks:
  - {type: quote, words: 'It took "five" minutes.', who: R. Fenwick}
""",
)
def find_double_marks(context: IssueContext) -> Iterator[Violation]:
    """A quotation is shown with a mark of its own: marks in its words would be there twice."""
    for path, block in context.blocks():
        if isinstance(block, Quote) and _is_marked(block.words.strip("*_.,;:…! \n")):
            message = "the words have quotation marks, and the block shows one of its own"
            yield Violation((*path, "words"), message, replacements=(_take_marks_out(block.words),))


def _take_marks_out(words: str) -> str:
    """Leave out the first and the last quotation mark; stops and emphasis outside them stay."""
    places = [n for n, character in enumerate(words) if character in _OPENING + _CLOSING]
    return "".join(character for n, character in enumerate(words) if n not in {places[0], places[-1]})


def _is_marked(words: str) -> bool:
    """Whether marks are around all of it, not around its first and its last words apart."""
    is_around = len(words) > 1 and words[0] in _OPENING and words[-1] in _CLOSING
    return is_around and not any(mark in words[1:-1] for mark in '"“”„«»')


@issue_rule(
    "quote.unattributed",
    Severity.WARNING,
    bad="""
blocks:
  - {type: quote, words: @@It took five minutes.}
""",
    good="""
blocks:
  - {type: quote, words: It took five minutes., role: a volunteer at the bridge}
""",
)
def find_unattributed_quotes(context: IssueContext) -> Iterator[Violation]:
    """Readers want to know who said it: a quotation without a name or a source carries no weight."""
    for path, block in context.blocks():
        if isinstance(block, Quote) and not block.attribution() and not block.source:
            hint = Reason(
                "",
                "Write who said it (who: R. Fenwick), what they do (role) or where it is from (source).",
                "Write who said it, what they do, or where it is from.",
            )
            yield Violation((*path, "words"), "the quotation has no speaker and no source", hint)
