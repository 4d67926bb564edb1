"""Reads files of one web site, as a reader's browser would who is not logged in; nothing leaves the site's own host.

Redirects are followed on the site's own host alone. What fails for a moment is asked again, within one time for all.
A site on the public web must be at public addresses; one whose very name is this machine is asked there.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from ssl import SSLContext
from urllib.parse import urljoin, urlsplit

from newsletter import __version__
from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.budget import Budget, Limits
from newsletter.network.hosts import is_loopback, normalise_host
from newsletter.network.http import Request, Response, send_request, split_host
from newsletter.network.public_web import RefusedAddressError, resolve_public
from newsletter.network.sockets import run_with_deadline
from newsletter.network.waiting import read_retry_after

MAX_REDIRECTS = 4
MAX_FILE = 8_000_000
"""Bytes of one file; a page or a picture that is larger is no page or picture of an e-mail."""

_AGENT = f"newsletter-publisher/{__version__} (looks whether an issue is published)"
_HEADERS = {"User-Agent": _AGENT, "Accept": "*/*", "Cache-Control": "no-cache"}
_OK, _GONE, _PRIVATE = 200, frozenset({404, 410}), frozenset({401, 403, 407})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class VisitStatus(StrEnum):
    """What became of a visit."""

    FOUND = "found"
    MISSING = "missing"
    PRIVATE = "private"
    """It asks for a login, or is not allowed."""
    ELSEWHERE = "elsewhere"
    """It redirects to another host."""
    FAILED = "failed"
    """There was no usable answer in time."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The answer for one address: the file and its media type, or why there is none, in words that end a sentence."""

    status: VisitStatus
    why: str = ""
    media_type: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: seconds for one answer and for all together, how often to ask, and the pause between."""

    answer: float = 10.0
    total: float = 60.0
    tries: int = 3
    pause: float = 0.5


PATIENCE = Patience()


class SiteClient:
    """A web site as it can be seen from here; its clock runs from when it is made."""

    def __init__(self, base_url: str, trust: SSLContext | None = None, patience: Patience = PATIENCE) -> None:
        self._home = _name_origin(base_url)
        self._trust = trust
        self._patience = patience
        self._clock = Budget(Limits(patience.total, MAX_FILE))

    def get(self, url: str) -> Visit:
        """Get a file. What could be otherwise in a moment is asked for again, while there is time."""
        visit = Visit(VisitStatus.FAILED, f"was not asked: the time for all, {self._patience.total:g} seconds, is over")
        for n in range(self._patience.tries):
            if self._clock.remaining <= 0:
                break
            visit, wait = self._try(url)
            if wait is None:
                break
            self._rest(max(wait, self._patience.pause * (n + 1)))
        return visit

    def _rest(self, seconds: float) -> None:
        time.sleep(min(seconds, max(0.0, self._clock.remaining)))

    def _try(self, url: str) -> tuple[Visit, float | None]:
        """Return what became of one try, and how many seconds to wait before another, None where that is no use."""
        try:
            response = self._follow(url)
        except RefusedAddressError as error:
            return Visit(VisitStatus.FAILED, f"is not reached: {error}"), None
        except _LeadsElsewhereError as error:
            return Visit(VisitStatus.ELSEWHERE, str(error)), None
        except ExchangeError as error:
            return Visit(VisitStatus.FAILED, f"is not reached: {error}"), _find_wait(error)
        except (OSError, ValueError) as error:
            return Visit(VisitStatus.FAILED, f"is not reached: {getattr(error, 'strerror', None) or error}"), 0
        wait = (read_retry_after(response.fields) or 0) if response.status in _TRY_AGAIN else None
        return _describe(response), wait

    def _follow(self, url: str) -> Response:
        budget = Budget(Limits(min(self._patience.answer, self._clock.left()), MAX_FILE))
        for _ in range(MAX_REDIRECTS + 1):
            response = self._request(url, budget)
            if response.status not in _ELSEWHERE or "location" not in response.fields:
                return response
            url = urljoin(url, response.fields["location"])
            if _name_origin(url) != self._home:
                raise _LeadsElsewhereError(f"redirects to {_shorten(url)}")
        raise ExchangeError(f"it redirects more than {MAX_REDIRECTS} times", ExchangeStage.SETTING)

    def _request(self, url: str, budget: Budget) -> Response:
        host, port = split_host(url)
        is_here = is_loopback(host)  # by its name; a name of the public web that leads here is refused
        place = None if is_here else run_with_deadline(budget, partial(resolve_public, host, port))
        return send_request(Request("GET", url, _HEADERS, at=place, trust=self._trust), budget)


class _LeadsElsewhereError(Exception):
    """A redirect leaves the site; the message ends a sentence."""


def _find_wait(error: ExchangeError) -> float | None:
    """Return how long to wait after an error; what a setting or a certificate refuses stays refused."""
    is_settled = error.stage is ExchangeStage.SETTING or "certificate" in str(error)
    return None if is_settled or error.stage is ExchangeStage.OVERRUN else 0


def _describe(response: Response) -> Visit:
    kind = response.fields.get("content-type", "").partition(";")[0].strip().lower()
    if response.status == _OK:
        return Visit(VisitStatus.FOUND, media_type=kind, body=response.body)
    answer = f"answers {response.status}"
    if response.status in _PRIVATE:
        return Visit(VisitStatus.PRIVATE, f"{answer}: readers cannot see it without a login")
    if response.status in _GONE:
        return Visit(VisitStatus.MISSING, f"{answer}: it is not there")
    return Visit(VisitStatus.FAILED, f"{answer} {_shorten(response.reason)}".rstrip())


def _name_origin(url: str) -> tuple[str, str, int]:
    """Return the origin of an address (RFC 6454): its scheme, its host in normal form, its port."""
    parts = urlsplit(url)
    return parts.scheme, normalise_host(parts.hostname or ""), parts.port or {"https": 443}.get(parts.scheme, 80)


def _shorten(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:200]
