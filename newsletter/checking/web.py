"""Asks the web whether a link still leads somewhere. The only door of checking to httpx.

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

import httpx

from newsletter import __version__
from newsletter.checking.visits import Outcome, Verdict, Visits

Address = tuple[str, int]
Resolve = Callable[[str, int], Address]

TIMEOUT = 15.0
"""Seconds for which an answer is waited for."""

MAX_REDIRECTS = 5
MANY_HOSTS = 8
"""Hosts that are asked at the same time."""

MOST_PATIENCE = 30
"""Seconds that a host may ask to wait (Retry-After, RFC 9110, section 10.2.3) and be asked once more."""

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
TIRED = Outcome(Verdict.ALIVE, "its host asks for fewer questions")
"""What is said of a page whose host has had enough: nothing against it, and nothing to remember."""

_AGENT = f"newsletter-publisher/{__version__} (checks links)"


class RefusedAddressError(Exception):
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
        """Say of each address what became of it, several hosts at a time."""
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
        with httpx.Client(verify=self.trust or True, timeout=self.timeout, trust_env=False) as client:
            for n, url in enumerate(urls):
                time.sleep(self.pause if n else 0)
                outcomes[url] = self._follow(client, url)
                if outcomes[url] == TIRED:
                    return dict.fromkeys(urls, TIRED) | outcomes
        return outcomes

    def _follow(self, client: httpx.Client, url: str) -> Outcome:
        try:
            return self._ask(client, url)
        except RefusedAddressError as error:
            return Outcome(Verdict.REFUSED, str(error))
        except (OSError, UnicodeError) as error:
            return _judge_lost(error)
        except (httpx.TimeoutException, httpx.RemoteProtocolError) as error:
            return Outcome(Verdict.UNKNOWN, f"no answer came: {str(error) or type(error).__name__}")
        except httpx.HTTPError as error:
            return Outcome(Verdict.DEAD, f"it cannot be reached: {error}")
        except (httpx.InvalidURL, ValueError) as error:
            return Outcome(Verdict.DEAD, f"it leads to an address that is none: {error}")

    def _ask(self, client: httpx.Client, url: str) -> Outcome:
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._request(client, "HEAD", url)
            if (rest := _read_rest(answer)) or answer.status_code in _ASK_AGAIN:
                time.sleep(rest)
                answer = self._request(client, "GET", url)
            if not answer.has_redirect_location:
                return _judge(answer.status_code)
            url = urljoin(url, answer.headers["Location"])
            if not url.startswith("https://"):
                return Outcome(Verdict.REFUSED, f"it leads on to {url[:200]}, which is not an https address")
        return Outcome(Verdict.DEAD, f"it leads on more than {MAX_REDIRECTS} times")

    def _request(self, client: httpx.Client, method: str, url: str) -> httpx.Response:
        parts = httpx.URL(url)
        return _request_from(client, method, parts, self.resolve(parts.host, parts.port or 443))


def _name_host(url: str) -> str:
    """Name the host that answers, however it is written: one is asked for one page at a time."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def ask_status(url: str, address: str, trust: ssl.SSLContext | None = None) -> int | str:
    """Get a page from one address of its host, no cookies or redirects; return the status, or why there is none."""
    try:
        parts = httpx.URL(url)
        with httpx.Client(verify=trust or True, timeout=TIMEOUT, trust_env=False) as client:
            return _request_from(client, "GET", parts, (address, parts.port or 443)).status_code
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return str(error) or type(error).__name__


def _request_from(client: httpx.Client, method: str, parts: httpx.URL, place: Address) -> httpx.Response:
    """Ask the address that a host was resolved to, so that it cannot be another one by then."""
    headers = {"Host": parts.netloc.decode(), "User-Agent": _AGENT, "Accept": "*/*"}
    pinned = parts.copy_with(host=place[0], port=place[1])
    with client.stream(method, pinned, headers=headers, extensions={"sni_hostname": parts.host}) as answer:
        return answer  # the page itself is never read


def _judge_lost(error: OSError | UnicodeError) -> Outcome:
    is_trouble = isinstance(error, socket.gaierror) and error.errno not in _NO_SUCH_HOST
    return Outcome(Verdict.UNKNOWN if is_trouble else Verdict.DEAD, f"its host cannot be found: {error}")


def _read_rest(answer: httpx.Response) -> int:
    """Return for how many seconds a host asks to be left alone; 0 where it does not say, or asks for too long."""
    said = answer.headers.get("Retry-After", "") if answer.status_code in {_TOO_MANY, _AT_REST} else ""
    return int(said) if said.isdecimal() and int(said) <= MOST_PATIENCE else 0


def _judge(status: int) -> Outcome:
    if status == _TOO_MANY:
        return TIRED
    if status in _GONE:
        return Outcome(Verdict.DEAD, f"it answers {status}, {'gone' if status == _REMOVED else 'not found'}")
    if status >= _FIRST_FAILURE:
        return Outcome(Verdict.UNKNOWN, f"it answers {status}, a failure of its host")
    return Outcome(Verdict.ALIVE)  # also 401 and 403: there is something, if not for programs
