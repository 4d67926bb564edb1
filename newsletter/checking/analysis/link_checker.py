"""Asks the web whether a link still leads somewhere.

Polite: one request at a time to each host and a pause before the next, none once it asks for fewer, HEAD before GET,
no page twice in a week. Safe: a name is resolved first, and the request goes to that very address; private, loopback
and other special addresses are refused, also where a redirect leads there.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from newsletter import __version__
from newsletter.checking.analysis.link_status import LinkStatus, Outcome, Visits
from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.budget import Budget, Limits
from newsletter.network.http import Request, Response, send_request, split_host
from newsletter.network.sockets import Address, run_with_deadline
from newsletter.network.trust import load_public_authorities
from newsletter.network.waiting import read_retry_after

Resolve = Callable[[str, int], Address]

TIMEOUT = 30.0
"""Seconds for one link as a whole: name, connections, redirects and answers, but not a rest that its host asks for."""

_SIZE = 1_000_000
"""Bytes that all answers about one link may take; only their headers are read."""

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
"""What a resolver says of a name that nobody has; anything else may be its own trouble."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052, section 2.1
_UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out to the public (RFC 4291, section 2.4)
TIRED = Outcome(LinkStatus.ALIVE, "its host asks for fewer questions")
"""What is said of a page whose host has had enough: nothing against it, and nothing to remember."""

_AGENT = f"newsletter-publisher/{__version__} (checks links)"


class RefusedAddressError(OSError):
    """The address is not one of the public web."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public web, and so is the IPv4 address that it may carry."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(known.packed[-4:]) if known in _NAT64 else None
        known = known.ipv4_mapped or known.sixtofour or translated or known
        if isinstance(known, ipaddress.IPv6Address) and known not in _UNICAST:
            return False
    return known.is_global and not known.is_multicast


def resolve_public(host: str, port: int) -> Address:
    """Return an address that a host has, if all of them are of the public web.

    Raises:
        RefusedAddressError: one of them is private, loopback, or special in another way.
        OSError: the host has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        if not is_public(address):
            raise RefusedAddressError(f"{host} is at {address}, which is not on the public web")
    return addresses[0], port


@dataclass(frozen=True)
class Web:
    """How links are followed; ``resolve`` decides which addresses may be asked, ``pause`` is in seconds."""

    visits: Visits
    resolve: Resolve = resolve_public
    trust: ssl.SSLContext | None = None
    pause: float = 1.0
    timeout: float = TIMEOUT
    _known: dict[str, Outcome] = field(default_factory=dict)

    def follow_all(self, urls: Iterable[str]) -> dict[str, Outcome]:
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
        with ThreadPoolExecutor(MANY_HOSTS) as pool:
            for found in pool.map(self._follow_host, hosts.values()):
                self._known.update(found)
                self.visits.note(found)
        return {url: self._known[url] for url in wanted}

    def _follow_host(self, urls: list[str]) -> dict[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        for n, url in enumerate(urls):
            time.sleep(self.pause if n else 0)
            outcomes[url] = self._follow(url)
            if outcomes[url] == TIRED:
                return dict.fromkeys(urls, TIRED) | outcomes
        return outcomes

    def _follow(self, url: str) -> Outcome:
        try:
            return self._ask(Budget(Limits(self.timeout, _SIZE)), url)
        except RefusedAddressError as error:
            return Outcome(LinkStatus.REFUSED, str(error))
        except TimeoutError as error:
            return Outcome(LinkStatus.UNKNOWN, f"no answer came: {error}")
        except (OSError, UnicodeError) as error:
            return _judge_lost(error)
        except ExchangeError as error:
            return _judge_failed(error)
        except ValueError as error:
            return Outcome(LinkStatus.DEAD, f"it leads to an address that is none: {error}")

    def _ask(self, budget: Budget, url: str) -> Outcome:
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._request(budget, "HEAD", url)
            if (rest := _read_rest(answer)) or answer.status in _ASK_AGAIN:
                budget.rest(rest)
                answer = self._request(budget, "GET", url)
            if answer.status not in _ELSEWHERE or "location" not in answer.fields:
                return _judge(answer.status)
            url = urljoin(url, answer.fields["location"])
            if not url.startswith("https://"):
                return Outcome(LinkStatus.REFUSED, f"it leads on to {url[:200]}, which is not an https address")
        return Outcome(LinkStatus.DEAD, f"it leads on more than {MAX_REDIRECTS} times")

    def _request(self, budget: Budget, method: str, url: str) -> Response:
        host, port = split_host(url)
        return _ask_at(method, url, run_with_deadline(budget, lambda: self.resolve(host, port)), self.trust, budget)


def _name_host(url: str) -> str:
    """Name the host that answers, however it is written: one is asked for one page at a time."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def ask_status(url: str, address: str, trust: ssl.SSLContext | None = None, seconds: float = TIMEOUT) -> int | str:
    """Get a page from one address of its host, no cookies or redirects; return the status, or why there is none."""
    try:
        place = address, split_host(url)[1]
        return _ask_at("GET", url, place, trust, Budget(Limits(seconds, _SIZE))).status
    except ExchangeError as error:
        return str(error)


def _ask_at(method: str, url: str, place: Address, trust: ssl.SSLContext | None, budget: Budget) -> Response:
    """Ask the address that a host was resolved to, so that it cannot be another one by then; no page is read."""
    headers = {"User-Agent": _AGENT, "Accept": "*/*"}
    return send_request(Request(method, url, headers, at=place, trust=trust), budget, with_body=False)


def _judge_failed(error: ExchangeError) -> Outcome:
    if error.stage is ExchangeStage.SETTING:
        return Outcome(LinkStatus.DEAD, f"it leads to an address that is none: {error}")
    if error.stage is ExchangeStage.CONNECTING and not error.timed_out:
        return Outcome(LinkStatus.DEAD, f"it cannot be reached: {error}")
    return Outcome(LinkStatus.UNKNOWN, f"no answer came: {error}")


def _judge_lost(error: OSError | UnicodeError) -> Outcome:
    is_trouble = isinstance(error, socket.gaierror) and error.errno not in _NO_SUCH_HOST
    return Outcome(LinkStatus.UNKNOWN if is_trouble else LinkStatus.DEAD, f"its host cannot be found: {error}")


def _read_rest(answer: Response) -> float:
    """Return for how many seconds a host asks to be left alone; 0 where it does not say, or asks for too long."""
    asked = read_retry_after(answer.fields) if answer.status in {_TOO_MANY, _AT_REST} else None
    return asked if asked is not None and asked <= MOST_PATIENCE else 0


def _judge(status: int) -> Outcome:
    if status == _TOO_MANY:
        return TIRED
    if status in _GONE:
        return Outcome(LinkStatus.DEAD, f"it answers {status}, {'gone' if status == _REMOVED else 'not found'}")
    if status >= _FIRST_FAILURE:
        return Outcome(LinkStatus.UNKNOWN, f"it answers {status}, a failure of its host")
    return Outcome(LinkStatus.ALIVE)  # also 401 and 403: there is something, if not for programs
