"""Topics, such as a theme: which entries each has, since when, and which other topics go with it.

Everything here is counted from summaries, before any page is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from newsletter.documents.publication import Theme
from newsletter.languages.directions import Direction
from newsletter.outputs.base import IssueSummary, ItemSummary, make_adapter, widen

MOST_RELATED = 6
"""Related topics that a page names."""

_FEWEST = 3
"""The fewest entries that two topics must share to count as related."""

_CHANCE = 3.84
"""The critical value of chi-square with one degree of freedom, at 5 %."""


class RowLanguage(NamedTuple):
    """A language and direction, where they differ from the page's."""

    language: str | None
    direction: Direction | None


class ListedItem(NamedTuple):
    """What a list shows of an item and its issue. Language and direction are given where they differ."""

    path: str
    title: str
    language: str | None
    direction: Direction | None
    outline: tuple[str, ...]
    issue_path: str
    issue: str
    issue_language: str | None
    issue_direction: Direction | None

    @property
    def of_issue(self) -> RowLanguage:
        """The language of the title of its issue."""
        return RowLanguage(self.issue_language, self.issue_direction)

    @classmethod
    def of(cls, issue: IssueSummary, item: ItemSummary) -> ListedItem:
        """Return the row of an item."""
        return cls(
            *(item.path, item.title, item.language, item.direction, item.outline),
            *(issue.path, issue.title, issue.language, issue.direction),
        )


class Related(NamedTuple):
    """A topic often found with another: how many entries have both, and how many would by chance."""

    id: str
    label: str
    together: int
    expected: int


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What the page of a topic shows about all its entries."""

    label: str
    count: int
    years: dict[str, int]
    """Entries of each year that has any, the first year first."""
    first: ListedItem
    last: ListedItem
    related: tuple[Related, ...] = ()


def write_rows(newest_first: Iterable[IssueSummary]) -> list[str]:
    """Return the row of every item as text, in the order of the issues."""
    write = make_adapter(ListedItem).dump_json
    return [write(ListedItem.of(issue, item)).decode() for issue in newest_first for item in issue.items]


@dataclass(slots=True)
class Topic:
    """One thing under which entries are filed, the newest first: their numbers in the list of all entries."""

    label: str
    entries: list[int] = field(default_factory=list)


class Filed(NamedTuple):
    """An item in its issue, and the topics it is filed under."""

    issue: IssueSummary
    item: ItemSummary
    topics: tuple[str, ...]


class Index:
    """The topics of one kind, in the order of their labels, each with its entries, the newest first."""

    def __init__(self, filed: Sequence[Filed], labels: Mapping[str, str]) -> None:
        self.filed = filed
        topics = {id_: Topic(label) for id_, label in labels.items()}
        for number, one in enumerate(filed):
            for id_ in one.topics:
                topics[id_].entries.append(number)
        self.topics = {id_: topic for id_, topic in topics.items() if topic.entries}

    @cached_property
    def _together(self) -> dict[str, Counter[str]]:
        """How often each topic is found with each other: counted when a page asks for it."""
        return _count_pairs(topics for _, _, topics in self.filed)

    def describe(self, id_: str, kin: Iterable[str] = ()) -> TopicFacts:
        """Return the facts about a topic; ``kin``, broader or narrower themes, always go with it and are left out."""
        topic = self.topics[id_]
        years = Counter(self.filed[number].issue.year for number in topic.entries)
        first, last = topic.entries[-1], topic.entries[0]
        return TopicFacts(
            topic.label,
            len(topic.entries),
            dict(sorted(years.items(), key=lambda year: int(year[0]))),
            ListedItem.of(*self.filed[first][:2]),
            ListedItem.of(*self.filed[last][:2]),
            tuple(sorted(self._relate(id_, frozenset(kin)), key=_order_related)[:MOST_RELATED]),
        )

    def _relate(self, id_: str, kin: frozenset[str]) -> Iterator[Related]:
        """Yield the topics that go with a topic more often than by chance."""
        own = len(self.topics[id_].entries)
        for other, together in self._together.get(id_, {}).items():
            topic, total = self.topics[other], len(self.filed)
            expected = own * len(topic.entries) / total
            is_often = together >= _FEWEST and _is_no_chance(together, own, len(topic.entries), total)
            if is_often and other not in kin:
                yield Related(other, topic.label, together, round(expected))


def _is_no_chance(together: int, one: int, other: int, total: int) -> bool:
    """Return whether two topics go together more often than by chance (Pearson's chi-square, 2 by 2)."""
    more = total * together - one * other
    spread = one * other * (total - one) * (total - other)
    return more > 0 and spread > 0 and total * more**2 / spread >= _CHANCE


def _order_related(related: Related) -> tuple[int, str]:
    return related.expected - related.together, related.id


def _count_pairs(sets: Iterable[tuple[str, ...]]) -> dict[str, Counter[str]]:
    """Return how often each topic is found with each other; entries with the same topics are counted at once."""
    together: dict[str, Counter[str]] = {}
    for topics, count in Counter(sets).items():
        for one, other in combinations(topics, 2):
            together.setdefault(one, Counter())[other] += count
            together.setdefault(other, Counter())[one] += count
    return together


def find_kin(theme: str, themes: Mapping[str, Theme]) -> set[str]:
    """Return the themes that are broader or narrower than one."""
    above = {*widen([theme], themes)}
    return above | {other for other in themes if theme in widen([other], themes)}
