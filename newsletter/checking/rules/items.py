"""Rules about items: the themes that they are filed under, and what of them the e-mail shows."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Example, Violation, issue_rule
from newsletter.checking.texts import find_themes
from newsletter.documents.blocks.article import Article
from newsletter.documents.publication import Publication
from newsletter.errors import Reason, Severity

LONG_BODY = 150
"""Words of an article from which the e-mail should have a summary instead."""

LONG_SUMMARY = 120
"""Words of a summary from which it is none: five or six sentences."""

LONG_KICKER = 30
"""Characters of a kicker that fit on a line of a phone beside nothing else."""

_ARTICLE = "blocks:\n  - {{type: article, id: pool, title: The pool, {}}}\n"
_THEMES = '[themes.sport]\nlabel = "Sport"\nfacet = "topic"\n'
_SENTENCE = "The pool opens its doors again. "


@issue_rule(
    "theme.unknown",
    Severity.ERROR,
    bad=Example(_ARTICLE.format("body: It is open., themes: [@@sprot]"), _THEMES),
    good=Example(_ARTICLE.format("body: It is open., themes: [sport]"), _THEMES),
    waivable=False,
)
def find_unknown_themes(context: IssueContext) -> Iterator[Violation]:
    """A theme outside the vocabulary would file an item where no one looks."""
    for path, theme in find_themes(context.issue):
        if theme not in context.publication.themes:
            message = f"'{theme}' is not a theme of this publication"
            meant = _find_theme(theme, context.publication)
            hint = "" if meant else "Add it under [themes] in newsletter.toml, or choose one there."
            yield Violation(path, message, hint, replacements=meant)


def _find_theme(word: str, publication: Publication) -> tuple[str, ...]:
    """Return the theme whose id, label or alias comes closest to a word, or nothing."""
    names = {theme: theme for theme in publication.themes}
    names |= {
        alias.lower(): theme for theme, entry in publication.themes.items() for alias in (*entry.aliases, entry.label)
    }
    close = get_close_matches(word.lower().replace("-", " "), names, 1) or get_close_matches(word.lower(), names, 1)
    close = close or [name for name in names if word.lower() in name.replace("-", " ").split()]
    return (names[close[0]],) if close else ()


@issue_rule(
    "article.no-summary",
    Severity.WARNING,
    bad=_ARTICLE.format(f"body: @@{_SENTENCE * 26}"),
    good=_ARTICLE.format(f"summary: The pool is open., body: {_SENTENCE * 26}"),
)
def find_missing_summaries(context: IssueContext) -> Iterator[Violation]:
    """Without a summary, the e-mail shows a long article whole, and readers scroll past it to what comes after."""
    for path, block in context.blocks():
        if isinstance(block, Article) and block.in_mail == "summary" and not block.summary:
            count = len(block.body.split())
            if count > LONG_BODY:
                message = f"the e-mail shows all {count} words of this article, since it has no summary"
                hint = Reason(
                    "",
                    "Add a line summary: with two or three sentences. Or add in_mail: full if it should be so.",
                    "Write a summary of two or three sentences, or say in its form that the mail shows all of it.",
                )
                yield Violation((*path, "body"), message, hint)


@issue_rule(
    "article.long-summary",
    Severity.WARNING,
    bad=_ARTICLE.format(f"summary: @@{_SENTENCE * 21}, body: It is open."),
    good=_ARTICLE.format("summary: The pool is open., body: It is open until May."),
)
def find_long_summaries(context: IssueContext) -> Iterator[Violation]:
    """The summary is what the e-mail shows of an article, so that readers can decide whether to read on."""
    for path, block in context.blocks():
        count = len(((isinstance(block, Article) and block.summary) or "").split())
        if count > LONG_SUMMARY:
            hint = "Keep two or three sentences, and move the rest into body."
            yield Violation((*path, "summary"), f"the summary has {count} words", hint)


@issue_rule(
    "article.long-kicker",
    Severity.WARNING,
    bad=_ARTICLE.format("kicker: @@News from the pool and the sports hall, body: It is open."),
    good=_ARTICLE.format("kicker: Sport, body: It is open."),
)
def find_long_kickers(context: IssueContext) -> Iterator[Violation]:
    """A kicker names a column or a subject. One that wraps on a phone is a second heading."""
    for path, block in context.blocks():
        if isinstance(block, Article) and len(block.kicker or "") > LONG_KICKER:
            hint = Reason(f"Write a word or two, at most {LONG_KICKER} characters", ": Council", ", such as Council.")
            yield Violation((*path, "kicker"), f"the kicker has {len(block.kicker or '')} characters", hint)
