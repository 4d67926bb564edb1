"""What contact sheets show: the mail and the pages of every golden case and of every example, as files in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.loading import load_issue, load_publication
from newsletter.scaffolding.examples import list_examples, make_example
from scripts.golden import CASES, GOLDEN, load_case, make_files

TODAY = date(2026, 11, 5)
MAIL = "mail"
SUBJECTS = (*CASES, *list_examples())
_KINDS = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png", "webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class SheetSubject:
    """A newsletter to look at: its files, and the addresses of its mail and pages by the names of their sheets."""

    base_url: str
    files: dict[str, bytes]
    addresses: dict[str, str]

    def answer(self, url: str) -> tuple[bytes, str]:
        """Return what the newsletter's own site answers at an address, and its media type; nothing if it has nothing.

        The mail is at ``mail``.
        """
        path = urlsplit(url).path.removeprefix(f"{urlsplit(self.base_url).path.rstrip('/')}/")
        name = f"site/{path}index.html" if path.endswith("/") or not path else f"site/{path}"
        content = self.files.get(self.addresses[MAIL] if path == MAIL else name, b"")
        return content, _KINDS.get(path.rpartition(".")[2], "text/html; charset=utf-8")


def list_sheets(wanted: Sequence[str] = ()) -> list[str]:
    """Return the names of sheets, as ``parish.index``: all of them, or those of some cases, examples and sheets."""
    names = [name for name in SUBJECTS if not wanted or name in {one.partition(".")[0] for one in wanted}]
    sheets = [f"{name}.{part}" for name in names for part in make_subject(name).addresses]
    return [sheet for sheet in sheets if not wanted or {sheet, sheet.partition(".")[0]} & set(wanted)]


@cache
def make_subject(name: str, direction: str | None = None) -> SheetSubject:
    """Make all files of a golden case or of an example, read in this direction if it is given."""
    publication, issues, root = _load_case(name) if name in CASES else _load_example(name)
    turned = publication.model_copy(update={"direction": direction}) if direction else publication
    files = make_files(turned, *issues, root=root)
    pages = _find_pages(issues[-1], files, is_whole=name not in CASES)
    return SheetSubject(publication.base_url, files, pages)


def _find_pages(issue: Issue, files: dict[str, bytes], *, is_whole: bool) -> dict[str, str]:
    """Return what to look at: the mail and the pages of the newest issue; of an example, every other kind as well."""
    issue_page = f"issues/{issue.period}/"
    items = [f"{issue_page}{item.id}/" for item in issue.items()]
    themes = sorted(path.removeprefix("site/").removesuffix("index.html") for path in files if "site/themes/" in path)
    pages = {MAIL: f"email/{issue.period}.html", "issue": issue_page} | ({"item": items[0]} if items else {})
    more = {"index": "", "subscribe": "subscribe/"} | ({"theme": themes[-1]} if themes else {})
    return pages | (more if is_whole else {})


def _load_case(name: str) -> tuple[Publication, list[Issue], Path]:
    publication, loaded = load_case(name)
    own = GOLDEN / name
    return publication.publication, [loaded.issue], own if (own / "newsletter.toml").exists() else GOLDEN


def _load_example(name: str) -> tuple[Publication, list[Issue], Path]:
    root = _unpack_example(name)
    publication = load_publication(root).publication
    paths = sorted((root / "issues").glob("*.yaml"))
    issues = [load_issue(path, f"issues/{path.name}", publication.packs, publication.tags).issue for path in paths]
    return publication, issues, root


@cache
def _unpack_example(name: str) -> Path:
    root = Path(_folder().name) / name
    for file, content in make_example(name, "The Riverside Letter", UUID(int=1), TODAY).files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(content)
    return root


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed at the end."""
    return tempfile.TemporaryDirectory(prefix="contact-sheets-")
