"""Explains what is wrong with an invalid link address, and what to write instead. Messages only."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import urlsplit

_FILE = re.compile(r"[^?#]*\.(?:pdf|docx?|xlsx?|pptx?|od[tps]|rtf|txt|csv|zip|epub|ics|png|jpe?g|gif|svg|webp|mp[34])")
_HOST = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,63}(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s@/:]+@[^\s@/:.]+\.[^\s@/:]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_FOLLOWED = ("https:", "mailto:", "tel:")


class Explanation(NamedTuple):
    """A rule, what is wrong (``{url}`` is replaced by the address), and how to fix it."""

    rule: str
    message: str
    hint: str


def explain_target(url: str) -> Explanation:
    """Return what is wrong with text that should be an absolute https address."""
    lower = url.lower()
    if sign := next((sign for sign in url if unicodedata.category(sign) == "Cf"), ""):
        message = f"'{{url}}' contains the invisible character U+{ord(sign):04X}"
        return Explanation("url.invisible", message, "Copy the address from the browser's address bar.")
    if lower.startswith("http:"):
        return _explain_http(url)
    if lower.startswith("mailto:") or _MAILBOX.fullmatch(url):
        address = url if lower.startswith("mailto:") else f"mailto:{url}"
        hint = (
            f"In a text write [the words](<{address}>)." if ")" in url else f"In a text write [the words]({address})."
        )
        return Explanation("url.mailbox", "'{url}' is an e-mail address, not the address of a page", hint)
    if lower.startswith("tel:"):
        hint = f"In a text write [the words]({url})."
        return Explanation("url.telephone", "'{url}' is a telephone number, not the address of a page", hint)
    if url.startswith("#"):
        return _explain_fragment(url)
    return _explain_rest(url)


def _explain_http(url: str) -> Explanation:
    rest = url.partition(":")[2].lstrip("/")
    hint = "Write the address of a page that is available over https."
    if _HOST.fullmatch(rest) and not urlsplit(f"//{rest}").port:
        hint = f"Write https://{rest} if the page is available there too; try it in a browser."
    return Explanation("url.http", "'{url}' is not secure: others can read what is loaded over http", hint)


def _explain_fragment(url: str) -> Explanation:
    meant = "-".join(re.findall(r"[a-z0-9]+", url.lower())) or "events"
    hint = f"Give the block a line id: {meant}, and link to it with #{meant}."
    return Explanation("url.block", "'{url}' does not lead to a block of this issue", hint)


def _explain_rest(url: str) -> Explanation:
    if _SCHEME.match(url) and not _HOST.fullmatch(url) and not url.lower().startswith(_FOLLOWED):
        hint = "Write an address that begins with https://, mailto: or tel:."
        return Explanation("url.scheme", "'{url}' begins with a scheme that readers cannot open", hint)
    if _FILE.fullmatch(url.lower()) and not _names_site(url):
        hint = f"Put the file on the web, and write its whole address: https://example.org/{url.lstrip('./')}"
        return Explanation("url.file", "'{url}' is a file that readers do not have", hint)
    if _HOST.fullmatch(url):
        return Explanation("url.absolute-https", "'{url}' does not say https://", f"Write it whole: https://{url}")
    if url.startswith("//"):
        return Explanation("url.absolute-https", "'{url}' does not say https:", f"Write it whole: https:{url}")
    if url.startswith(("/", ".")):
        hint = f"Write it whole: https://example.org/{url.lstrip('./')}"
        return Explanation("url.relative", "'{url}' is a path within a site, and an e-mail is not part of a site", hint)
    hint = "Write it whole: https://example.org/page"
    return Explanation("url.absolute-https", "'{url}' is not an absolute https address", hint)


def _names_site(url: str) -> bool:
    """Return whether an address without https:// still begins with the name of a site."""
    return url.lower().startswith(("www.", "//")) or _SCHEME.match(url) is not None
