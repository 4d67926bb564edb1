"""An archive of sixty issues with a search, served as any static host would, and what a browser asks of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from newsletter.loading import load_publication
from newsletter.outputs.base import SITE, Artifact
from newsletter.rendering.renderer import make_renderer
from scripts.search_corpus import Corpus, list_words, make_files, write_files
from tests.packs import PACKS

ROOT = Path(__file__).parents[3]
ISSUES = 60
CORPUS = Corpus(list_words(3_000))


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tests."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the archive's site."""
    folder = tmp_path_factory.mktemp("search")
    publication, renderer = load_publication(ROOT).publication, make_renderer(ROOT, PACKS)
    write_files(folder, make_files(publication, map(CORPUS.make_issue, range(ISSUES)), renderer))
    style = renderer.page("web/style.css", publication=publication).encode()
    write_files(folder, [Artifact(f"{SITE}style.css", style), Artifact(f"{SITE}icon.svg", b"<svg/>")])
    return folder / SITE


@pytest.fixture(scope="session")
def origin(folder: Path) -> Iterator[str]:
    """Return the address of the archive."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class Searcher:
    """Someone who searches: what the page says, asks for, and complains about."""

    page: Page
    origin: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str = "") -> None:
        """Open the page of the search; with a query in the address, wait for what it finds."""
        self.page.goto(f"{self.origin}/search/{address}")
        if address:
            self.wait()

    def search(self, words: str) -> str:
        """Type words and press Enter; return what is announced."""
        self.page.fill("#q", words)
        self.page.locator("#q").press("Enter")
        return self.wait()

    def wait(self) -> str:
        status = self.page.locator("#status:not(:empty)")
        status.wait_for(timeout=30_000)
        return status.inner_text()

    @property
    def links(self) -> list[str]:
        return [str(link.get_attribute("href")) for link in self.page.locator("#found a").all()]


@pytest.fixture
def searcher(page: Page, origin: str) -> Searcher:
    """Return someone with the page open."""
    made = Searcher(page, origin)
    made.listen()
    made.open()
    return made
