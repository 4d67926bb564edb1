"""What a web server needs to know of a finished site: media types, header fields, what has moved and what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.building.manifest import read_manifest
from newsletter.documents.publication import Publication
from newsletter.errors import BuildError
from newsletter.outputs.redirects import list_page_redirects

_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
POLICY = f"{_POLICY}; frame-ancestors 'none'"
"""What a page may load (Content Security Policy, level 3); the page of the search alone has a script.

The page for a missing address, which is served at any, has a form; all others say themselves that they have none.
"""

SEARCH_POLICY = f"{_POLICY}; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"
SEARCH = "search/"

FIELDS: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Header fields of every response. Strict-Transport-Security is left to the server that has the certificate."""

NAMED_TYPES: Mapping[str, str] = {
    "atom.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
    "opml.xml": "text/x-opml",
    "rss.xml": "application/rss+xml",
}
"""Media types by the name of the file, as feed readers and validators expect them."""

TYPES: Mapping[str, str] = {
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".xml": "application/xml",
}
"""Media types of all other files by suffix: the same on every machine."""

CALENDAR = ".ics"
"""The suffix of an event's file, which is withdrawn with its item, since it says what the event was."""

LASTING, CHECKED = "public, max-age=31536000, immutable", "no-cache"
"""Cache-Control of pictures, whose names change with their content, and of all else, which browsers revalidate."""


@dataclass(frozen=True, slots=True)
class FinishedSite:
    """A built site: its folder, the path before every address, what moved, and what was withdrawn."""

    folder: Path
    host: str
    prefix: str
    redirects: Mapping[str, str]
    gone: frozenset[str]
    """The paths of the pages that say so. All that was below one is gone, too, and the calendar file beside it."""

    def find_tombstone(self, path: str) -> str | None:
        """Return the page that is shown for a withdrawn path; None if it was not withdrawn."""
        folders = [f"{step}/" for step in accumulate(path.split("/"), "{}/{}".format)]
        if path.endswith(CALENDAR):
            folders[-1] = f"{path.removesuffix(CALENDAR)}/"
        return next((folder for folder in reversed(folders) if folder in self.gone), None)


def open_site(publication: Publication, out: Path) -> FinishedSite:
    """Return the site that the last build made in a folder.

    Raises:
        BuildError: nothing was built there.
    """
    folder, address = out / "site", urlsplit(publication.base_url)
    if not (folder / "index.html").is_file():
        raise BuildError(f"{folder}: there is no finished site. Build it first: newsletter build")
    return FinishedSite(
        folder,
        address.hostname or "localhost",
        address.path,
        list_page_redirects(publication),
        find_gone(out, publication),
    )


def find_gone(out: Path, publication: Publication) -> frozenset[str]:
    """Return the paths of the pages of withdrawn issues and items, in every language."""
    folders = [one.folder for one in (publication, *publication.others)]
    records = [record for record in read_manifest(out).issues.values() if record.is_live]
    return frozenset(
        f"{folder}{tombstone.path}"
        for record in records
        for folder, tombstones in zip(folders, record.tombstones, strict=False)
        for tombstone in tombstones
    )


def find_type(name: str) -> str:
    """Return the media type of a file by its name, with a charset for text."""
    found = NAMED_TYPES.get(name) or TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    return found if found.startswith("image/") or found == "application/octet-stream" else f"{found}; charset=utf-8"


def find_policy(path: str) -> str:
    """Return the Content Security Policy for a path of the site."""
    return SEARCH_POLICY if f"/{path}".endswith(f"/{SEARCH}") or f"/{SEARCH}index.html" in f"/{path}" else POLICY


def find_cache_control(path: str) -> str:
    """Return the Cache-Control field for a path of the site."""
    return LASTING if "/images/" in f"/{path}" else CHECKED
