"""Which earlier entries are related to an entry, and why: themes in common, who is asked to act, the source.

An entry is compared with the last ones before its issue alone. So a new issue changes no page that is there, and one
that is changed, withdrawn or added later changes few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from newsletter.documents.publication import Publication
from newsletter.languages.directions import Direction
from newsletter.languages.wording import Wording
from newsletter.outputs.base import IssueSummary, ItemSummary

LOOKS_BACK = 100
"""How many entries before its issue an entry is compared with."""

MOST_RELATED = 5
FEWEST_THEMES = 2
"""Themes that two entries must have in common, if nothing else relates them: one theme alone says little."""


Shared: TypeAlias = tuple[str, str]
"""Something entries can have in common: its kind, and its name."""


class RelatedItem(NamedTuple):
    """What relates an entry to others: its page, themes, owners and source."""

    path: str
    title: str
    language: str | None
    direction: Direction | None
    themes: tuple[str, ...]
    owners: tuple[str, ...]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, item: ItemSummary) -> RelatedItem:
        """Return what is known of an item."""
        sources = item.facets.get("source", ())
        return cls(item.path, item.title, item.language, item.direction, item.categories, item.owners, sources)

    def explain(self, other: RelatedItem, publication: Publication, wording: Wording) -> tuple[str, ...]:
        """Return what it has in common with another, in words."""
        themes, owners = _keep(self.themes, other.themes), _keep(self.owners, other.owners)
        sources = _keep(self.sources, other.sources)
        known, list_and, count = publication.themes, wording.formats.list_and, len(themes)
        labels = list_and([known[theme].label if theme in known else theme for theme in themes])
        common = wording.ngettext(
            "{count} theme in common: {list}", "{count} themes in common: {list}", count, list=labels
        )
        asked = wording.gettext("also asks {list} to act", list=list_and(owners)) if owners else ""
        source = wording.gettext("from the same source: {list}", list=list_and(sources)) if sources else ""
        return tuple(filter(None, (common if count >= FEWEST_THEMES else "", asked, source)))


def _keep(own: Iterable[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in own if one in others))


def find_related(newest_first: Sequence[IssueSummary]) -> Iterator[list[list[int]]]:
    """Yield of each issue what is related to each of its items: their numbers in the list of all items."""
    items = [RelatedItem.of(item) for issue in newest_first for item in issue.items]
    themes = _Postings([_name("theme", item.themes) for item in items])
    others = _Postings([_name("owner", item.owners) | _name("source", item.sources) for item in items])
    start = 0
    for issue in newest_first:
        end = start + len(issue.items)
        yield [_choose(themes.count(number, end), others.count(number, end)) for number in range(start, end)]
        start = end


def _name(kind: str, names: Iterable[str]) -> set[Shared]:
    return {(kind, name) for name in names}


class _Postings:
    """An index from each theme, owner or source to its entries."""

    def __init__(self, words: Sequence[set[Shared]]) -> None:
        self._words = words
        self._entries: dict[Shared, list[int]] = {}
        for number, own in enumerate(words):
            for word in own:
                self._entries.setdefault(word, []).append(number)

    def count(self, number: int, end: int) -> Counter[int]:
        """Count how many words of an entry each of those has that begin at ``end``, as far as it looks back."""
        counts: Counter[int] = Counter()
        for word in self._words[number]:
            entries = self._entries[word]
            counts.update(entries[bisect_left(entries, end) : bisect_left(entries, end + LOOKS_BACK)])
        return counts


def _choose(themes: Counter[int], others: Counter[int]) -> list[int]:
    """Return what is related: most themes in common first, then most else, then the newest."""
    found = {number for number, count in themes.items() if count >= FEWEST_THEMES}.union(others)
    return sorted(found, key=lambda number: (-themes[number], -others[number], number))[:MOST_RELATED]
