"""Rules about the size of the e-mail, and which block costs most of it."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from newsletter.checking.contexts import EmailContext
from newsletter.checking.registry import Violation, email_rule
from newsletter.errors import Severity
from newsletter.parsing.document import DataPath
from newsletter.rendering.block_markers import MarkingRenderer, measure_blocks
from newsletter.rendering.email import render_html

KB = 1000
WARN_AT = 80 * KB
"""Bytes of HTML from which providers' additions may push it past the clip."""

FAIL_AT = 100 * KB
"""Bytes of HTML from which it would not arrive whole."""

CLIP_AT = 102 * KB
"""Bytes of HTML after which Gmail hides the rest of an e-mail."""

_SHORTER, _LONGER = "We met. " * 4_000, "We met. " * 5_500
_LONG = f"blocks:\n  - type: text\n    body: {_SHORTER}\n  - @@type: text\n    body: {_LONGER}\n"
_SHORT = "blocks:\n  - {type: text, body: Short.}\n  - type: text\n    body: We met.\n"


@email_rule("email.size", Severity.ERROR, bad=_LONG, good=_SHORT, waivable=False)
def find_heavy_mail(context: EmailContext) -> Iterator[Violation]:
    """Gmail hides what is past 102 KB of HTML, and with it the way to unsubscribe; providers add some of their own."""
    size = len(context.html)
    if size < WARN_AT:
        return
    largest, cost = _find_largest(context)
    message = f"the e-mail is {size / KB:.0f} KB of HTML, and Gmail hides what is past {CLIP_AT // KB} KB"
    hint = f"Shorten it: the largest block, here, brings {cost / KB:.0f} KB of it."
    yield Violation(largest, message, hint, Severity.ERROR if size >= FAIL_AT else Severity.WARNING)


def _find_largest(context: EmailContext) -> tuple[DataPath, int]:
    """Return the path of the block that most of the bytes that go out are for, and how many they are."""
    shares = measure_blocks(render_html(context.edition, context.renderer.become(MarkingRenderer)))
    costs = {share.number: share.size for share in shares if share.number is not None}
    paths = dict(enumerate(context.fragments))
    return max(((paths[number], cost) for number, cost in costs.items()), key=itemgetter(1), default=((), 0))
