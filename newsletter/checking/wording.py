"""Rules about words: the publication's own spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.base import Finding, Weight, issue_rule
from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.reading.document import DataPath

_NOT_WORDS = frozenset({"id", "type", "url", "themes", "harms", "block", "use"})
"""Keys whose text is a name for machines."""


@issue_rule("words.house-spelling", Weight.WARNING)
def find_unwanted_spellings(issue: Issue, publication: Publication) -> Iterator[Finding]:
    """A newsletter that spells a word one way reads as if one hand had written it, and is found by one search."""
    wanted = publication.house_dictionary
    forms = wanted | {form[0].upper() + form[1:]: spelling for form, spelling in wanted.items()}
    if not forms:
        return
    said = issue.model_dump_json(exclude_unset=True)
    if not any(form in said for form in forms):
        return  # so it is with most issues, and to walk through one takes ten times as long
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, forms))})(?!\w)")
    for path, text in _walk_words((), issue.model_dump(exclude_unset=True)):
        for found in dict.fromkeys(pattern.findall(text)):
            yield Finding(path, f"it says '{found}'", f"This publication writes '{forms[found]}'.")


def _walk_words(path: DataPath, value: object) -> Iterator[tuple[DataPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _NOT_WORDS:
                yield from _walk_words((*path, key), part)
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield from _walk_words((*path, place), part)
