"""Rules about withdrawals: what can be withdrawn, and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from newsletter.checking.contexts import ArchiveContext, IssueContext
from newsletter.checking.registry import Violation, archive_rule, issue_rule
from newsletter.checking.texts import WrittenText, walk_texts
from newsletter.documents.dates import name_day
from newsletter.documents.issue import Issue, place_blocks
from newsletter.documents.withdrawal import Withdrawal
from newsletter.errors import Severity
from newsletter.parsing.document import DataPath
from newsletter.rendering.edition import publication_moment


@issue_rule(
    "withdrawn.no-page",
    Severity.ERROR,
    bad="""
blocks:
  - type: text
    title: The hall
    body: It is open.
    withdrawn: @@{at: 2024-04-01T10:00:00Z, reason: It was about another hall.}
""",
    good="""
blocks:
  - {type: text, title: The square, body: It is open.}
""",
    waivable=False,
)
def find_withdrawals_without_page(context: IssueContext) -> Iterator[Violation]:
    """A page and a feed entry say that something was withdrawn; a block without them can simply be deleted."""
    for path, block in place_blocks(context.issue):
        if block.is_withdrawn and not block.is_item:
            hint = "Delete the block, and tell readers under corrections what was changed."
            yield Violation((*path, "withdrawn"), "this block has no page that could say so", hint)


@issue_rule(
    "withdrawn.day",
    Severity.ERROR,
    bad="""
withdrawn: {at: @@2094-04-02T09:00:00Z, reason: It named a person.}
""",
    good="""
corrections: []
""",
    waivable=False,
)
def find_withdrawals_on_another_day(context: IssueContext) -> Iterator[Violation]:
    """A withdrawal is published at once, and what was never published can be deleted without a word."""
    published = publication_moment(context.publication, context.issue)
    for path, withdrawn in _list_withdrawals(context):
        at = withdrawn.at.astimezone(context.publication.zone)
        if at.date() > context.today:
            hint = "Write when it was withdrawn; to withdraw it on a day that is still to come, write it on that day."
            yield Violation((*path, "at"), f"{name_day(at.date())} is still to come", hint)
        elif at < published:
            message = f"{name_day(at.date())} is before the issue was published, on {name_day(published.date())}"
            yield Violation((*path, "at"), message, "Correct the date; what was never published can be deleted.")


def _list_withdrawals(context: IssueContext) -> Iterator[tuple[DataPath, Withdrawal]]:
    if context.issue.withdrawn:
        yield ("withdrawn",), context.issue.withdrawn
    for path, block in place_blocks(context.issue):
        withdrawn = getattr(block, "withdrawn", None)
        if withdrawn is not None:
            yield (*path, "withdrawn"), withdrawn


RUN = 5
"""Words in a row that repeat what was withdrawn. Fewer are a name or a turn of phrase that others have, too."""

_WORD = re.compile(r"[^\W_]+")


@archive_rule(
    "withdrawn.repeated",
    Severity.WARNING,
    bad="""
blocks:
  - type: article
    id: hall
    title: The hall
    body: The caretaker of the hall was away for a month.
    withdrawn:
      at: 2024-04-01T10:00:00Z
      reason: @@We said that the caretaker of the hall was away.
""",
    good="""
blocks:
  - type: article
    id: hall
    title: The hall
    body: The caretaker of the hall was away for a month.
    withdrawn: {at: 2024-04-01T10:00:00Z, reason: It was about a person.}
""",
)
def find_repeated_words(context: ArchiveContext) -> Iterator[Violation]:
    """What was withdrawn must not come back in the reason for it, in a correction, or in an e-mail about that."""
    issues = (context.issue_context.issue, *context.corrected)
    runs = {run for issue in issues for run in _list_runs(_list_withdrawn(issue))}
    if not context.publication.withdrawals.show_titles:
        runs |= {run for issue in issues for run in _list_titles(issue)}
    lengths = {len(run) for run in runs}
    runs -= {run for issue in context.corrected for run in _list_runs(_list_shown(issue), lengths)} if runs else set()
    for text in _list_answers(context) if runs else ():
        if not runs.isdisjoint(_list_runs([text], lengths)):
            hint = "Say it in other words. Readers are not to be shown again what was withdrawn."
            yield Violation(text.path, "this repeats words that were withdrawn", hint, Severity.ERROR)


def _list_answers(context: ArchiveContext) -> Iterator[WrittenText]:
    """Yield the reasons and notes of an issue, and of an e-mail about a correction all that it says."""
    if context.corrected:
        yield from context.issue_context.texts
    for text in walk_texts(context.issue_context.issue):
        if "withdrawn" in text.path or (text.path[0] == "corrections" and not context.corrected):
            yield text


def _list_withdrawn(issue: Issue) -> Iterator[WrittenText]:
    """Yield the texts that were withdrawn of an issue."""
    gone = {path for path, block in place_blocks(issue) if block.is_withdrawn}
    for text in walk_texts(issue) if gone or issue.withdrawn else ():
        is_gone = issue.withdrawn is not None or not gone.isdisjoint((text.path[:2], text.path[:4]))
        if is_gone and "withdrawn" not in text.path and text.path[0] != "corrections":
            yield text


def _list_shown(issue: Issue) -> Iterator[WrittenText]:
    """Yield the texts of an issue that readers can still read."""
    gone = {*_list_withdrawn(issue)}
    return (text for text in walk_texts(issue) if text not in gone)


def _list_titles(issue: Issue) -> Iterator[tuple[str, ...]]:
    """Yield the words of each title that was withdrawn; one word alone tells nothing."""
    for _, block in place_blocks(issue):
        words = tuple(_WORD.findall((block.heading or "").casefold()))
        if (block.is_withdrawn or issue.withdrawn) and len(words) > 1:
            yield words


def _list_runs(texts: Iterable[WrittenText], lengths: Collection[int] = (RUN,)) -> Iterator[tuple[str, ...]]:
    """Yield each run of words of some texts, as they are read aloud, in lower case."""
    for text in texts:
        words = _WORD.findall(text.spoken.casefold())
        for length in lengths:
            yield from (tuple(words[start : start + length]) for start in range(len(words) - length + 1))
