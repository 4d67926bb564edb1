"""DNS queries for one record type at one name, within a deadline; every failure is part of the answer.

Also the format of tag lists in TXT records (RFC 6376, section 3.2), which DKIM and DMARC share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from newsletter.errors import SendError
from newsletter.network.budget import Budget, Limits, OutOfTimeError

_PATIENCE = 5  # seconds for one question, all servers and attempts together
_TOTAL = 60  # seconds for all questions of one examination
_SHOWN = 200  # characters of a record that are worth showing

_TROUBLES: dict[type[Exception], str] = {
    dns.resolver.LifetimeTimeout: "no name server answered in time",
    dns.resolver.NoNameservers: "the name servers could not answer (SERVFAIL or refused)",
    dns.name.LabelTooLong: "this cannot be a name in the DNS",
    dns.name.EmptyLabel: "this cannot be a name in the DNS",
    dns.name.NameTooLong: "this cannot be a name in the DNS",
}
_TAG = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*([^;]*?)\s*")


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """What the DNS says at a name.

    ``owner`` is the name at the end of its aliases (CNAME). ``failure`` says why the answer cannot be used,
    which is not the same as an answer without records.
    """

    name: str
    owner: str
    values: tuple[str, ...] = ()
    failure: str = ""

    @property
    def is_alias(self) -> bool:
        """Tell whether the name only points to another."""
        return self.owner != self.name


class Resolver:
    """Asks the system's name servers, or the one that is given; remembers answers as long as they hold.

    A question gets ``patience`` seconds, and all together get ``total``, counted from the first.
    """

    def __init__(
        self, server: tuple[str, int] | None = None, *, patience: float = _PATIENCE, total: float = _TOTAL
    ) -> None:
        self._patience, self._total = patience, total
        try:
            self._resolver = dns.resolver.Resolver(configure=server is None)
        except dns.exception.DNSException:
            raise SendError("This machine names no DNS server. Give one with --resolver 192.0.2.53") from None
        if server:
            self._resolver.nameservers, self._resolver.port = [server[0]], server[1]
        self._resolver.cache = dns.resolver.Cache()

    def texts(self, name: str) -> DnsAnswer:
        """Ask for TXT records, the strings of each put together (RFC 7208, section 3.3; RFC 6376, section 3.6.2.2)."""
        return self._ask(name, "TXT")

    def exists(self, name: str, kinds: tuple[str, ...]) -> DnsAnswer:
        """Ask for records of several kinds, and return the first answer that holds one, or that failed."""
        answers = (self._ask(name, kind) for kind in kinds)
        last = DnsAnswer(name, name)
        for last in answers:
            if last.values or last.failure:
                break
        return last

    def addresses(self, host: str) -> DnsAnswer:
        """Ask for every IP address of a host; one that is an address itself is its own answer."""
        try:
            return DnsAnswer(host, host, (str(ip_address(host)),))
        except ValueError:
            both = [self._ask(host, kind) for kind in ("A", "AAAA")]
        found = tuple(value for answer in both for value in answer.values)
        failure = next((answer.failure for answer in both if answer.failure), "")
        return DnsAnswer(host, both[0].owner, found, "" if found else failure)

    @cached_property
    def _budget(self) -> Budget:
        return Budget(Limits(self._total, 0))

    def _ask(self, name: str, kind: str) -> DnsAnswer:
        name = name.rstrip(".").lower()
        try:
            lifetime = min(self._patience, self._budget.left())
            answer = self._resolver.resolve(f"{name}.", kind, search=False, raise_on_no_answer=False, lifetime=lifetime)
        except OutOfTimeError:
            return DnsAnswer(name, name, failure=f"the {self._total:g} seconds for all questions are over")
        except dns.resolver.NXDOMAIN as error:
            return DnsAnswer(name, _format_name(error.canonical_name))
        except (dns.exception.DNSException, UnicodeError, OSError) as error:
            return DnsAnswer(name, name, failure=_format_failure(error))
        return DnsAnswer(name, _format_name(answer.canonical_name), tuple(_read_values(answer)))


def format_record(text: str) -> str:
    """Return a foreign record on one line of printable ASCII, shortened."""
    observed = "".join(rendered if " " <= rendered <= "~" else "?" for rendered in text)
    return observed if len(observed) <= _SHOWN else f"{observed[:_SHOWN]}…"


def _read_values(answer: dns.resolver.Answer) -> Iterator[str]:
    for record in answer.rrset or ():
        strings = getattr(record, "strings", None)
        yield str(record) if strings is None else b"".join(strings).decode("ascii", errors="replace")


def _format_name(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _format_failure(error: Exception) -> str:
    return _TROUBLES.get(type(error), f"the answer cannot be used ({type(error).__name__})")


def read_tags(record: str, *, any_case: bool = False) -> dict[str, str] | None:
    """Return the tags of a record in their order, or None if it is not a tag list, or repeats a tag.

    DKIM tells ``P`` from ``p`` (RFC 6376, section 3.2). DMARC does not: its grammar (RFC 7489, section 6.4) has names
    as strings of ABNF, which have no case (RFC 5234, section 2.3). ``any_case`` makes all of them small.
    """
    tags: dict[str, str] = {}
    for part in record.rstrip().removesuffix(";").split(";"):
        tag = _TAG.fullmatch(part)
        name = "" if tag is None else tag[1].lower() if any_case else tag[1]
        if tag is None or name in tags:
            return None
        tags[name] = tag[2]
    return tags
