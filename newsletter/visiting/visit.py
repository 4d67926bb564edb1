"""Visits one document on the public web: follows redirects, asks ``robots.txt`` first, and hashes what it finds.

A host is asked for one document at a time. Each request goes to a public address alone, within one deadline and one
limit on bytes; a document that is larger is known to be there, and its content is not.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from newsletter.documents.outside import SourceState
from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.budget import Budget, Limits
from newsletter.network.http import Request, Response, send_request, split_host
from newsletter.network.public_web import AGENT, resolve_public
from newsletter.network.sockets import Address, run_with_deadline

MOST_REDIRECTS = 5
_FOR_GOOD, _FOR_NOW = frozenset({301, 308}), frozenset({302, 303, 307})
_GONE = frozenset({404, 410})
_FOUND = range(200, 300)
_SAME = 304
_NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


@dataclass(frozen=True, slots=True)
class VisitLimits:
    """The limits of a visit: seconds and bytes of one document, and seconds of pause before the next of its host."""

    seconds: float = 60.0
    size: int = 50_000_000
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Version:
    """How a host tells versions of a document apart (RFC 9110, 8.8); empty where it does not."""

    etag: str = ""
    modified: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What a request says to be sent the document only if it is another version (RFC 9110, 13.1)."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.modified} if self.modified else {}

    @classmethod
    def of(cls, answer: Response) -> Version:
        """Return the version that an answer names; one that is too long to be kept is none."""
        return cls(*(_keep(answer.fields.get(name, "")) for name in ("etag", "last-modified")))


_NO_VERSION = Version()
_LONGEST = 200


def _keep(value: str) -> str:
    return value if len(value) <= _LONGEST and value.isascii() and value.isprintable() else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a visit found: where the document is now, if it moved for good, and its content's hash and length."""

    state: SourceState
    why: str = ""
    to: str | None = None
    sha256: str | None = None
    size: int | None = None
    version: Version = Version()
    is_same: bool = False
    """Whether its host says that it is as it was at the last visit, and sent nothing."""


@dataclass
class Visitor:
    """Visits documents; ``resolve`` decides which addresses may be asked."""

    limits: VisitLimits = VisitLimits()
    resolve: Callable[[str, int], Address] = resolve_public
    trust: ssl.SSLContext | None = None
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def visit(self, url: str, known: Version = _NO_VERSION) -> Found:
        """Return what became of a document. It counts as gone only if its host says so, or no longer exists.

        A host that still has the version that is ``known`` need not send it.
        """
        budget = Budget(Limits(self.limits.seconds, self.limits.size))
        try:
            return self._follow(budget, url, known)
        except ExchangeError as error:
            is_there = error.stage is ExchangeStage.OVERRUN
            return Found("alive", f"it has more than {self.limits.size:,} bytes") if is_there else _explain(error)
        except socket.gaierror as error:
            return Found("gone" if error.errno in _NO_SUCH_HOST else "unknown", f"its host cannot be found: {error}")
        except (OSError, ValueError) as error:
            return _explain(error)

    def _follow(self, budget: Budget, url: str, known: Version) -> Found:
        url = url.partition("#")[0]  # no server is told the place within a page (RFC 9110, section 4.2.5)
        start, moved, is_for_good = url, url, True
        for _ in range(MOST_REDIRECTS + 1):
            if not self._may_visit(budget, url):
                return Found("unknown", "its host asks programs not to visit it (robots.txt)")
            answer = self._get(budget, url, known.fields)
            if answer.status not in _FOR_GOOD | _FOR_NOW or "location" not in answer.fields:
                return _judge(answer, moved if moved != start else None)
            url = urljoin(url, answer.fields["location"]).partition("#")[0]
            if not url.startswith("https://"):
                return Found("unknown", f"it redirects to {url[:200]}, which is not an https address")
            is_for_good = is_for_good and answer.status in _FOR_GOOD
            moved = url if is_for_good else moved
        return Found("unknown", f"it redirects more than {MOST_REDIRECTS} times")

    def _get(self, budget: Budget, url: str, fields: Mapping[str, str] = _NO_FIELDS) -> Response:
        host, port = split_host(url)
        place = run_with_deadline(budget, lambda: self.resolve(host, port))
        asked = {"User-Agent": AGENT, "Accept": "*/*", **fields}
        return send_request(Request("GET", url, asked, at=place, trust=self.trust), budget)

    def _may_visit(self, budget: Budget, url: str) -> bool:
        """Ask a host once which of its documents programs may visit (RFC 9309); without an answer, all of them."""
        parts = urlsplit(url)
        host = parts.netloc
        if host not in self._robots:
            answer = self._get(budget, f"https://{host}/robots.txt")
            text = answer.body.decode("utf-8", "replace") if answer.status in _FOUND else ""
            self._robots[host] = RobotFileParser()
            self._robots[host].parse(text.splitlines())
        return self._robots[host].can_fetch(AGENT, url)


def _judge(answer: Response, moved: str | None) -> Found:
    if answer.status in _GONE:
        return Found("gone", f"it answers {answer.status}")
    state: SourceState = "moved" if moved else "alive"
    if answer.status == _SAME:
        return Found(state, to=moved, version=Version.of(answer), is_same=True)
    if answer.status not in _FOUND:
        return Found("unknown", f"it answers {answer.status}")
    digest = hashlib.sha256(answer.body).hexdigest()
    return Found(state, to=moved, sha256=digest, size=len(answer.body), version=Version.of(answer))


def _explain(error: Exception) -> Found:
    return Found("unknown", f"no answer came: {error}")
