"""Rules about the e-mail as programs take it: its text, its headings, what clients lack, merge tags, spam filters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.analysis.client_support import find_gaps, read_table
from newsletter.checking.contexts import EmailContext
from newsletter.checking.registry import Example, Requirement, Violation, email_rule
from newsletter.checking.texts import walk_texts
from newsletter.documents.values import MERGE_HOST
from newsletter.errors import Reason, Severity
from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN

TOP_LEVEL = 2
"""The level of a block's heading in an issue; one within a section stands a level lower."""

MOST_NAMES = 3
"""Clients that are named; the others are counted."""

_NOTICE = """
blocks:
  - @@type: notice
    title: Closed
    body: The hall is closed in May.
"""
_PLAIN_NOTICE = _NOTICE.replace("@@", "")
_NOTICE_FILE = "templates/blocks/notice.html"


@email_rule(
    "email.no-text",
    Severity.WARNING,
    bad=Example(issue=_PLAIN_NOTICE, files={"templates/text/issue.txt": b"{{ edition.issue.title }}\n"}),
    good=_PLAIN_NOTICE,
)
def find_missing_text(context: EmailContext) -> Iterator[Violation]:
    """Some readers get only the plain text, and a message without one is more often taken for spam."""
    text = " ".join(context.campaign.text.split())
    shown = sum(len(re.sub(r"<[^<>]*>", "", fragment).split()) for fragment in context.fragments.values())
    if len(text.split()) < shown:
        message = f"the plain text has {len(text.split())} words, and the blocks alone have {shown}"
        yield Violation((), message, "Mend templates/text/issue.txt of the publication, or delete it.")


@email_rule(
    "email.heading-order",
    Severity.WARNING,
    bad=Example(issue=_NOTICE, files={_NOTICE_FILE: b"<h3>When</h3><p>{{ block.body }}</p>"}),
    good=Example(
        issue=_PLAIN_NOTICE, files={_NOTICE_FILE: b"<h{{ level + 1 }}>When</h{{ level + 1 }}>{{ block.body | prose }}"}
    ),
)
def find_skipped_headings(context: EmailContext) -> Iterator[Violation]:
    """Readers who jump from heading to heading take a skipped level for something missed (WCAG 1.3.1)."""
    top = {("blocks", place) for place in range(len(context.edition.entries))}
    for path, fragment in context.fragments.items():
        before = TOP_LEVEL if path in top else TOP_LEVEL + 1
        for level in map(int, re.findall(r"<h([1-6])[ >]", fragment)):
            if level > before + 1 or level <= 1:
                hint = Reason(
                    "",
                    "Write h{{ level + 1 }} in the block's template.",
                    "Ask the person who made the design to fix it.",
                )
                yield Violation(path, f"a heading of level {level} follows one of level {before}", hint)
            before = level


@email_rule(
    "email.support",
    Severity.WARNING,
    bad=Example(issue=_NOTICE, files={_NOTICE_FILE: b'<p style="gap: 8px">{{ block.body }}</p>'}),
    good=Example(issue=_PLAIN_NOTICE, files={_NOTICE_FILE: b'<p style="margin: 8px">{{ block.body }}</p>'}),
)
def find_unsupported(context: EmailContext) -> Iterator[Violation]:
    """A client leaves out what it does not support, and the e-mail falls apart for everyone who reads it there."""
    table = read_table()
    for gap in find_gaps(context.campaign.html, table, context.edition.publication.checks.clients):
        if gap.feature in table.baseline:
            continue  # our own templates have it, and hold together without it
        names = [table.clients[client] for client in gap.clients]
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        named = f"{', '.join(names[:MOST_NAMES])}{more}"
        typed = f"Do without it in the publication's templates; see {gap.url}"
        hint = Reason("", typed, "Ask the person who made the design to do without it.")
        yield Violation(_blame(context, gap.feature), f"'{gap.feature}' is not supported by {named}", hint)


def _blame(context: EmailContext, feature: str) -> tuple[str | int, ...]:
    """Return the block whose template has it; the issue as a whole where none has."""
    word = feature.strip("<>:=@() ").split(":")[0].split(" ")[-1]
    marks = {path: "".join(re.findall(r"<[^<>]*>", fragment)) for path, fragment in context.fragments.items()}
    return next((path for path, marked in marks.items() if word in marked), ())


@email_rule(
    "email.merge-tag",
    Severity.WARNING,
    bad="""
blocks:
  - type: text
    body: "Dear @@{{ first_name }}, the hall is open again."
""",
    good="""
blocks:
  - type: text
    body: "Dear reader, the hall is open again."
""",
)
def find_unknown_merge_tags(context: EmailContext) -> Iterator[Violation]:
    """A merge tag that is not filled in is shown to every reader as it is."""
    provider = context.edition.publication.provider.name
    for text in filter(lambda text: _SIGN_OF_TAG.search(text.words), walk_texts(context.edition.issue)):
        for found in dict.fromkeys(_TAG.findall(re.sub(r"`[^`]*`", "", text.words))):
            what = f"looks like a merge tag, and {provider} fills in none: readers see it as it stands"
            message = Reason(f"'{found}' {what}")
            yield Violation(text.path, message, _FITTING, words=found)
    known = UNSUBSCRIBE_TOKEN.rpartition("/")[2]
    for name in dict.fromkeys(re.findall(rf"https://{re.escape(MERGE_HOST)}/(\w+)", context.campaign.html)):
        if name != known:
            yield Violation((), f"no provider knows the token '{name}'", f"Use {known} alone in templates.")


_FITTING = Reason("Write it so that it fits every reader", "; show code between ` `.", ".")
_SIGN_OF_TAG = re.compile(r"[{%*\[$#]")
"""One of these is in every merge tag, and in few texts."""

_TAG = re.compile(
    r"\*\|[A-Z][A-Z0-9_: ]*\|\*|\{\{\{?\s*[A-Za-z_][\w.| -]*+\s*+\}?\}\}|\{%[^%\n]+%\}|%%[A-Za-z_]\w*%%|"
    r"%recipient(?:\.\w+)?%|\[\[[A-Za-z_]\w*\]\]|\$\[[A-Z_]+\]\$|##[A-Z_]+##"
)


@email_rule(
    "email.spam-score",
    Severity.WARNING,
    bad="""
subject: Cheap pills for the whole village
""",
    good="""
subject: The chemist has moved to the square
""",
    needs=Requirement.SPAM_FILTER,
)
def find_spam(context: EmailContext) -> Iterator[Violation]:
    """What a filter takes for spam is not delivered; many filters work like SpamAssassin. Asked if it is installed."""
    score = context.judge_spam(context.message) if context.judge_spam else None
    if score and score.points >= score.limit / 2:
        tests = ", ".join(score.tests) or "no test named"
        message = f"SpamAssassin gives it {score.points} points, and takes what has {score.limit} for spam"
        yield Violation(
            (),
            message,
            Reason("", f"These tests found something: {tests}.", "Write the subject and the words more plainly."),
        )
