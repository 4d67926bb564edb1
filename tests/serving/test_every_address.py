"""One walk through ``newsletter serve``, below a path: each file of a site with every kind of page, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.outputs.redirects import FILE as REDIRECTS
from tests.building.examples import TODAY as AFTER
from tests.building.examples import write_example
from tests.building.publications import make
from tests.outputs.every_page import KINDS, make_every_page
from tests.serving.test_serving import ask, start

TEXT = "; charset=utf-8"
TYPES = {
    ".atom.xml": f"application/atom+xml{TEXT}",  # RFC 4287
    ".bib": f"application/x-bibtex{TEXT}",
    ".bin": "application/octet-stream",
    ".css": f"text/css{TEXT}",
    ".csv": f"text/csv{TEXT}",  # RFC 4180
    ".feed.json": f"application/feed+json{TEXT}",  # JSON Feed 1.1
    ".html": f"text/html{TEXT}",
    ".ics": f"text/calendar{TEXT}",  # RFC 5545
    ".js": f"text/javascript{TEXT}",  # RFC 9239
    ".json": f"application/json{TEXT}",  # RFC 8259
    ".opml.xml": f"text/x-opml{TEXT}",
    ".png": "image/png",
    ".pos": "application/octet-stream",
    ".ris": f"application/x-research-info-systems{TEXT}",
    ".rss.xml": f"application/rss+xml{TEXT}",
    ".svg": "image/svg+xml",
    ".txt": f"text/plain{TEXT}",
    ".webp": "image/webp",
    ".xml": f"application/xml{TEXT}",  # RFC 7303
}
"""Media types by the name of a file, or by its suffix alone."""

WITHDRAWN = KINDS["withdrawn"]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a publication with a page of every kind, built."""
    return make_every_page(tmp_path_factory.mktemp("every") / "news")


@pytest.fixture(scope="module")
def port(news: Path) -> Iterator[int]:
    """Return the port at which it is served on loopback."""
    with start("newsletter", news, news.parent) as port:
        yield port


def test_every_file_has_its_own_address_type_and_status(port: int, news: Path) -> None:
    site, walked = news / "dist/site", set[str]()
    for file in (path for path in site.rglob("*") if path.is_file() and path.name != REDIRECTS):
        path = file.relative_to(site).as_posix().removesuffix("index.html")
        answer, body = ask(port, path)
        moved, gone = path == KINDS["redirect"], path == WITHDRAWN
        assert answer.status == (301 if moved else 410 if gone else 200), path
        if not moved:
            kind = TYPES.get(f".{file.name}") or TYPES[file.suffix]
            assert (answer.headers["content-type"], body) == (kind, file.read_bytes()), path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        walked.add(path)
    assert walked >= set(KINDS.values())


@pytest.mark.parametrize("path", [f"{WITHDRAWN}cite.ris", WITHDRAWN.rstrip("/"), f"{WITHDRAWN.rstrip('/')}.ics"])
def test_what_was_below_or_beside_a_withdrawn_page_is_gone(port: int, path: str) -> None:
    answer, body = ask(port, path)

    assert (answer.status, answer.headers["content-type"]) == (410, TYPES[".html"])
    assert b"This entry was withdrawn" in body


@pytest.mark.parametrize("path", [path for path in KINDS.values() if path.endswith("/")])
def test_below_each_page_there_is_nothing_that_was_not_made(port: int, path: str) -> None:
    answer, body = ask(port, f"{path}nothing/")

    assert answer.status == (410 if path == WITHDRAWN else 404)
    assert answer.headers["content-type"] == TYPES[".html"]
    assert (b"Page not found" in body) is (path != WITHDRAWN)


@pytest.mark.parametrize("path", [path for path in KINDS.values() if path.count("/")])
def test_a_page_without_its_slash_leads_to_it(port: int, path: str) -> None:
    answer, _ = ask(port, path.rstrip("/"))

    if path == WITHDRAWN:
        assert answer.status == 410
    else:
        assert answer.status in {301, 307, 308}
        assert str(answer.headers["location"]).endswith(f"/riverside/{path}")


def test_in_every_language_what_was_withdrawn_is_gone_and_the_rest_is_there(tmp_path: Path) -> None:
    root = write_example(tmp_path / "news", "bilingual")
    issue = root / "issues/2026-10.yaml"
    mark = "    withdrawn: {at: 2026-12-01T10:00:00Z, reason: It named a person.}\n"
    issue.write_text(
        issue.read_text(encoding="utf-8").replace("    id: trees\n", f"    id: trees\n{mark}"), encoding="utf-8"
    )
    make(root, AFTER)
    pages = {
        path.parent.relative_to(root / "dist/site").as_posix() for path in (root / "dist/site").rglob("index.html")
    }
    with start("newsletter", root, tmp_path) as port:
        found = {page: ask(port, "" if page == "." else f"{page}/", prefix="")[0].status for page in pages}

    gone = {page for page, status in found.items() if status == 410}
    assert len(gone) == 2
    assert {page.partition("issues/")[2] for page in gone} == {"2026-10/trees"}
    assert {status for page, status in found.items() if page not in gone} == {200}
