"""Validates and normalises URLs, and explains what is wrong with one.

No other module imports ada-url, which parses them as browsers do.

A URL that RFC 3986 allows stays exactly as it was written: ids and digests may depend on it. Any other is serialised by
the WHATWG URL Standard; characters that only that standard allows (brackets, a lone ``%``, a second ``#``) are then
percent-encoded (https://url.spec.whatwg.org/#url-serializing; RFC 3986, appendix A).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from newsletter.errors import Reason

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


_FILE = re.compile(r"[^?#]*\.(?:pdf|docx?|xlsx?|pptx?|od[tps]|rtf|txt|csv|zip|epub|ics|png|jpe?g|gif|svg|webp|mp[34])")
_TYPED_HOST = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,63}(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s@/:]+@[^\s@/:.]+\.[^\s@/:]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_FOLLOWED = ("https:", "mailto:", "tel:")


class Explanation(NamedTuple):
    """A rule, what is wrong (``{url}`` is replaced by the address), and how to fix it."""

    rule: str
    message: str
    hint: str


def explain_target(url: str) -> Explanation:
    """Explain why a text is not an absolute https address."""
    lower = url.lower()
    if sign := next((sign for sign in url if unicodedata.category(sign) == "Cf"), ""):
        message = f"'{{url}}' contains the invisible character U+{ord(sign):04X}"
        return Explanation("url.invisible", message, "Copy the address from the browser's address bar.")
    if lower.startswith("http:"):
        return _explain_http(url)
    if lower.startswith("mailto:") or _MAILBOX.fullmatch(url):
        address = url if lower.startswith("mailto:") else f"mailto:{url}"
        written = f"<{address}>" if ")" in url else address
        hint = Reason("", f"In a text write [the words]({written}).", _IN_TEXT)
        return Explanation("url.mailbox", "'{url}' is an e-mail address, not the address of a page", hint)
    if lower.startswith("tel:"):
        hint = Reason("", f"In a text write [the words]({url}).", _IN_TEXT)
        return Explanation("url.telephone", "'{url}' is a telephone number, not the address of a page", hint)
    if url.startswith("#"):
        return _explain_fragment(url)
    return _explain_rest(url)


_IN_TEXT = "In a text, select the words and make a link of them with the button."
_WITHIN = Reason(
    "'{url}' is",
    "a path within a site, and an e-mail is not part of a site",
    "a page of a site, and does not say of which",
)


def _explain_http(url: str) -> Explanation:
    rest = url.partition(":")[2].lstrip("/")
    hint = "Write the address of a page that is available over https."
    if _TYPED_HOST.fullmatch(rest) and not urlsplit(f"//{rest}").port:
        hint = f"Write https://{rest} if the page is available there too; try it in a browser."
    return Explanation("url.http", "'{url}' is not secure: others can read what is loaded over http", hint)


def _explain_fragment(url: str) -> Explanation:
    meant = "-".join(re.findall(r"[a-z0-9]+", url.lower())) or "events"
    typed = f"Give the block a line id: {meant}, and link to it with #{meant}."
    hint = Reason("", typed, "Make the link again, and choose the block that it leads to.")
    return Explanation("url.block", "'{url}' does not lead to a block of this issue", hint)


def _explain_rest(url: str) -> Explanation:
    if _SCHEME.match(url) and not _TYPED_HOST.fullmatch(url) and not url.lower().startswith(_FOLLOWED):
        hint = "Write an address that begins with https://, mailto: or tel:."
        return Explanation("url.scheme", "'{url}' begins with a scheme that readers cannot open", hint)
    if _FILE.fullmatch(url.lower()) and not _names_site(url):
        hint = Reason(f"Put the file on the web, and write its whole address: https://example.org/{url.lstrip('./')}")
        return Explanation("url.file", "'{url}' is a file that readers do not have", hint)
    if _TYPED_HOST.fullmatch(url):
        return Explanation("url.absolute-https", "'{url}' does not say https://", f"Write it whole: https://{url}")
    if url.startswith("//"):
        return Explanation("url.absolute-https", "'{url}' does not say https:", f"Write it whole: https:{url}")
    if url.startswith(("/", ".")):
        hint = f"Write it whole: https://example.org/{url.lstrip('./')}"
        return Explanation("url.relative", _WITHIN, hint)
    hint = "Write it whole: https://example.org/page"
    return Explanation("url.absolute-https", "'{url}' is not an absolute https address", hint)


def _names_site(url: str) -> bool:
    """Return whether an address without https:// still begins with the name of a site."""
    return url.lower().startswith(("www.", "//")) or _SCHEME.match(url) is not None
