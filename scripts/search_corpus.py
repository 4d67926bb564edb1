"""Archives of any size to search in: real English words at the frequencies of a text (Zipf), the same each time.

An issue has six items of thirteen points each, a title and a summary of a hundred words; a fifth of the points have a
phrase of the field. Items and issues are not loaded from documents: they are made as the search sees them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from newsletter.documents.periods import parse_period
from newsletter.documents.publication import Publication
from newsletter.outputs import search
from newsletter.outputs.base import FRAGMENTS, SITE, AggregatePage, Archive, Artifact, IssueSummary, name_fragment
from newsletter.outputs.search.files import read_hash
from newsletter.outputs.search.inverted import invert, write_fragment
from newsletter.outputs.search.records import make_record, name_record
from newsletter.outputs.search.texts import FoundEntry, FoundIssue, FoundPoint
from newsletter.rendering.edition import issue_path
from newsletter.rendering.renderer import Renderer

FIRST_DAY = date(2000, 1, 1)
ITEMS = 6
PHRASES = (
    "information sharing", "mental health", "domestic abuse", "duty of care", "professional curiosity", "early help",
    "child protection", "social worker", "school attendance", "record keeping",
)  # fmt: skip
THEMES = tuple(f"theme-{number:02}" for number in range(24))
OWNERS = tuple(f"Agency {number:02}" for number in range(12))
AREAS = tuple(f"Area {number:02}" for number in range(30))
_LENGTHS = (6, 100, *range(6, 13), *range(14, 26, 2))
"""Words of an item: title, summary, seven findings, six recommendations."""

_WEIGHT = 20_000
"""Bytes of content of an issue, with its markup."""

_STOP_SHARE, _PHRASE_SHARE = 0.25, 0.2
_LONG, _FINDINGS = 4, 7
_STOPS = ("the", "of", "and", "to", "in", "for", "with", "that", "was", "not")
_COMMON_FORMS = ("", "s", "ed", "ing")


def list_words(count: int = 30_000) -> tuple[str, ...]:
    """Return different English words and forms of them, in an order that has nothing to do with the alphabet."""
    lines = (files("hunspell") / "dictionaries" / "en_US.dic").read_text(encoding="latin-1").split("\n")
    bases = [word for line in lines if (word := line.partition("/")[0]).isascii() and word.isalpha() and word.islower()]
    random.Random(1).shuffle(bases)  # noqa: S311  # the same words each time
    formed = (base + form for base in bases for form in _COMMON_FORMS if len(base) >= _LONG or not form)
    return tuple(dict.fromkeys(word for _, word in zip(range(count * 2), formed, strict=False)))[:count]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Issues of one day after the other, made of ``words``, the most common first."""

    words: Sequence[str]

    def make_issue(self, number: int, *, edition: int = 0) -> FoundIssue:
        """Return an issue by its number; another ``edition`` of it says other things."""
        chance = random.Random(number * 1_000 + edition)  # noqa: S311  # the same issue each time
        period = str(FIRST_DAY + timedelta(days=number))
        weights = _weigh(len(self.words))
        stream = self._stream(chance, weights)
        entries = [_make_item(chance, stream, f"{issue_path(period)}item-{place}/") for place in range(ITEMS)]
        own = FoundEntry(issue_path(period), f"Digest of {period}", "en-GB", None, ("What reviews of this day say.",))
        labels = ("area", "Area"), ("point:finding", "Findings"), ("point:recommendation", "Recommendations")
        return FoundIssue(period, f"Digest of {period}", period, (own, *entries), labels)

    def _stream(self, chance: random.Random, weights: Sequence[float]) -> Iterator[str]:
        while True:
            for word in chance.choices(self.words, cum_weights=weights, k=500):
                if chance.random() < _STOP_SHARE:
                    yield chance.choice(_STOPS)
                yield word


_WEIGHTS: dict[int, Sequence[float]] = {}


def _weigh(count: int) -> Sequence[float]:
    """Return how common each word is, added up: the n-th is a (n + 2)-th as common as the first (Zipf, Mandelbrot)."""
    if count not in _WEIGHTS:
        _WEIGHTS[count] = list(accumulate(1 / (place + 2.7) for place in range(count)))
    return _WEIGHTS[count]


def _make_item(chance: random.Random, stream: Iterator[str], path: str) -> FoundEntry:
    title, summary, *points = (" ".join(next(stream) for _ in range(length)) for length in _LENGTHS)
    themes = sorted({THEMES[int(len(THEMES) * chance.random() ** 2.5)] for _ in range(3)})
    facets = [("theme", theme) for theme in themes] + [("area", chance.choice(AREAS))]
    return FoundEntry(
        path,
        title.capitalize(),
        "en-GB",
        None,
        (f"{summary.capitalize()}.",),
        tuple(_make_point(chance, text, number) for number, text in enumerate(points, 1)),
        tuple(facets),
    )


def _make_point(chance: random.Random, text: str, number: int) -> FoundPoint:
    kind = "finding" if number <= _FINDINGS else "recommendation"
    if chance.random() < _PHRASE_SHARE:
        text = f"{chance.choice(PHRASES)} {text}"
    owner = OWNERS[int(len(OWNERS) * chance.random() ** 2)] if kind == "recommendation" else ""
    return FoundPoint(f"{text.capitalize()}.", f"{kind}-{number}", kind, owner)


def summarise(number: int) -> IssueSummary:
    """Return what archive pages know of an issue, by its number."""
    day = FIRST_DAY + timedelta(days=number)
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    period = parse_period(str(day))
    return IssueSummary(period, f"Digest of {day}", "", issue_path(period), moment, moment, _WEIGHT, None, None, ())


def make_fragment(issue: FoundIssue) -> bytes:
    """Return the fragment of an issue, as a build keeps it."""
    return write_fragment(invert(issue, read_hash(make_record(issue))))


def plan_pages(publication: Publication, count: int) -> Iterator[AggregatePage]:
    """Yield the pages of the search in an archive of so many issues."""
    newest_first = tuple(summarise(number) for number in reversed(range(count)))
    return search.plan_aggregate_pages(Archive(publication, newest_first))


def make_files(publication: Publication, issues: Iterable[FoundIssue], renderer: Renderer) -> Iterator[Artifact]:
    """Yield every file of the search in an archive of these issues, and all fragments; no issue is kept."""
    fragments: dict[str, bytes] = {}
    for issue in issues:
        record = make_record(issue)
        yield Artifact(f"{SITE}search/{name_record(issue.period)}", record)
        path = name_fragment(search.OUTPUT, issue.period)
        fragments[path] = write_fragment(invert(issue, read_hash(record)))
        yield Artifact(path, fragments[path])
    for aggregate in plan_pages(publication, len(fragments)):
        for artifact in make_page(aggregate, fragments, renderer):
            if artifact.path.startswith(FRAGMENTS):
                fragments[artifact.path] = artifact.content
            yield artifact


def make_page(aggregate: AggregatePage, fragments: dict[str, bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the files of one page, from the fragments by their paths."""
    names = (*map(str, aggregate.periods), *aggregate.needs)
    own = [fragments[name_fragment(search.OUTPUT, name)] for name in names]
    yield from search.make_aggregate_page(aggregate, own, renderer)


def write_files(root: Path, artifacts: Iterable[Artifact]) -> int:
    """Write the files of a site below a folder, and what they need beside them; return how many there are."""
    count = 0
    for artifact in artifacts:
        path = root / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
        count += 1
    return count
