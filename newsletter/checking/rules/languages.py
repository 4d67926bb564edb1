"""Rules about the program's own words: a language that it does not speak, and phrases that a publication rewords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.registry import Stage, Violation, issue_rule, publication_rule
from newsletter.documents.packs import find_catalogues
from newsletter.documents.publication import Publication
from newsletter.documents.rewording import Phrase
from newsletter.errors import Reason, Severity
from newsletter.languages.formats import find_formats
from newsletter.languages.phrases import find_phrases
from newsletter.languages.wording import PLACEHOLDER, has_catalogue, list_catalogues
from newsletter.parsing.document import DataPath

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


@publication_rule(
    "language.unspoken",
    Severity.WARNING,
    bad='\nlanguage = @@"tlh"\n',
    good='\nlanguage = "en-US"\n',
)
def find_unspoken_language(context: PublicationContext) -> Iterator[Violation]:
    """Dates, 'Unsubscribe' and what else the program adds are then in another language than the texts around them."""
    publication = context.publication
    if not _is_spoken(publication, publication.language):
        yield Violation(("language",), *_explain(publication.language))


@issue_rule(
    "issue.unspoken-language",
    Severity.WARNING,
    bad="\nlanguage: @@tlh\n",
    good="\nlanguage: en-US\n",
)
def find_unspoken_issue(context: IssueContext) -> Iterator[Violation]:
    """Dates, 'Unsubscribe' and what else the program adds are then in another language than the texts around them."""
    language = context.issue.language
    if language and language != context.publication.language and not _is_spoken(context.publication, language):
        yield Violation(("language",), *_explain(language))


def _is_spoken(publication: Publication, language: str) -> bool:
    """Tell whether there is a catalogue, or whether the publication has words of its own for all phrases."""
    wordings = {msgid for msgid, _ in publication.overrides(language)}
    return has_catalogue(language) or wordings >= find_phrases(find_catalogues(publication.packs)).keys()


def _explain(language: str) -> tuple[str, str]:
    spoken = ", ".join(("en", *list_catalogues()))
    return (
        f"readers get the program's own words in English: it does not speak '{language}'",
        Reason(
            f"It speaks {spoken}.",
            f"Write what it is to say under [words.{language}], or add a language: see CONTRIBUTING.",
            "Choose one of these, or ask for another.",
        ),
    )


@publication_rule(
    "words.unknown-phrase",
    Severity.ERROR,
    bad='\n[words]\n"In this isue" = @@"Contents"\n',
    good='\n[words]\n"In this issue" = "Contents"\n',
    stage=Stage.BUILD,
)
def find_unknown_phrases(context: PublicationContext) -> Iterator[Violation]:
    """What the program never says is not replaced, and its readers go on to see the words that were to go."""
    known = find_phrases(find_catalogues(context.publication.packs))
    for path, msgid, _ in _walk(context.publication):
        if msgid not in known:
            yield Violation(path, f"the program never says '{msgid}'", _suggest(msgid, known))
    for tag in (key for key, wordings in context.publication.words.items() if isinstance(wordings, Mapping)):
        if not _TAG.fullmatch(tag):
            yield Violation(("words", tag), f"'{tag}' is not a language tag", "Write it like cy or pt-BR.")


@publication_rule(
    "words.placeholders",
    Severity.ERROR,
    bad='\n[words]\n"Unsubscribe from {title}" = @@"Stop {titel}"\n',
    good='\n[words]\n"Unsubscribe from {title}" = "Stop getting {title}"\n',
    stage=Stage.BUILD,
)
def find_wrong_placeholders(context: PublicationContext) -> Iterator[Violation]:
    """A name in braces becomes a link, a date or a number; without it readers miss just that."""
    for path, msgid, wordings in _walk(context.publication):
        needed = set(PLACEHOLDER.findall(msgid))
        for form in wordings:
            used = set(re.findall(r"\{([^{}]*)\}", form))
            if unknown := sorted(used - needed):
                hint = f"Use {_name(needed)}." if needed else "This phrase has no values: leave it out."
                yield Violation(path, Reason(f"{{{unknown[0]}}} has no value here"), Reason(hint))
            elif missing := needed - used - {"count"}:
                yield Violation(path, Reason(f"{_name(missing)} is missing"), "Write it where the value belongs.")


@publication_rule(
    "words.plurals",
    Severity.ERROR,
    bad='\n[words]\n"In this issue" = @@["Contents", "Content"]\n',
    good='\n[words]\n"{count} entry" = ["{count} piece", "{count} pieces"]\n',
    stage=Stage.BUILD,
)
def find_wrong_plurals(context: PublicationContext) -> Iterator[Violation]:
    """Each language has its own number of plurals, from one to six, and each needs its words."""
    known = find_phrases(find_catalogues(context.publication.packs))
    for path, msgid, wordings in _walk(context.publication):
        if len(wordings) == 1 or msgid not in known:
            continue
        language = next(map(str, path[1:-1]), context.publication.language)
        forms = find_formats(language).data.plurals.forms
        if not known[msgid]:
            yield Violation(path, "this phrase has no plural", "Write one text, in quotes.")
        elif len(wordings) != len(forms):
            message = f"there are {len(wordings)} forms, and {language} has {len(forms)}"
            yield Violation(path, message, f"Write one for each of them: {', '.join(forms)}.")


def _suggest(msgid: str, known: Iterable[str]) -> str:
    close = get_close_matches(msgid, known, 1)
    return f"Did you mean '{close[0]}'?" if close else "Write it as the program does, with {names} for what changes."


def _walk(publication: Publication) -> Iterator[tuple[DataPath, str, Phrase]]:
    """Yield every phrase that the publication says in words of its own, with its path."""
    for key, wordings in publication.words.items():
        if isinstance(wordings, Mapping):
            yield from ((("words", key, msgid), msgid, phrase) for msgid, phrase in wordings.items())
        else:
            yield ("words", key), key, wordings


def _name(placeholders: set[str]) -> str:
    return " and ".join(f"{{{name}}}" for name in sorted(placeholders))
