"""SPF (RFC 7208): whether the domain of the envelope sender says who may send for it, within the set bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from newsletter.deliverability.diagnostics import Diagnostic, fail, ok, warning
from newsletter.deliverability.dns import Resolver, format_record

MOST_LOOKUPS = 10  # RFC 7208, section 4.6.4
MOST_VOID = 2  # the same: questions that found nothing

_CHECK = "SPF"
_TERM = re.compile(
    r"(?P<qualifier>[+?~-]?)(?P<name>[a-z0-9]+)(:(?P<target>[^/\s]+|[0-9a-f:.]+))?(?P<length>(/\d+)?(//\d+)?)"
)
_MODIFIER = re.compile(r"(?P<name>[a-z][a-z0-9._-]*)=(?P<target>\S*)")
_KINDS = {"a": ("A", "AAAA"), "mx": ("MX",), "exists": ("A",), "ptr": ()}
_CLOSE = "Name only who sends for you, and end the record with -all or ~all."
_ADVICE = "Mend it; until then most receivers treat it as if SPF failed."


class _BrokenError(Exception):
    """The record cannot be used: receivers stop with a permanent error (RFC 7208, section 4.6)."""


class _UnansweredError(Exception):
    """The DNS did not answer, so the result is unknown."""


@dataclass
class _Evaluation:
    """What was counted and noticed on the way through a record and all that it includes."""

    resolver: Resolver
    lookups: int = 0
    void: int = 0
    open_names: list[str] = field(default_factory=list)
    """The domains whose records are being read, the outermost first."""
    unchecked: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    decisive: str = ""
    """The term that matches everybody, whether it is `all` or says the same."""

    def count(self, term: str) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise _BrokenError(f"it takes more than {MOST_LOOKUPS} DNS look-ups to read: {term} is one too many")

    def read(self, domain: str) -> str:
        """Follow the record of a domain; return what it says of everybody else: -all, ~all, ?all, +all or nothing."""
        if domain in self.open_names:
            raise _BrokenError(f"{format_record(domain)} includes itself")
        self.open_names.append(domain)
        rest, redirect = "", ""
        for term in _fetch(self.resolver, domain).split()[1:]:
            modifier = _MODIFIER.fullmatch(term)
            if modifier and modifier["name"] == "redirect":
                redirect = _check_redirect(term, modifier["target"], redirect)
            elif not modifier and not rest:  # what stands behind `all` is never looked at
                rest = self._evaluate_term(term, domain)
        if redirect and not rest:
            rest = self._redirect(redirect)
        self.open_names.pop()
        return rest

    def _evaluate_term(self, term: str, domain: str) -> str:
        parts = _TERM.fullmatch(term)
        name = parts["name"] if parts else ""
        if parts is None or name not in {"all", "include", "ip4", "ip6", *_KINDS}:
            raise _BrokenError(f"'{format_record(term)}' in the record of {format_record(domain)} is not a word of SPF")
        target = parts["target"] or ""
        if name in {"include", "exists"} and not target:
            raise _BrokenError(f"'{format_record(term)}' in the record of {format_record(domain)} names no domain")
        if not self._matches_all(term, name, target + parts["length"], target or domain):
            return ""
        self.decisive = format_record(term)
        return f"{parts['qualifier'] or '+'}all"

    def _matches_all(self, term: str, name: str, value: str, target: str) -> bool:
        if name == "all":
            if value:
                raise _BrokenError(f"'{format_record(term)}' says more than all")
            return True
        if name in {"ip4", "ip6"}:
            return _read_network(term, name, value).prefixlen == 0
        return self._look_up(term, name, target) == "+all"

    def _look_up(self, term: str, name: str, target: str) -> str:
        """Follow a term; return what an included record says of everybody else."""
        self.count(format_record(term))
        if "%" in target:
            self.unchecked.append(f"{format_record(term)} (it depends on each message)")
        elif name == "include":
            return self.read(target)
        elif name == "ptr":
            self.obsolete.append(format_record(term))
        else:
            self._expect(target, _KINDS[name], format_record(term))
        return ""

    def _expect(self, target: str, kinds: tuple[str, ...], term: str) -> None:
        answer = self.resolver.exists(target, kinds)
        if answer.failure:
            raise _UnansweredError(f"{term}: {answer.failure}")
        self.void += not answer.values
        if self.void > MOST_VOID:
            raise _BrokenError(f"more than {MOST_VOID} of its look-ups find nothing: {term} is one too many")

    def _redirect(self, target: str) -> str:
        self.count(f"redirect={format_record(target)}")
        if "%" in target:
            self.unchecked.append(f"redirect={format_record(target)} (it depends on each message)")
            return ""
        return self.read(target)


def check_spf(resolver: Resolver, domain: str) -> Iterator[Diagnostic]:
    """Look at the SPF record of a domain and all that it includes."""
    evaluation = _Evaluation(resolver)
    try:
        rest = evaluation.read(domain)
    except _BrokenError as error:
        advice = _ADVICE if evaluation.open_names[1:] or evaluation.lookups else _advise(str(error), domain)
        yield fail(_CHECK, f"The SPF record of {domain} cannot be used: {error}.", advice)
        return
    except _UnansweredError as error:
        yield fail(_CHECK, f"Not checked: {error}.", "Look at the name servers of the domain, then ask again.")
        return
    yield _check_default(domain, rest, evaluation)
    if evaluation.obsolete:
        yield warning(
            _CHECK, f"It uses {', '.join(evaluation.obsolete)}, which receivers may ignore.", "Use ip4, ip6 or a."
        )
    if evaluation.unchecked:
        yield warning(
            _CHECK,
            f"Not checked: {', '.join(evaluation.unchecked)}.",
            "Send a test, and look for spf=pass in its header.",
        )


def _check_default(domain: str, rest: str, evaluation: _Evaluation) -> Diagnostic:
    if rest == "+all":
        return fail(_CHECK, f"{domain} lets everybody send for it ({evaluation.decisive}).", _CLOSE)
    if rest not in {"-all", "~all"} and not evaluation.unchecked:
        return warning(
            _CHECK,
            f"{domain} does not say what is true of all others ({rest or 'no all'}).",
            _CLOSE,
        )
    return ok(
        _CHECK,
        f"{domain} has one record ({rest or 'no all'}), read with {evaluation.lookups} of {MOST_LOOKUPS} look-ups.",
    )


def _fetch(resolver: Resolver, domain: str) -> str:
    answer = resolver.texts(domain)
    if answer.failure:
        raise _UnansweredError(f"{format_record(domain)}: {answer.failure}")
    records = [text for text in answer.values if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
    if len(records) == 1:
        return records[0].lower()
    raise _BrokenError(f"{format_record(domain)} has {len(records) or 'none'}")


def _advise(problem: str, domain: str) -> str:
    if problem.endswith("has none"):
        return f"Publish one TXT record at {domain}, as your mailing service shows it: v=spf1 include:… -all"
    return "Put all of them into one record: v=spf1 include:… include:… -all" if " has " in problem else _ADVICE


def _check_redirect(term: str, target: str, before: str) -> str:
    if before or not target:
        raise _BrokenError(f"'{format_record(term)}' {'is one redirect too many' if target else 'names no domain'}")
    return target


def _read_network(term: str, name: str, network: str) -> IPv4Network | IPv6Network:
    kind = IPv4Network if name == "ip4" else IPv6Network
    try:
        return kind(network, strict=False)
    except ValueError:
        raise _BrokenError(f"'{format_record(term)}' holds no {name.replace('ip', 'IPv')} address") from None
