"""Rules about what belongs together within an issue: ids, themes, contacts, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Stage, Violation, issue_rule
from newsletter.documents.blocks.contacts import Contacts
from newsletter.documents.dates import MONTHS
from newsletter.documents.publication import Publication
from newsletter.errors import Severity
from newsletter.parsing.document import DataPath

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_COUNT = re.compile(  # "two of the six reviews" counts six, and "two of these reviews" counts nothing
    rf"\b({_NUMBER}) (?:(?!(?:{_NUMBER}|of)\b)[\w-]+ ){{0,3}}reviews?\b", re.IGNORECASE
)


@issue_rule(
    "id.duplicate",
    Severity.ERROR,
    bad="""
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
  - {type: notice, id: @@news, title: More news, body: The library is open.}
""",
    good="""
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
  - {type: notice, id: more-news, title: More news, body: The library is open.}
""",
    waivable=False,
)
def find_duplicate_ids(context: IssueContext) -> Iterator[Violation]:
    """An id names one block for ever: two alike would share an address and a feed entry."""
    seen: dict[str, DataPath] = {}
    for path, block in context.blocks():
        if block.id and block.id in seen:
            yield Violation(
                (*path, "id"), f"'{block.id}' is already the id of another block", "Give each block its own id."
            )
        seen.setdefault(block.id or "", path)


@issue_rule(
    "theme.unknown",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    themes: [@@carelesness]
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    themes: [neglect]
""",
    waivable=False,
)
def find_unknown_themes(context: IssueContext) -> Iterator[Violation]:
    """A theme outside the vocabulary would file a review where nobody looks."""
    for path, theme in _walk_themes(context):
        if theme not in context.publication.themes:
            yield Violation(
                path, f"'{theme}' is not a theme of this publication", _suggest_theme(theme, context.publication)
            )


def _walk_themes(context: IssueContext) -> Iterator[tuple[DataPath, str]]:
    """Yield every theme id in a review with its path: its own, its incidents' harms, its points'."""
    for path, review in context.reviews():
        groups = [((*path, "themes"), review.themes)]
        groups += [((*path, "incidents", n, "harms"), incident.harms) for n, incident in enumerate(review.incidents)]
        learning = review.learning.items if review.learning else ()
        groups += [((*path, "learning", "items", n, "themes"), point.themes) for n, point in enumerate(learning)]
        for g, group in enumerate(review.recommendations):
            points = enumerate(group.items)
            groups += [((*path, "recommendations", g, "items", n, "themes"), point.themes) for n, point in points]
        yield from (((*place, n), theme) for place, themes in groups for n, theme in enumerate(themes))


def _suggest_theme(word: str, publication: Publication) -> str:
    names = {theme: theme for theme in publication.themes}
    names |= {
        alias.lower(): theme for theme, entry in publication.themes.items() for alias in (*entry.aliases, entry.label)
    }
    close = get_close_matches(word.lower().replace("-", " "), names, 1) or get_close_matches(word.lower(), names, 1)
    close = close or [name for name in names if word.lower() in name.replace("-", " ").split()]
    return (
        f"Did you mean {names[close[0]]}?"
        if close
        else "Add it under [themes] in newsletter.toml, or choose one there."
    )


@issue_rule(
    "theme.not-a-harm",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    incidents:
      - {when: {year: 2023}, outcome: other, what: A visit was missed., harms: [@@workforce]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    incidents:
      - {when: {year: 2023}, outcome: other, what: A visit was missed., harms: [neglect]}
""",
    waivable=False,
)
def find_harms_of_another_facet(context: IssueContext) -> Iterator[Violation]:
    """The harms of an incident decide the content note, so they must be themes that have wording for it."""
    for path, review in context.reviews():
        for n, incident in enumerate(review.incidents):
            for m, harm in enumerate(incident.harms):
                theme = context.publication.themes.get(harm)
                if theme and theme.facet != "harm":
                    hint = 'Choose a theme with facet = "harm", and file the review under this one with themes.'
                    yield Violation((*path, "incidents", n, "harms", m), f"'{harm}' is a theme but not a harm", hint)


@issue_rule(
    "contact.unknown",
    Severity.ERROR,
    bad="""
blocks:
  - {type: contacts, title: Help, use: [helpline, @@hotline]}
""",
    good="""
blocks:
  - {type: contacts, title: Help, use: [helpline]}
""",
    waivable=False,
)
def find_unknown_contacts(context: IssueContext) -> Iterator[Violation]:
    """A contacts block names contacts that the publication keeps and checks."""
    known = [contact.id for contact in context.publication.support_contacts]
    for path, block in context.blocks():
        named = block.use if isinstance(block, Contacts) else ()
        for n, contact in enumerate(named):
            if contact not in known:
                hint = f"Known are: {', '.join(known) or 'none; add one as [[support_contacts]] in newsletter.toml'}."
                yield Violation((*path, "use", n), f"'{contact}' is not a support contact of this publication", hint)


@issue_rule(
    "intro.count",
    Severity.ERROR,
    bad="""
intro: Two of the @@six reviews matter most.
""",
    good="""
intro: One review is out.
""",
    waivable=False,
)
def find_miscounts(context: IssueContext) -> Iterator[Violation]:
    """A number of reviews that is typed must be the number there is."""
    count = sum(1 for _ in context.reviews())
    for field in ("title", "subject", "preheader", "intro"):
        for stated, number in _stated_counts(getattr(context.issue, field) or ""):
            if count and number != count:
                yield Violation((field,), f"it says '{stated}', but the issue holds {count}", _RIGHT, words=stated)


_RIGHT = "Correct the number."


def _stated_counts(text: str) -> Iterator[tuple[str, int]]:
    for match in _COUNT.finditer(text):
        word = match[1].lower()
        yield match[0], int(word) if word.isdigit() else _NUMBERS.index(word) + 1


@issue_rule(
    "intro.month",
    Severity.WARNING,
    bad="""
title: News, @@February 2024
""",
    good="""
title: News, March 2024
""",
    stage=Stage.BUILD,
)
def find_other_months(context: IssueContext) -> Iterator[Violation]:
    """A month in the title or subject that is not the issue's own is usually an old one; in the intro, last month's."""
    year, month = context.issue.period.split("-")
    own = f"{MONTHS[int(month) - 1]} {year}"
    last = f"{MONTHS[int(month) - 2]} {int(year) - (month == '01')}"
    for field in ("title", "subject", "preheader", "intro"):
        for match in _NAMED_MONTH.finditer(getattr(context.issue, field) or ""):
            if match[0] != own and (match[0] == last or field != "intro"):
                hint = "Correct the month or the period."
                yield Violation((field,), f"it says '{match[0]}', but the issue is {own}", hint, words=match[0])


_NAMED_MONTH = re.compile(rf"(?<!\d )(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )\b({'|'.join(MONTHS)}) \d{{4}}\b")
"""A month and its year; with a day before them it is a date, which may be any."""
