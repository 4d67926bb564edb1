"""Visits every document that issues link to, several hosts at a time, and writes what was found as it goes.

A visit that is interrupted is taken up again: what was visited not long ago is not visited again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from newsletter.checking.contexts import IssueContext
from newsletter.documents.outside import FILE, SourceRecord, SourcesRecord, SourceState
from newsletter.documents.publication import Publication
from newsletter.documents.values import LONGEST_URL
from newsletter.errors import BuildError
from newsletter.files import hold_lock, write_below
from newsletter.loading import LoadedIssue, find_issue_names, load_issue, load_publication
from newsletter.records import format_sources, load_sources
from newsletter.visiting.visit import Found, Version, Visitor

MANY_HOSTS = 8
"""Hosts that are visited at the same time, each for one document at a time."""

WRITE_EVERY = 1.0
"""Seconds after which what was found is written again: as much is lost if the program is killed."""

_LOCK = "issues/.sources.lock"


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """A document that issues link to: its address, the issues, and the hash that one of them states."""

    url: str
    issues: tuple[str, ...]
    sha256: str | None = None
    is_listed: bool = True
    """Whether an issue lists it as a document. Of what a text links to, such as a page that changes daily, it is only
    asked whether it is there."""


@dataclass(frozen=True, slots=True)
class SourceVisit:
    """Which documents are visited: those not visited for ``age`` days before ``today``, for at most ``seconds``."""

    today: date
    age: int = 7
    seconds: float = 600.0


def list_sources(root: Path) -> dict[str, LinkedDocument]:
    """Return the documents of others that the issues of a publication link to, by their addresses.

    Those are what its items list and, if the publication asks for that, what its texts link to.

    Raises:
        ProblemsFoundError: an issue cannot be read.
    """
    publication, found = load_publication(root).publication, dict[str, LinkedDocument]()
    for name in find_issue_names(root):
        loaded = load_issue(root / name, name, publication.packs, publication.tags)
        period = str(loaded.issue.period)
        for url, document in (pair for block in loaded.issue.walk() for pair in block.outside_documents()):
            found[url] = _join(found.get(url), LinkedDocument(url, (period,), document.sha256))
        for url in _list_links(loaded, publication) if publication.sources.links else ():
            found[url] = _join(found.get(url), LinkedDocument(url, (period,), is_listed=False))
    return found


def _join(known: LinkedDocument | None, document: LinkedDocument) -> LinkedDocument:
    """Return a document with what is known of it already from other issues."""
    if known is None:
        return document
    issues = tuple(dict.fromkeys((*known.issues, *document.issues)))
    is_listed = known.is_listed or document.is_listed
    return LinkedDocument(known.url, issues, known.sha256 or document.sha256, is_listed)


def _list_links(loaded: LoadedIssue, publication: Publication) -> Iterator[str]:
    """Yield the addresses on sites of others to which an issue links in any of its languages."""
    for issue in (one.issue for one in (loaded, *loaded.others) if not one.issue.withdrawn):
        for link in IssueContext(issue, publication).links:
            is_own = f"{link.url}/".startswith(f"{publication.site_url}/")
            if link.url.startswith("https://") and len(link.url) <= LONGEST_URL and not is_own:
                yield link.url


@dataclass
class _Run:
    """The record so far, and when it was last written."""

    root: Path
    visit: SourceVisit
    linked: Mapping[str, LinkedDocument]
    known: dict[str, SourceRecord]
    visitor: Visitor
    ends: float
    written: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def visit_host(self, urls: list[str]) -> int:
        """Visit the documents of a host, one after the other; return how many there was time for."""
        for number, url in enumerate(urls):
            if number:
                time.sleep(self.visitor.limits.pause)
            if time.monotonic() >= self.ends:
                return number
            self.note(url, self.visitor.visit(url, _find_version(self.known.get(url), self.linked[url])))
        return len(urls)

    def note(self, url: str, found: Found) -> None:
        """Record the result of a visit, and write the record now and then."""
        with self.lock:
            self.known[url] = _update(self.known.get(url), self.linked[url], found, self.visit.today)
            if time.monotonic() - self.written >= WRITE_EVERY:
                self.write()

    def write(self) -> None:
        """Write all that is known."""
        write_below(self.root, FILE, format_sources(SourcesRecord(sources=self.known)))
        self.written = time.monotonic()


def visit_sources(
    root: Path, visit: SourceVisit, visitor: Visitor, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> tuple[SourcesRecord, int]:
    """Visit the documents of a publication and record what was found; return that, and how many are left for later.

    Raises:
        ProblemsFoundError: an issue, or the record that is there, cannot be read.
        BuildError: the record cannot be written.
    """
    linked = list_sources(root)
    try:
        with hold_lock(root, _LOCK, waits=True):
            known = _keep_linked(load_sources(root).sources, linked)
            run = _Run(root, visit, linked, known, visitor, time.monotonic() + visit.seconds)
            hosts = _group_by_host(url for url in linked if _is_due(known.get(url), visit))
            left = _visit_hosts(run, hosts, progress)
            return SourcesRecord(sources=run.known), left
    except OSError as error:
        raise BuildError(f"{root / FILE} cannot be written: {error.strerror}.") from None


def _visit_hosts(run: _Run, hosts: Mapping[str, list[str]], progress: Callable[[int, int], None]) -> int:
    total, done = sum(map(len, hosts.values())), 0
    try:
        with ThreadPoolExecutor(MANY_HOSTS) as pool:
            for waiting in as_completed([pool.submit(run.visit_host, urls) for urls in hosts.values()]):
                done += waiting.result()
                progress(done, total)
    finally:
        run.ends = 0.0
        run.write()
    return total - done


def _keep_linked(known: Mapping[str, SourceRecord], linked: Mapping[str, LinkedDocument]) -> dict[str, SourceRecord]:
    """Return the records of documents that an issue still links to, each with those issues."""
    return {
        url: record.model_copy(update={"issues": linked[url].issues}) for url, record in known.items() if url in linked
    }


def _is_due(known: SourceRecord | None, visit: SourceVisit) -> bool:
    return known is None or (visit.today - known.checked).days >= visit.age


def _group_by_host(urls: Iterable[str]) -> dict[str, list[str]]:
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault((urlsplit(url).hostname or "").removeprefix("www."), []).append(url)
    return hosts


def _find_version(known: SourceRecord | None, linked: LinkedDocument) -> Version:
    """Return the version of a document that need not be sent again: the one that was compared with what was read."""
    is_compared = known is not None and linked.sha256 in (None, known.sha256)
    return Version(known.etag, known.modified) if known is not None and is_compared else Version()


def _has_changed(known: SourceRecord | None, found: Found, read: str | None) -> bool:
    if found.is_same:
        return known is not None and known.state == "changed"
    return found.sha256 not in (None, read)


def _update(known: SourceRecord | None, linked: LinkedDocument, found: Found, today: date) -> SourceRecord:
    """Return the record of a document after a visit; without an answer, what was known stays."""
    if found.state == "unknown" and known is not None:
        return known.model_copy(update={"checked": today, "why": found.why, "issues": linked.issues})
    read = linked.sha256 or (known.sha256 if known else None) or found.sha256
    state: SourceState = found.state
    if state == "alive" and linked.is_listed and _has_changed(known, found, read):
        state = "changed"
    version = found.version
    if found.is_same and known is not None and not version.fields:  # a host need not name it again
        version = Version(known.etag, known.modified)
    is_same = known is not None and known.state == state and known.to == found.to
    return SourceRecord(
        state=state,
        since=known.since if known and is_same else today,
        checked=today,
        to=found.to,
        why=found.why,
        sha256=read,
        etag=version.etag,
        modified=version.modified,
        bytes=found.size if found.size is not None else (known.bytes if known else None),
        issues=linked.issues,
    )
