"""Validates and normalises URLs; the only module that imports ada-url, which parses them as browsers do.

A URL that RFC 3986 allows stays exactly as it was written: ids and digests may depend on it. Any other is serialised by
the WHATWG URL Standard; characters that only that standard allows (brackets, a lone ``%``, a second ``#``) are then
percent-encoded (https://url.spec.whatwg.org/#url-serializing; RFC 3986, appendix A).
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
_SPACES = re.compile(r"(?:\s|%20)+")  # RFC 3966, section 5.1.1: visual separators do not include spaces
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Categories of invisible characters: controls, joiners, direction marks, surrogates."""

_HIGHEST_PORT = 65535
_LONGEST_HOST = 253  # RFC 1035, section 2.3.4, without the final dot
_STRAY = re.compile(rf"(?:{_CHARACTER}|[/?])+|(.)", re.DOTALL)


@lru_cache(maxsize=4096)
def normalise_url(url: str) -> str:
    """Return an https URL in the form used in documents.

    Raises:
        ValueError: it is not an absolute https URL, its host has no dot, or it has a login or invisible characters.

    """
    found = _VALID.fullmatch(url) or _VALID.fullmatch(_serialise(url))
    if not found or not _is_host(found[1].lower()) or int(found[2] or 0) > _HIGHEST_PORT:
        raise ValueError(url)
    return found[0]


def normalise_target(target: str) -> str:
    """Return the normal form of a link's target: https, mailto: (RFC 6068) or tel: (RFC 3966), in printable ASCII.

    Raises:
        ValueError: it is none of these.

    """
    scheme, colon, rest = target.partition(":")
    if colon and scheme.lower() == "mailto":
        return f"mailto:{_encode(rest)}"
    if colon and scheme.lower() == "tel":
        return f"tel:{_encode(_SPACES.sub('', rest))}"
    return normalise_url(target)


def host_of(url: str) -> str:
    """Return the host of a normalised https URL in lower case, or an empty string."""
    found = _VALID.fullmatch(url)
    return found[1].lower() if found else ""


def decode_host(host: str) -> str:
    """Decode a host in punycode (``xn--``) to Unicode; one that cannot be decoded is returned unchanged."""
    import ada_url  # noqa: PLC0415  # rarely needed, and takes 15 ms to import

    try:
        return ada_url.idna.decode(host) if "xn--" in host else host
    except ValueError:
        return host


def _is_host(host: str) -> bool:
    """Return whether a host is a name with a dot, or an IPv4 address in the usual four-part decimal form."""
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
