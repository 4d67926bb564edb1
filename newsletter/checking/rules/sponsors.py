"""The rule about sponsors: an e-mail with an advertisement is marketing, and says so."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.sponsor import Sponsor
from newsletter.errors import Reason, Severity

_MESSAGE = "an issue with a sponsor is marketing, and this one does not say so"
_HINT = Reason(
    "",
    "Write message_class: marketing at the top of this issue, or for every issue, below a line [mail] in "
    'newsletter.toml, message_class = "marketing".',
    "Say in the facts of this issue that its mail is marketing.",
)


@issue_rule(
    "sponsor.message-class",
    Severity.ERROR,
    bad="""
blocks:
  - {type: sponsor, title: @@Hobbs & Sons, body: Order by Friday.}
""",
    good="""
message_class: marketing
blocks:
  - {type: sponsor, title: Hobbs & Sons, body: Order by Friday.}
""",
    waivable=False,
)
def find_undeclared_marketing(context: IssueContext) -> Iterator[Violation]:
    """A sponsor makes an e-mail marketing, which may go only to those who agreed to it (ePrivacy Directive, 13)."""
    if (context.issue.message_class or context.publication.mail.message_class) == "marketing":
        return
    for path, block in context.blocks():
        if isinstance(block, Sponsor):
            yield Violation(
                (*path, "title"), "an issue with a sponsor is marketing, and this one does not say so", _HINT
            )
