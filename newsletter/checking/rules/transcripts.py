"""The rule about recordings: what is said in them can be read as well."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.media import Media
from newsletter.errors import Reason, Severity

_ADD = Reason(
    "Add one",
    ": transcript: {text: Read what is said, url: https://…}",
    "in its form: the words of the link, and its address.",
)


@issue_rule(
    "media.transcript",
    Severity.WARNING,
    bad="""
blocks:
  - {type: media, title: @@The ringers, kind: audio, url: "https://hall.example.org/ringers.mp3"}
""",
    good="""
blocks:
  - type: media
    title: The ringers
    kind: audio
    url: https://hall.example.org/ringers.mp3
    transcript: {text: What the ringers say, url: "https://hall.example.org/ringers"}
""",
)
def find_recordings_without_transcript(context: IssueContext) -> Iterator[Violation]:
    """People who cannot hear a recording, or not now, read what is said in it (WCAG 2.2, criterion 1.2.1)."""
    for path, block in context.blocks():
        if isinstance(block, Media) and block.transcript is None:
            message = f"'{block.title}' has no transcript"
            yield Violation((*path, "title"), message, _ADD)
