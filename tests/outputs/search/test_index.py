"""The index says what a plain reading of the texts says: decoded whole, and however its issues came to be in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import snowballstemmer
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.loading import load_publication
from newsletter.outputs import search
from newsletter.outputs.base import FRAGMENTS, SITE, Archive, IssueSummary, name_fragment
from newsletter.outputs.search.segments import MOST_BYTES
from newsletter.outputs.search.texts import FoundIssue
from newsletter.rendering.renderer import make_renderer
from scripts.search_corpus import Corpus, list_words, make_files, make_fragment, make_page, summarise
from tests.outputs.search.index_reader import Index
from tests.packs import PACKS

ROOT = Path(__file__).parents[3]
PUBLICATION = load_publication(ROOT).publication
RENDERER = make_renderer(ROOT, PACKS)
CORPUS = Corpus(list_words(400))
FOLDER = f"{SITE}search/"
ENGLISH = snowballstemmer.stemmer("english")
STOPS = {"the", "of", "and", "to", "in", "for", "with", "that", "was", "not", "what", "this"}


def take_index(files: Mapping[str, bytes]) -> Index:
    return Index({path.removeprefix(FOLDER): content for path, content in files.items() if path.startswith(FOLDER)})


def make_index(issues: Sequence[FoundIssue]) -> Index:
    return take_index({one.path: one.content for one in make_files(PUBLICATION, issues, RENDERER)})


def read_plainly(issues: Sequence[FoundIssue]) -> dict[str, dict[int, tuple[int, ...]]]:
    """Return where each stem is, from the texts alone; an issue begins at the next multiple of 32."""
    found: dict[str, dict[int, list[int]]] = {}
    number = 0
    for issue in issues:
        number = -(-number // 32) * 32
        for text in (text for entry in issue.entries for text in entry.documents):
            for place, word in enumerate(re.findall("[a-z0-9]+", text.lower())):
                if word not in STOPS:
                    found.setdefault(ENGLISH.stemWord(word), {}).setdefault(number, []).append(place)
            number += 1
    return {stem: {at: tuple(places) for at, places in rows.items()} for stem, rows in found.items()}


def _stem(word: str) -> str:
    return str(ENGLISH.stemWord(word))


def test_every_stem_is_where_a_plain_reading_finds_it() -> None:
    issues = [CORPUS.make_issue(number) for number in range(5)]

    assert make_index(issues).read_stems("2000") == read_plainly(issues)


def test_every_word_has_its_stem_and_says_how_common_it_is() -> None:
    issues = [CORPUS.make_issue(number) for number in range(3)]
    texts = " ".join(text for issue in issues for entry in issue.entries for text in entry.documents).lower()
    words = {word for word in re.findall("[a-z0-9]+", texts) if word not in STOPS}
    used = {stem: len(documents) for stem, documents in read_plainly(issues).items()}

    assert make_index(issues).read_words() == {(word, _stem(word)): used[_stem(word)].bit_length() for word in words}


def test_names_of_files_are_hexadecimal_and_no_file_is_large() -> None:
    files = make_index([Corpus(list_words(9_000)).make_issue(number) for number in range(30)]).files
    names = [path.rpartition("/")[2].partition(".")[0] for path in files if path.endswith((".bin", ".pos"))]

    assert len(names) >= 9
    assert all(re.fullmatch("[0-9a-f]+|facets", name) for name in names)
    assert max(len(content) for content in files.values()) < 100_000


def test_the_script_is_small_enough_and_plain() -> None:
    script = make_index([CORPUS.make_issue(0)]).files["search.js"].decode()

    assert len(script) < 17_000
    assert not re.search(r"^\s|^//", script, re.MULTILINE)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|new Function|import", script)


@dataclass
class GrowingArchive:
    """An archive that is built again and again: each time only the pages whose issues or pages have changed.

    Two of its issues fill a segment.
    """

    issues: dict[int, FoundIssue] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, tuple[object, dict[str, bytes]]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    def build(self) -> dict[str, bytes]:
        """Return every file of the search but the records."""
        fragments = {name_fragment("search", one.period): make_fragment(one) for one in self.issues.values()}
        old, self.pages, self.made = self.pages, {}, []
        for page in search.plan_aggregate_pages(Archive(PUBLICATION, tuple(self._summarise()))):
            needed = [fragments[name_fragment("search", str(name))] for name in (*page.periods, *page.needs)]
            key = page, needed
            files = old[page.name][1] if page.name in old and old[page.name][0] == key else None
            if files is None:
                self.made.append(page.name)
                files = {one.path: one.content for one in make_page(page, fragments, RENDERER)}
            self.pages[page.name] = key, files
            fragments |= {path: content for path, content in files.items() if path.startswith(FRAGMENTS)}
        return {path: content for _, files in self.pages.values() for path, content in files.items()}

    def _summarise(self) -> Iterator[IssueSummary]:
        return (replace(summarise(day), weight=MOST_BYTES // 2) for day in sorted(self.issues, reverse=True))


SMALL = Corpus(list_words(60))
DAYS = st.sampled_from((3, 40, 200, 380, 400, 800, 1_200, 1_600))
STEPS = st.lists(st.tuples(DAYS, st.integers(0, 3)), min_size=1, max_size=5)
"""Days of issues in five years; 0 removes the issue of a day, 1 to 3 write it in another way."""


@settings(max_examples=12)
@given(first=st.sets(DAYS, min_size=1), steps=STEPS)
def test_a_build_after_edits_additions_and_removals_is_a_full_build(
    first: set[int], steps: list[tuple[int, int]]
) -> None:
    site = GrowingArchive({day: SMALL.make_issue(day) for day in first})
    site.build()
    for day, edition in steps:
        site.issues.pop(day, None)
        if edition or not site.issues:
            site.issues[day] = SMALL.make_issue(day, edition=edition)
        after = site.build()

        assert after == GrowingArchive(site.issues).build()


def test_one_issue_that_changes_makes_its_own_year_and_segment_anew_alone() -> None:
    site = GrowingArchive({day: SMALL.make_issue(day) for day in (3, 40, 380, 400, 800, 820, 1_200)})
    before = site.build()
    site.issues[400] = SMALL.make_issue(400, edition=1)
    after = site.build()

    assert sorted(site.pages) == [
        "index",
        "page",
        "segment-2000",
        "segment-2001",
        "segment-2002",
        "segment-2003",
        *_years(),
    ]
    assert site.made == ["year-2001", "segment-2001", "index"]
    assert {path.split("/")[2] for path in before if path.startswith(FOLDER) and before[path] != after.get(path)} <= {
        "2001", "w", "index.json",
    }  # fmt: skip


def _years() -> list[str]:
    return ["year-2000", "year-2001", "year-2002", "year-2003"]


def test_a_point_more_moves_no_number_of_another_issue() -> None:
    issues = [CORPUS.make_issue(number) for number in range(3)]
    entry = issues[0].entries[1]
    longer = replace(entry, points=(*entry.points, replace(entry.points[0], text="Zymurgy.")))
    more = replace(issues[0], entries=(issues[0].entries[0], longer, *issues[0].entries[2:]))
    before, after = make_index(issues).read_stems("2000"), make_index([more, *issues[1:]]).read_stems("2000")

    start = 96  # 92 documents are in the first issue
    assert "zymurgi" in after
    assert all(
        {at: places for at, places in rows.items() if at >= start}
        == {at: places for at, places in after[stem].items() if at >= start}
        for stem, rows in before.items()
    )
