"""Rules about the size of the e-mail, and which block costs most of it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from newsletter.checking.contexts import EmailContext
from newsletter.checking.registry import Example, Stage, Violation, email_rule
from newsletter.errors import Severity
from newsletter.parsing.document import DataPath
from newsletter.rendering.block_markers import MarkingRenderer, measure_blocks
from newsletter.rendering.email import TOO_LONG, render_html

KB = 1000
WARN_AT = 80 * KB
"""Bytes of HTML from which providers' additions may push it past the clip."""

CLIP_AT = 102 * KB
"""Bytes of HTML after which Gmail hides the rest of an e-mail."""

_SHORTER, _LONGER = "We met. " * 4_000, "We met. " * 5_500
_LONG = f"blocks:\n  - type: text\n    body: {_SHORTER}\n  - @@type: text\n    body: {_LONGER}\n"
_TEXT = f"  - type: text\n    body: {_SHORTER}\n"
_TOO_LONG = f"blocks:\n{_TEXT * 2}{_TEXT.replace('type', '@@type')}"
_SHORTEN = '[mail]\ntoo_long = "shorten"\n'
_NAMED = 5
"""How many headings of what is left out are named."""

_SHORT = "blocks:\n  - {type: text, body: Short.}\n  - type: text\n    body: We met.\n"


@email_rule("email.size", Severity.ERROR, bad=_LONG, good=_SHORT, waivable=False)
def find_heavy_mail(context: EmailContext) -> Iterator[Violation]:
    """Gmail hides what is past 102 KB of HTML, and with it the way to unsubscribe; providers add some of their own."""
    size = len(context.html)
    if size < WARN_AT or (context.campaign.left_out and size < TOO_LONG):
        return
    largest, cost = _find_largest(context)
    message = f"the e-mail is {size / KB:.0f} KB of HTML, and Gmail hides what is past {CLIP_AT // KB} KB"
    hint = f"Shorten it: the largest block, here, brings {cost / KB:.0f} KB of it."
    yield Violation(largest, message, hint, Severity.ERROR if size >= TOO_LONG else Severity.WARNING)


@email_rule(
    "email.shortened",
    Severity.WARNING,
    bad=Example(issue=_TOO_LONG, publication=_SHORTEN),
    good=Example(issue=_SHORT, publication=_SHORTEN),
    stage=Stage.BUILD,
)
def find_shortened_mail(context: EmailContext) -> Iterator[Violation]:
    """What does not fit into an e-mail is left out at its end, and only those who follow a link read it."""
    left_out = context.content.left_out
    if left_out:
        first = left_out[0].block
        names = [entry.heading for entry in left_out if entry.heading]
        told = f": {', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else ''}" if names else ""
        blocks = "the last block is" if len(left_out) == 1 else f"the last {len(left_out)} blocks are"
        message = f"{blocks} not in the e-mail, which would be too long{told}"
        yield Violation(context.find_path(first), message, "Shorten what is before it, or put what matters most first.")


def _find_largest(context: EmailContext) -> tuple[DataPath, int]:
    """Return the path of the block that most of the bytes that go out are for, and how many they are."""
    shares = measure_blocks(render_html(context.edition, context.renderer.become(MarkingRenderer), context.content))
    costs = {share.number: share.size for share in shares if share.number is not None}
    paths = dict(enumerate(context.fragments))
    return max(((paths[number], cost) for number, cost in costs.items()), key=itemgetter(1), default=((), 0))
