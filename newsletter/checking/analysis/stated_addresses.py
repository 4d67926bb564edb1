"""Where the words of a link say that it leads, if they say so: an address of a page, a mailbox or a telephone."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from newsletter.checking.texts import WrittenLink
from newsletter.documents.urls import host_of, normalise_url
from newsletter.documents.values import normalise

_SLASH = r"[/\\\u2044\u2215\u29f8]"
_PAGE = re.compile(rf"(?:https?:{_SLASH}{{1,3}}|(?<![\w.@-])www\.)[^\s<>\"'()\[\]{{}},;]+", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_NAME = re.compile(r"([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.([^\W\d_]{2,63}))(?::\d{1,5})?(?:[/?#]\S*)?")
_ENDINGS = re.compile(
    "com|org|net|gov|edu|mil|int|info|biz|eu|uk|scot|wales|cymru|london|ie|fr|de|nl|es|pt|ch|pl|se|dk|fi|ca|au|nz|jp|cn|br|"
    "za|ru|ua|gr|tr|il|ro|hu|cz|sk|lu|io|co|tv|app|dev|bank|shop|online|site|xyz|example|test|invalid",
    re.IGNORECASE,
)
"""Ends of names that people take for an address where nothing else tells; ``Node.js`` and ``report.pdf`` are none."""

_NUMBER = re.compile(r"\+?[\d\s().\u2010-\u2015/-]{5,30}")
_FEWEST_DIGITS = 6


def find_contradiction(link: WrittenLink) -> str:
    """Return the address that the words of a link say, where it leads to another one; else nothing."""
    words = normalise("NFKC", "".join(sign for sign in link.words if unicodedata.category(sign) != "Cf")).strip()
    if link.is_bare or not link.url or link.url.startswith("#"):
        return ""
    if link.url.startswith("tel:"):
        return (
            words if _NUMBER.fullmatch(words) and not _is_same_number(words, link.url) else _find_other(words, "", "")
        )
    if link.url.startswith("mailto:"):
        mailbox = unquote(link.url.removeprefix("mailto:").partition("?")[0]).casefold()
        return _find_other(words, "", mailbox)
    return _find_other(words, host_of(link.url), "")


def _find_other(words: str, host: str, mailbox: str) -> str:
    """Return the first address among words that is neither of a host nor the mailbox."""
    for found in _MAILBOX.finditer(words):
        is_same = found[0].casefold() in mailbox.split(",") if mailbox else _is_same_host(found[1], host)
        if not is_same:
            return found[0]
    for stated in _PAGE.findall(words):
        if not _is_same_host(re.sub(rf"^https?:{_SLASH}+", "", str(stated), flags=re.IGNORECASE), host):
            return str(stated)
    named = _NAME.fullmatch(words)
    is_address = named is not None and _ENDINGS.fullmatch(named[2]) is not None and not named[1].isupper()
    return words if named and is_address and not _is_same_host(named[1], host) else ""


def _is_same_host(stated: str, host: str) -> bool:
    """Tell whether a host is the one that is said, or belongs to it, or the other way round; ``www.`` says nothing."""
    try:
        meant = host_of(normalise_url(f"https://{stated.rstrip('.:!?')}"))
    except ValueError:
        meant = stated.casefold()
    meant, host = meant.removeprefix("www."), host.removeprefix("www.")
    return bool(host) and (f".{host}".endswith(f".{meant}") or f".{meant}".endswith(f".{host}"))


def _is_same_number(words: str, url: str) -> bool:
    """Tell whether two numbers end alike: one may be national and the other begin with a country."""
    stated, dialled = (re.sub(r"\D", "", text.partition(";")[0]) for text in (words.replace("(0)", ""), unquote(url)))
    if len(stated) < _FEWEST_DIGITS:
        return stated == dialled
    return dialled.endswith(stated.lstrip("0"))
