"""Rules about texts in several languages: one that is missing, one that is out of date, one that cannot become so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.registry import Example, Violation, issue_rule, publication_rule
from newsletter.documents.languages import OF, name_key
from newsletter.errors import Reason, Severity
from newsletter.languages.names import name_language
from newsletter.parsing.document import DataPath, format_path
from newsletter.translations import Translation, Translations

_LANGUAGES = """
title = { en = "Digest", cy = "Crynodeb", of = "6e2f80bf" }
description = { en = "What happened.", cy = "Beth ddigwyddodd.", of = "202faec0" }
language = "en-GB"
[languages]
all = ["cy", "en-GB"]
"""
_HALL = """
title: {en: News of the month, cy: Newyddion y mis, of: d1d641a0}
subject: {en: What happened, cy: Beth ddigwyddodd, of: 483bd490}
preheader:
  en: The library is open, and the hall opens its doors again.
  cy: Mae'r llyfrgell ar agor, ac mae'r neuadd yn agor ei drysau eto.
  of: 68c14a21
intro: {en: Welcome., cy: Croeso., of: 3fc2118d}
"""
_BLOCK = """
blocks:
  - type: text
    id: hall
    body: BODY
"""


def _show(body: str) -> Example:
    return Example(issue=f"{_HALL}{_BLOCK.replace('BODY', body)}", publication=_LANGUAGES)


_GOOD = _show("{en: The hall opens again., cy: Mae'r neuadd yn agor eto., of: 1dac25f9}")


@issue_rule(
    "translation.missing",
    Severity.UNFINISHED,
    bad=_show("{cy: @@Mae'r neuadd yn agor eto.}"),
    good=_GOOD,
)
def find_missing_translations(context: IssueContext) -> Iterator[Violation]:
    """Readers of each language get all of an issue, and none of it in another language by mistake."""
    tag, translations = context.publication.language, context.translations
    for path in _list_missing(translations, tag):
        yield Violation(path, f"this text is not there in {tag}", f"Add {name_key(tag, translations.tags)}: …")
    if tag in translations.tags[1:]:
        for path in translations.once:
            hint = f"Write {_format_form(translations.tags)}. If it is the same in both, write it twice."
            yield Violation(path, "this text is in one language alone", hint)


def _list_missing(translations: Translations, tag: str) -> Iterator[DataPath]:
    yield from (one.path for one in translations.found if tag not in one.texts)


def _format_form(tags: tuple[str, ...]) -> str:
    return f"{{{', '.join(f'{name_key(tag, tags)}: …' for tag in tags)}}}"


@issue_rule(
    "translation.stale",
    Severity.UNFINISHED,
    bad=_show("{en: The hall opens again on Monday., cy: @@Mae'r neuadd yn agor eto., of: 1dac25f9}"),
    good=_GOOD,
)
def find_stale_translations(context: IssueContext) -> Iterator[Violation]:
    """A text that was changed in one language alone tells its readers something else than the others get."""
    for one in _list_stale(context.translations, context.publication.language):
        path = format_path(one.path)
        command = f"newsletter check --still-right {path} {context.issue.period}"
        hint = Reason("Correct what is out of date, then", f"confirm it: {command}", "say that it is still right.")
        yield _offer_digest(one, "the text that this translates has changed since", hint)


def _list_stale(translations: Translations, tag: str) -> Iterator[Translation]:
    """Yield what is out of date, in each language but the main one."""
    if tag in translations.tags[1:]:
        yield from (one for one in translations.found if one.is_stale and tag in one.texts)


@issue_rule(
    "translation.unmarked",
    Severity.UNFINISHED,
    bad=_show("{en: The hall opens again., cy: @@Mae'r neuadd yn agor eto.}"),
    good=_GOOD,
)
def find_unmarked_translations(context: IssueContext) -> Iterator[Violation]:
    """A translation needs the digest of its original; otherwise no one notices when it goes out of date."""
    tag, translations = context.publication.language, context.translations
    if tag in translations.tags[1:]:
        for one in translations.found:
            if not one.of and tag in one.texts and len(one.texts) > 1:
                hint = Reason("", "newsletter check --fix writes it, as of: and a few digits.", _CONFIRM)
                yield _offer_digest(one, "this does not say which text it translates", hint)


def _offer_digest(translation: Translation, message: str, hint: str) -> Violation:
    """Offer to write that a translation is right as it is: the digest of its original beside it."""
    digest = translation.digest(next(iter(translation.texts)))
    return Violation((*translation.path, OF), message, hint, replacements=(digest,), names_replacements=False)


@publication_rule(
    "translation.settings",
    Severity.ERROR,
    bad=replace(
        _GOOD,
        publication=_LANGUAGES.replace(
            'title = { en = "Digest", cy = "Crynodeb", of = "6e2f80bf" }', 'title = { en = @@"Digest" }'
        ),
    ),
    good=_GOOD,
)
def find_settings_to_translate(context: PublicationContext) -> Iterator[Violation]:
    """What is in every e-mail and on every page is in its readers' language."""
    translations = context.translations
    for one in translations.found:
        for tag in translations.tags:
            if tag not in one.texts:
                key = name_key(tag, translations.tags)
                yield Violation(
                    one.path,
                    f"this text is not there in {tag}",
                    Reason("", f"Add {key}. A text in quotes is for all.", f"Write it in {name_language(tag)}."),
                )
        if one.is_stale:
            line = f'write: of = "{one.digest(translations.tags[0])}"'
            to_mend = Reason("Correct the translation, then", line, "say that it is still right.")
            yield Violation(one.path, "one of these texts has changed since it was translated", to_mend)
    for path in translations.once:
        if _FOR_EDITORS.isdisjoint(path):
            keys = ", ".join(f"{name_key(tag, translations.tags)} = …" for tag in translations.tags)
            hint = f"Write {{ {keys} }}, twice the same if it is the same in both."
            yield Violation(path, "this text is in one language alone", hint, Severity.WARNING)


@publication_rule(
    "translation.unmarked-setting",
    Severity.WARNING,
    bad=replace(
        _GOOD,
        publication=_LANGUAGES.replace(
            '{ en = "Digest", cy = "Crynodeb", of = "6e2f80bf" }', '{ en = @@"Digest", cy = "Crynodeb" }'
        ),
    ),
    good=_GOOD,
)
def find_unmarked_settings(context: PublicationContext) -> Iterator[Violation]:
    """A translation needs the digest of its original; otherwise no one notices when it goes out of date."""
    for one in context.translations.found:
        if not one.of and len(set(one.texts.values())) > 1:
            hint = Reason("", "newsletter check --fix writes it, as of = and a few digits.", _CONFIRM)
            yield Violation(one.path, "these texts do not say which of them the others translate", hint)


_CONFIRM = "Read both, then say that the translation is right."
_FOR_EDITORS = frozenset({"aliases", "checks", "house_dictionary", "words"})
"""Settings whose texts readers do not see, or that have a table for each language."""
