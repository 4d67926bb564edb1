"""Owns what an address may look like; the only door to ada-url, which reads addresses as browsers do.

An address that RFC 3986 allows stays as it was written, to the byte: ids and digests may hold it. Any other is written
as the WHATWG URL Standard serialises it, and what that lets through against RFC 3986 (brackets, a lone ``%``, a second
``#``) is percent-encoded (https://url.spec.whatwg.org/#url-serializing; RFC 3986, appendix A).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
"""The name of a host, with a dot and in lower case (RFC 1123, section 2.1)."""

_CHARACTER = r"[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2}"
_VALID = re.compile(
    rf"https://([A-Za-z0-9.-]+)(?::([0-9]*))?(?:/(?:{_CHARACTER}|/)*)?"
    rf"(?:\?(?:{_CHARACTER}|[/?])*)?(?:#(?:{_CHARACTER}|[/?])*)?"
)
_SPELT_OUT = re.compile(r"[hH][tT][tT][pP][sS]:(?=[/\\]{2})")
_SPACES = re.compile(r"(?:\s|%20)+")  # RFC 3966, section 5.1.1: people group digits by other signs
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Categories of invisible characters: controls, joiners, marks of direction, half characters."""

_HIGHEST_PORT = 65535
_LONGEST_HOST = 253  # RFC 1035, section 2.3.4, without the final dot
_STRAY = re.compile(rf"(?:{_CHARACTER}|[/?])+|(.)", re.DOTALL)


@lru_cache(maxsize=4096)
def normalise_url(url: str) -> str:
    """Return an https address as a document holds it.

    Raises:
        ValueError: it is not a whole https address, names no host with a dot, or holds a login or invisible characters.

    """
    found = _VALID.fullmatch(url) or _VALID.fullmatch(_serialise(url))
    if not found or not _is_host(found[1].lower()) or int(found[2] or 0) > _HIGHEST_PORT:
        raise ValueError(url)
    return found[0]


def normalise_target(target: str) -> str:
    """Return what a link leads to: an https address, or mailto: (RFC 6068) or tel: (RFC 3966) in printable ASCII.

    Raises:
        ValueError: it is none of them.

    """
    scheme, colon, rest = target.partition(":")
    if colon and scheme.lower() == "mailto":
        return f"mailto:{_encode(rest)}"
    if colon and scheme.lower() == "tel":
        return f"tel:{_encode(_SPACES.sub('', rest))}"
    return normalise_url(target)


def host_of(url: str) -> str:
    """Return the host of a normalised https address in lower case, or nothing."""
    found = _VALID.fullmatch(url)
    return found[1].lower() if found else ""


def decode_host(host: str) -> str:
    """Write a host whose labels are in punycode (``xn--``) as readers know it; what cannot be decoded stays."""
    import ada_url  # noqa: PLC0415  # few documents need it, and it takes 15 ms to import

    try:
        return ada_url.idna.decode(host) if "xn--" in host else host
    except ValueError:
        return host


def _is_host(host: str) -> bool:
    """Tell whether it is a name with a dot, or an IPv4 address in the one form that everybody reads alike."""
    last = host.rpartition(".")[2]
    is_named = HOST.fullmatch(host) is not None and len(host) <= _LONGEST_HOST
    return is_named and (not _NUMBER.fullmatch(last) or _IPV4.fullmatch(host) is not None)


def _serialise(url: str) -> str:
    import ada_url  # noqa: PLC0415  # as above

    url = url.strip(" \t\r\n")
    if not _SPELT_OUT.match(url) or any(unicodedata.category(sign) in _UNSEEN for sign in url if sign not in "\t\r\n"):
        raise ValueError(url)
    parsed = ada_url.URL(url)
    if parsed.username or parsed.password:
        raise ValueError(url)
    head, mark, fragment = parsed.href.partition("#")
    return f"{_encode(head)}{mark}{_encode(fragment)}"


def _encode(part: str) -> str:
    """Percent-encode every character that is not allowed in a path, a query or a fragment."""
    return _STRAY.sub(lambda found: quote(found[1], safe="") if found[1] else found[0], part)
