"""Asks the web whether a link still leads somewhere.

Polite: one request at a time to each host and a pause before the next, none once it asks for fewer, HEAD before GET,
no page twice in a week. Safe: a name is resolved first, and the request goes to that very address; private, loopback
and other special addresses are refused, also where a redirect leads there.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from math import inf
from urllib.parse import urljoin, urlsplit

from newsletter.checking.analysis.link_status import LinkResult, LinkStatus, Visits
from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.budget import Budget, Limits
from newsletter.network.http import Response, split_host
from newsletter.network.public_web import (
    MAX_HEADER_BYTES,
    TIMEOUT,
    RefusedAddressError,
    fetch_headers,
    resolve_public,
)
from newsletter.network.sockets import Address, run_with_deadline
from newsletter.network.trust import load_public_authorities
from newsletter.network.waiting import read_retry_after

Resolve = Callable[[str, int], Address]

MAX_REDIRECTS = 5
MANY_HOSTS = 8
"""Hosts that are asked at the same time."""

MOST_PATIENCE = 30
"""Seconds that a host may ask to wait (Retry-After, RFC 9110, section 10.2.3) and be asked once more."""

_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_REMOVED = 410
_GONE = frozenset({404, _REMOVED})
_ASK_AGAIN = frozenset({400, 403, 404, 405, 406, 410, 501})
"""Answers to HEAD that say little: some hosts know GET alone."""

_FIRST_FAILURE = 500
_TOO_MANY, _AT_REST = 429, 503
_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""What a resolver answers for a name that does not exist; other errors may be its own."""
TIRED = LinkResult(LinkStatus.ALIVE, "its host asks for fewer questions")
"""What is said of a page whose host has had enough: nothing against it, and nothing to remember."""
TOO_LATE = LinkResult(LinkStatus.UNKNOWN, "it was not asked, because the time for all links was over")


@dataclass(frozen=True)
class Web:
    """How links are followed; ``resolve`` decides which addresses may be asked, ``pause`` is in seconds.

    ``timeout`` is in seconds for one link, ``total`` for all that are followed together.
    """

    visits: Visits
    resolve: Resolve = resolve_public
    trust: ssl.SSLContext | None = None
    pause: float = 1.0
    timeout: float = TIMEOUT
    total: float = inf
    _known: dict[str, LinkResult] = field(default_factory=dict)

    def follow_all(self, urls: Iterable[str]) -> dict[str, LinkResult]:
        """Say of each address what became of it, several hosts at a time.

        Raises:
            ExchangeError: the environment names certificates that cannot be read, so no host could be known.
        """
        if self.trust is None:
            load_public_authorities()
        wanted = dict.fromkeys(url.partition("#")[0] for url in urls if url.startswith("https://"))
        hosts: dict[str, list[str]] = {}
        for url in wanted:
            if outcome := self.visits.recall(url):
                self._known[url] = outcome
            elif url not in self._known:
                hosts.setdefault(_name_host(url), []).append(url)
        ends = time.monotonic() + self.total
        with ThreadPoolExecutor(MANY_HOSTS) as pool:
            for found in pool.map(self._follow_host, hosts.values(), repeat(ends)):
                self._known.update(found)
                self.visits.note(found)
        return {url: self._known[url] for url in wanted}

    def _follow_host(self, urls: list[str], ends: float) -> dict[str, LinkResult]:
        outcomes: dict[str, LinkResult] = {}
        for n, url in enumerate(urls):
            time.sleep(self.pause if n else 0)
            if (left := ends - time.monotonic()) <= 0:
                return dict.fromkeys(urls, TOO_LATE) | outcomes
            outcomes[url] = self._follow(url, min(left, self.timeout))
            if outcomes[url] == TIRED:
                return dict.fromkeys(urls, TIRED) | outcomes
        return outcomes

    def _follow(self, url: str, seconds: float) -> LinkResult:
        try:
            return self._ask(Budget(Limits(seconds, MAX_HEADER_BYTES)), url)
        except RefusedAddressError as error:
            return LinkResult(LinkStatus.REFUSED, str(error))
        except TimeoutError as error:
            return LinkResult(LinkStatus.UNKNOWN, f"no answer came: {error}")
        except (OSError, UnicodeError) as error:
            return _judge_lost(error)
        except ExchangeError as error:
            return _judge_failed(error)
        except ValueError as error:
            return LinkResult(LinkStatus.DEAD, f"it leads to an address that is none: {error}")

    def _ask(self, budget: Budget, url: str) -> LinkResult:
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._request(budget, "HEAD", url)
            if (rest := _read_rest(answer)) or answer.status in _ASK_AGAIN:
                budget.rest(rest)
                answer = self._request(budget, "GET", url)
            if answer.status not in _ELSEWHERE or "location" not in answer.fields:
                return _judge(answer.status)
            url = urljoin(url, answer.fields["location"])
            if not url.startswith("https://"):
                return LinkResult(LinkStatus.REFUSED, f"it redirects to {url[:200]}, which is not an https address")
        return LinkResult(LinkStatus.DEAD, f"it redirects more than {MAX_REDIRECTS} times")

    def _request(self, budget: Budget, method: str, url: str) -> Response:
        host, port = split_host(url)
        return fetch_headers(
            method, url, run_with_deadline(budget, lambda: self.resolve(host, port)), self.trust, budget
        )


def _name_host(url: str) -> str:
    """Name the host that answers, however it is written: one is asked for one page at a time."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _judge_failed(error: ExchangeError) -> LinkResult:
    if error.stage is ExchangeStage.SETTING:
        return LinkResult(LinkStatus.DEAD, f"it leads to an address that is none: {error}")
    if error.stage is ExchangeStage.CONNECTING and not error.timed_out:
        return LinkResult(LinkStatus.DEAD, f"it cannot be reached: {error}")
    return LinkResult(LinkStatus.UNKNOWN, f"no answer came: {error}")


def _judge_lost(error: OSError | UnicodeError) -> LinkResult:
    is_trouble = isinstance(error, socket.gaierror) and error.errno not in _NO_SUCH_HOST
    return LinkResult(LinkStatus.UNKNOWN if is_trouble else LinkStatus.DEAD, f"its host cannot be found: {error}")


def _read_rest(answer: Response) -> float:
    """Return for how many seconds a host asks to be left alone; 0 where it does not say, or asks for too long."""
    asked = read_retry_after(answer.fields) if answer.status in {_TOO_MANY, _AT_REST} else None
    return asked if asked is not None and asked <= MOST_PATIENCE else 0


def _judge(status: int) -> LinkResult:
    if status == _TOO_MANY:
        return TIRED
    if status in _GONE:
        return LinkResult(LinkStatus.DEAD, f"it answers {status}, {'gone' if status == _REMOVED else 'not found'}")
    if status >= _FIRST_FAILURE:
        return LinkResult(LinkStatus.UNKNOWN, f"it answers {status}, a failure of its host")
    return LinkResult(LinkStatus.ALIVE)  # also 401 and 403: there is something, if not for programs
