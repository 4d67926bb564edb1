"""Words that rules leave in peace: those that a publication calls its own, and lists that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from newsletter.documents.dates import MONTHS
from newsletter.documents.publication import Publication

MONTH = r"May\b|Sept\b|" + "|".join(rf"{name[:3]}(?:{name[3:]})?\b" for name in MONTHS if name != "May")
"""A pattern of every month, written out or shortened."""

NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen",
)  # fmt: skip
"""The numbers that a child's age can be, in words."""


def find_own_words(publication: Publication) -> Iterator[str]:
    """Yield words and names that no rule should object to, some of several words."""
    yield from publication.checks.words
    yield from (word for pair in publication.glossary.items() for word in pair)
    yield from publication.house_dictionary.values()
    names = [publication.title, publication.publisher, publication.collection_name, publication.sender.name]
    yield from filter(None, names)
    yield from (contact.name for contact in publication.support_contacts)
    for theme in publication.themes.values():
        yield from (theme.label, *theme.aliases)


@cache
def read_words(name: str) -> frozenset[str]:
    """Return the words of a list that comes with the program."""
    return frozenset((Path(__file__).parent / "data" / f"{name}.txt").read_text(encoding="utf-8").split())
