"""The case-reviews pack: themes that reviews are filed under, and harms that readers are prepared for."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.publication import Publication
from newsletter.errors import Severity
from newsletter.packs.case_reviews.rules.texts import reviews
from newsletter.parsing.document import DataPath


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
    """A theme outside the vocabulary would file a review where no one looks."""
    for path, theme in _walk_themes(context):
        if theme not in context.publication.themes:
            yield Violation(
                path, f"'{theme}' is not a theme of this publication", _suggest_theme(theme, context.publication)
            )


def _walk_themes(context: IssueContext) -> Iterator[tuple[DataPath, str]]:
    """Yield every theme id in a review with its path: its own, its incidents' harms, its points'."""
    for path, review in reviews(context):
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
    for path, review in reviews(context):
        for n, incident in enumerate(review.incidents):
            for m, harm in enumerate(incident.harms):
                theme = context.publication.themes.get(harm)
                if theme and theme.facet != "harm":
                    hint = 'Choose a theme with facet = "harm", and file the review under this one with themes.'
                    yield Violation((*path, "incidents", n, "harms", m), f"'{harm}' is a theme but not a harm", hint)
