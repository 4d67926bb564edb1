"""Rules about how hard an issue is to read, and about headings that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil

from newsletter.checking.analysis.readability import grade, split_words
from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.checking.texts import WrittenText
from newsletter.errors import Reason, Severity
from newsletter.parsing.document import DataPath, shorten

LONGEST_SENTENCE = 25
"""Words; the limit of the style guide for GOV.UK."""

ENOUGH_WORDS = 60
"""Words below which a grade says nothing."""

_LONG = "that the hall, the library and the office, each of them in its own way and at its own time, "


@issue_rule(
    "sentence.long",
    Severity.WARNING,
    bad=f"""
intro: >-
  @@We can now say {_LONG}
  will open their doors again to all of us.
""",
    good="""
intro: >-
  The hall, the library and the office will open their doors again.
  Each does so in its own way and at its own time.
""",
    language="en",
)
def find_long_sentences(context: IssueContext) -> Iterator[Violation]:
    """In a long sentence the beginning is forgotten before the end is reached, by tired readers first."""
    for text in context.texts:
        for sentence in text.sentences:
            count = len(split_words(sentence))
            if count > LONGEST_SENTENCE:
                message = f"a sentence of {count} words: '{shorten(sentence)}'"
                hint = f"Make two of it, each of {LONGEST_SENTENCE} words at most, or a list."
                yield Violation(text.path, message, hint, words=sentence)


_HARD = (
    "Multidisciplinary organisational accountability necessitates continuous institutional communication, "
    "facilitating collaborative operational responsibility. "
)


@issue_rule(
    "block.grade",
    Severity.WARNING,
    bad=f"""
blocks:
  - @@type: text
    title: Our work
    body: {_HARD * 6}
""",
    good="""
blocks:
  - type: text
    title: Our work
    body: We talk to each other often, and we do the work together.
""",
    language="en",
)
def find_hard_blocks(context: IssueContext) -> Iterator[Violation]:
    """A text for everybody is one that a pupil of fourteen could follow; a hard one loses readers without a word."""
    highest = context.publication.checks.grade
    for path, texts in _group(context).items():
        sentences = [sentence for text in texts for sentence in text.sentences]
        found = grade(sentences)
        if found > highest and sum(len(split_words(sentence)) for sentence in sentences) >= ENOUGH_WORDS:
            where = "this block" if path else "the introduction"
            hint = Reason(
                "Use shorter sentences and shorter words", ", or set grade under [checks] in newsletter.toml.", "."
            )
            shown = ceil(found * 10) / 10  # not the 14 that would be above 14
            yield Violation(path or ("intro",), f"{where} has a reading grade of {shown:.1f}, above {highest}", hint)


def _group(context: IssueContext) -> dict[DataPath, list[WrittenText]]:
    """Sort what is running text by the block it belongs to."""
    groups: dict[DataPath, list[WrittenText]] = {}
    for text in context.texts:
        if text.field in _RUNNING and "corrections" not in text.path:
            groups.setdefault(text.block, []).append(text)
    return groups


_RUNNING = frozenset({"intro", "body", "summary", "text", "why", "what", "note"})


@issue_rule(
    "heading.typed",
    Severity.WARNING,
    bad="""
blocks:
  - type: text
    body: |-
      @@## Opening hours

      The hall is open until six.
""",
    good="""
blocks:
  - type: text
    title: Opening hours
    body: The hall is open until six.
""",
)
def find_typed_headings(context: IssueContext) -> Iterator[Violation]:
    """A typed heading is not a heading: it shows its marks, and readers who jump from heading to heading miss it."""
    for text in context.texts:
        if not text.is_markdown:
            continue
        for found in _TYPED_HEADING.finditer(text.words):
            message = f"'{shorten(found[0].strip())}' looks like a heading, and is none"
            hint = Reason(
                "",
                "Begin a block of its own with it as title:, within a section if there are several.",
                "Begin a block of its own with +, and write it as its title.",
            )
            yield Violation(text.path, message, hint, words=found[0].strip())


_TYPED_HEADING = re.compile(
    r"^ {0,3}#{1,6} .+$|^.+\n {0,3}(?:=+|-{3,}) *$|(?:\A|\n\n)\*\*[^*\n.!?]{2,60}\*\*:?(?=\n\n)", re.MULTILINE
)
