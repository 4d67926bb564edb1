"""Words that rules leave in peace: those that a publication calls its own, and lists that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from newsletter.documents.dates import MONTHS
from newsletter.documents.packs import find_packs
from newsletter.documents.publication import Publication

MONTH = r"May\b|Sept\b|" + "|".join(rf"{name[:3]}(?:{name[3:]})?\b" for name in MONTHS if name != "May")
"""A pattern of every month, written out or shortened."""

DATA = Path(__file__).parent / "data"
"""The folder of the lists that come with the program."""


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


def find_right_words(publication: Publication) -> Iterator[str]:
    """Yield what a spell checker should accept: a publication's own words, those of its packs, and new ones."""
    yield from find_own_words(publication)
    yield from read_words("modern")
    for pack in find_packs(publication.packs):
        yield from read_words(pack.words.stem, pack.words.parent) if pack.words else ()


@cache
def read_words(name: str, folder: Path = DATA) -> frozenset[str]:
    """Return the words of a list; lists that no pack brings come with the program."""
    return frozenset((folder / f"{name}.txt").read_text(encoding="utf-8").split())
