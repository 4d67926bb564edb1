"""Rules about signs that readers would see: Markdown where it does not count, HTML, letters that arrived garbled."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.analysis.garbled import find_garbled
from newsletter.checking.analysis.signs import find_signs
from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.checking.texts import WrittenText
from newsletter.errors import Severity
from newsletter.rendering.markdown import find_shown

_TYPED = frozenset("*_`[~|#=&-")


@issue_rule(
    "text.signs",
    Severity.WARNING,
    bad="""
intro: "The hall costs £40 a day.@@[^1]"
""",
    good="""
intro: "The hall costs £40 a day (from May)."
""",
)
def find_shown_signs(context: IssueContext) -> Iterator[Violation]:
    """Readers see a sign that does not count as it was typed: a footnote without its note, a star in a title."""
    for text in context.texts:
        if not _TYPED.isdisjoint(text.words):
            yield from _find_signs_in(text)


def _find_signs_in(text: WrittenText) -> Iterator[Violation]:
    shown = find_shown(text.words) if text.is_markdown else (text.words,)
    signs = (sign for part in shown for sign in find_signs(part, is_markdown=text.is_markdown))
    for sign in dict.fromkeys(signs):
        first = sign.typed.partition("\n")[0]
        message = f"'{first[:80]}' is shown as it is typed; it would be {sign.meant} elsewhere"
        words, right = (first, sign.instead) if first in text.words else ("", ())
        yield Violation(text.path, message, sign.hint, words=words, replacements=right)


@issue_rule(
    "text.garbled",
    Severity.WARNING,
    bad="""
intro: "Tea in the @@cafÃ© is free."
""",
    good="""
intro: "Tea in the café is free."
""",
)
def find_garbled_letters(context: IssueContext) -> Iterator[Violation]:
    """A text that was read in another character set than it was written in has lost its letters."""
    for text in context.texts:
        for garbled, meant in dict.fromkeys(find_garbled(text.words)):
            word = next((word for word in text.words.split() if garbled in word), garbled)
            message = f"'{garbled}' was read in the wrong character set"
            right = (word.replace(garbled, meant.replace("\u00a0", " ")),) if meant else ()
            hint = "" if right else "Look it up in the source, and type it again."
            yield Violation(text.path, message, hint, words=word, replacements=right)
