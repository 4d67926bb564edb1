#!/usr/bin/env python3
"""Measure the search: building, size, what one change costs, queries in Chromium, counts against a plain reading.

Usage: ``.venv/bin/python -m scripts.bench_search FOLDER [ISSUES]``; the archive is made in the folder if it is empty.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright

from newsletter import SELDOM
from newsletter.documents.periods import parse_period
from newsletter.loading import load_publication
from newsletter.outputs import search
from newsletter.outputs.base import FRAGMENTS, SITE, AggregatePage, Artifact, name_fragment
from newsletter.outputs.search.texts import FoundIssue
from newsletter.rendering.renderer import Renderer, make_renderer
from scripts import chromium
from scripts.search_corpus import Corpus, list_words, make_files, make_fragment, make_page, plan_pages, write_files
from scripts.search_queries import Query, count_plainly, make_queries

ROOT = Path(__file__).resolve().parents[1]
QUERIES = (
    "safeguarding", "{rare}", "{common}", "{common} {other}", "information sharing", '"information sharing"',
    '"duty of care"', "{common} {other} {third}",
)  # fmt: skip
RUNS = 3
COMMON = 8_000
"""How many of the words are certain to be in an archive: of others the page shows those that are near."""


def main() -> None:
    """Make the archive if need be, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("issues", type=int, nargs="?", default=10_000)
    parser.add_argument("--counts", type=int, default=200, help="how many random queries are counted")
    options = parser.parse_args()
    gc.set_threshold(SELDOM)  # as in a build
    corpus = Corpus(list_words())
    if not (options.folder / SITE).is_dir():
        make_archive(corpus, options.folder, options.issues)
    measure_size(options.folder / SITE / "search", options.issues)
    measure_change(corpus, options.folder, options.issues)
    with serve(options.folder / SITE) as address, open_browser() as browser:
        measure_queries(browser, address, corpus)
        if options.counts:
            compare_counts(browser, address, corpus, options)


def make_archive(corpus: Corpus, folder: Path, count: int) -> None:
    """Make the archive and say how long it took, without the time in which issues are invented."""
    publication = load_publication(ROOT).publication
    started, invented = time.process_time(), 0.0

    def invent() -> Iterator[FoundIssue]:
        nonlocal invented
        for number in range(count):
            before = time.process_time()
            issue = corpus.make_issue(number)
            invented += time.process_time() - before
            yield issue

    write_files(folder, make_files(publication, invent(), make_renderer(ROOT, publication.packs)))
    seconds = time.process_time() - started - invented
    print(f"{count} issues made in {seconds:.1f} s of CPU, {seconds / count * 1000:.2f} ms an issue")


def measure_size(folder: Path, count: int) -> None:
    """Print the size of each kind of file."""
    kinds: dict[str, list[int]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            kind = {"r": "records", "w": "words"}.get(path.parent.name, path.suffix)
            kinds.setdefault(kind, []).append(path.stat().st_size)
    for kind, sizes in sorted(kinds.items()):
        print(f"{kind:10} {len(sizes):6} files {sum(sizes) / 1e6:8.2f} MB, largest {max(sizes) / 1e3:6.1f} KB")
    index = sum(sum(sizes) for kind, sizes in kinds.items() if kind != "records")
    print(f"index without records {index / 1e6:.1f} MB, {index / count / 1e3:.2f} KB an issue")


def measure_change(corpus: Corpus, folder: Path, count: int) -> None:
    """Write one issue of the newest and of the oldest segment anew; print what that costs, and which files change."""
    publication = load_publication(ROOT).publication
    renderer = make_renderer(ROOT, publication.packs)
    pages = list(plan_pages(publication, count))
    for name, number in (("newest", count - 5), ("oldest", 5)):
        issue = corpus.make_issue(number, edition=1)
        steps = list(follow_needs(pages, issue))
        fragments = read_fragments(folder, steps)
        started = time.process_time()
        made = make_again(issue, steps, fragments, renderer)
        seconds = time.process_time() - started
        changed = [one for one in made if not is_same(folder / one.path, one.content)]
        print(f"one issue of the {name} segment: {seconds:.2f} s of CPU, {len(changed)} of {len(made)} files differ")


def follow_needs(pages: Sequence[AggregatePage], issue: FoundIssue) -> Iterator[AggregatePage]:
    """Yield the page that is made of an issue, the one that needs that page, and so on."""
    page = next((page for page in pages if parse_period(issue.period) in page.periods), None)
    while page:
        yield page
        page = next((other for other in pages if page.name in other.needs), None)


def make_again(
    issue: FoundIssue, steps: Sequence[AggregatePage], fragments: dict[str, bytes], renderer: Renderer
) -> list[Artifact]:
    """Make an issue's month, its year, its segment and the files of all words again."""
    fragments[name_fragment(search.OUTPUT, issue.period)] = make_fragment(issue)
    made: list[Artifact] = []
    for page in steps:
        made += make_page(page, fragments, renderer)
        fragments |= {one.path: one.content for one in made if one.path.startswith(FRAGMENTS)}
    return made


def read_fragments(folder: Path, pages: Sequence[AggregatePage]) -> dict[str, bytes]:
    """Return the fragments that pages need, by their paths."""
    names = {str(name) for page in pages for name in (*page.periods, *page.needs)}
    paths = [name_fragment(search.OUTPUT, name) for name in names]
    return {path: (folder / path).read_bytes() for path in paths}


def is_same(path: Path, content: bytes) -> bool:
    """Tell whether a file has this content."""
    return path.is_file() and path.read_bytes() == content


class _Handler(SimpleHTTPRequestHandler):
    """Serves files without a word; HTTP/1.1 keeps connections, as hosts do."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start a Chromium without a window."""
    with sync_playwright() as playwright:
        program = chromium.find(playwright)
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        with playwright.chromium.launch(executable_path=program, args=arguments) as browser:
            yield browser


def measure_queries(browser: Browser, address: str, corpus: Corpus) -> None:
    """Print the median of some runs of each query: cold, with the tables fetched ahead, and again in the same page."""
    words = {"common": corpus.words[3], "other": corpus.words[9], "third": corpus.words[40], "rare": corpus.words[-9]}
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'query, in ms':34} {'found':>8}   cold: first, all, shown   tables ahead   again")
    for query in (one.format(**words) for one in QUERIES):
        rows = [measure_once(browser, address, query, ahead=ahead) for ahead in (False, True) for _ in range(RUNS)]
        cold, ahead = rows[:RUNS], rows[RUNS:]
        columns = [_median(one[0] for one in cold), _median(one[0] for one in ahead), _median(one[1] for one in ahead)]
        print(f"{query:34} {rows[0][2]:>8}   {'   '.join(columns)}")


def _median(rows: Iterable[tuple[float, float, float]]) -> str:
    return " ".join(f"{statistics.median(column):6.0f}" for column in zip(*rows, strict=True))


Times = tuple[float, float, float]


def measure_once(browser: Browser, address: str, query: str, *, ahead: bool) -> tuple[Times, Times, str]:
    """Search in a new page, then once more; return the times of both, and how many entries were found."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/search/")
    if ahead:
        page.focus("#q")
        page.wait_for_load_state("networkidle")
    first, again = ask(page, query), ask(page, query)
    found = read_count(page)
    context.close()
    return first, again, f"{found:,}"


def ask(page: Page, query: str) -> Times:
    """Type a query, and return the times in milliseconds from Enter on."""
    page.evaluate("performance.clearMarks()")
    page.fill("#q", query)
    page.locator("#q").press("Enter")
    page.locator("#status:not(:empty)").wait_for(timeout=60_000)
    marks = page.evaluate("Object.fromEntries(performance.getEntriesByType('mark').map(m => [m.name, m.startTime]))")
    begun = marks["search"]
    return marks.get("first", marks["all"]) - begun, marks["all"] - begun, marks["shown"] - begun


def read_count(page: Page) -> int:
    """Return how many entries were found."""
    status = page.locator("#status").inner_text()
    found = re.search(r"Entries found: ([\d,]+)", status)
    return int(found[1].replace(",", "")) if found else 0


def compare_counts(browser: Browser, address: str, corpus: Corpus, options: argparse.Namespace) -> None:
    """Print how many random queries find as many entries as a plain reading."""
    queries = make_queries(corpus.words[:COMMON], options.counts)
    plain = count_plainly(queries, map(corpus.make_issue, range(options.issues)))
    page = browser.new_page()
    different = [
        (query, count, found)
        for query, count in zip(queries, plain, strict=True)
        if (found := count_in_page(page, address, query)) != count
    ]
    print(f"{len(queries) - len(different)} of {len(queries)} random queries find what a plain reading finds")
    for query, count, found in different:
        print(f"  {query}: {count} by reading, {found} in the page")


def count_in_page(page: Page, address: str, query: Query) -> int:
    """Return how many entries the page finds."""
    page.goto(f"{address}/search/?{query.address}")
    page.locator("#status:not(:empty)").wait_for(timeout=60_000)
    return read_count(page)


if __name__ == "__main__":
    main()
