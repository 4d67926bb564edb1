"""Rules about the size of the e-mail, and which block costs most of it."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.base import Finding, Weight
from newsletter.checking.mails import Mail, email_rule
from newsletter.checking.rendered import CLIP_AT, FAIL_AT, KB, WARN_AT

_LONG = "blocks:\n  - {type: text, body: Short.}\n  - @@type: text\n    body: " + "We met. " * 9_500 + "\n"
_SHORT = "blocks:\n  - {type: text, body: Short.}\n  - type: text\n    body: We met.\n"


@email_rule("email.size", Weight.ERROR, bad=_LONG, good=_SHORT, waivable=False)
def find_heavy_mail(mail: Mail) -> Iterator[Finding]:
    """Gmail hides what is past 102 KB of HTML, and with it the way to unsubscribe; providers add some of their own."""
    size = len(mail.html)
    if size < WARN_AT:
        return
    costs = {path: len(fragment.encode()) for path, fragment in mail.fragments.items()}
    largest = max(costs, key=lambda path: costs[path], default=())
    message = f"the e-mail is {size / KB:.0f} KB of HTML, and Gmail hides what is past {CLIP_AT // KB} KB"
    hint = f"Shorten it: the largest block, here, brings {costs.get(largest, 0) / KB:.0f} KB of words and marks."
    yield Finding(largest, message, hint, Weight.ERROR if size >= FAIL_AT else Weight.WARNING)
