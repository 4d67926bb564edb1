"""Looks once more at finished HTML, inside tags and styles: nothing corrupted, nothing loaded from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urlsplit

from newsletter.errors import TemplateError

_TAG = re.compile(
    r"<[A-Za-z](?:[^\"'>]+|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*(?:>|\Z)"
)  # what is never closed goes on to the end
_STYLE = re.compile(r"<style\b(.*?)(?:</style|\Z)", re.DOTALL | re.IGNORECASE)
_DEBUG_ESCAPE = re.compile(r"\\u\{[0-9a-f]+\}|=\"[^\"]*\\[\"nrt\\]")
_ATTRIBUTE = re.compile(r"(?<![^\s=\"'<>/])([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LOADING_ATTRIBUTES = frozenset({"src", "srcset", "background", "poster", "data"})
_LOADING_CSS = re.compile(r"url\(\s*[\"']?([^\"')]*)|@import\s*[\"']([^\"']*)", re.IGNORECASE)
_LOADING_WORDS = (b"src", b"poster", b"url(", b"@import", b"<link")
_MAY_LOAD = tuple(map(re.compile, (rb"background\s*=", rb"data\s*=", rb"style\s*=[^>]*&")))  # apart they are fast
_ADDRESS = re.compile(r"https://[^\x00-\x20\\]+")


def check_html(html: str, allowed_hosts: frozenset[str]) -> None:
    r"""Refuse HTML in whose tags mrml left an escape such as ``\u{a0}``, or that loads from a host that is not allowed.

    Text may say what it likes, and ordinary links are free.

    Raises:
        TemplateError: it names the first tag or address that is wrong.

    """
    if _is_plainly_harmless(html):
        return
    tags = dict.fromkeys(_TAG.findall(html))  # most tags of a mail are alike
    _refuse_debug_escapes(tags)
    _refuse_foreign_hosts([*_find_loaded_by_tags(tags), *_find_loaded_by_css(_STYLE.findall(html))], allowed_hosts)


def _is_plainly_harmless(html: str) -> bool:
    """Tell at a glance whether there is no backslash, and nothing that could load; so it is with most mails."""
    lowered = html.encode().lower()
    is_suspect = b"\\" in lowered or any(word in lowered for word in _LOADING_WORDS)
    return not (is_suspect or any(pattern.search(lowered) for pattern in _MAY_LOAD))


def _refuse_debug_escapes(tags: Iterable[str]) -> None:
    for tag in tags:
        if "\\" in tag and (found := _DEBUG_ESCAPE.search(tag)):
            raise TemplateError(f"the MJML engine has corrupted an attribute: {found[0][-40:]!r} in {tag[:80]!r}.")


def _refuse_foreign_hosts(addresses: Iterable[str], allowed_hosts: frozenset[str]) -> None:
    for address in addresses:
        if _read_host(address) not in allowed_hosts:
            raise TemplateError(
                f"the mail would load {address!r}. It may load only over https, from the publication's own hosts."
            )


def _read_host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname if _ADDRESS.fullmatch(address) else None
    except ValueError:  # such as brackets that hold no IPv6 address
        return None


def _find_loaded_by_tags(tags: Iterable[str]) -> Iterator[str]:
    """Find every address that tags would load, of conditional comments too."""
    for tag in tags:
        for name, *values in _ATTRIBUTE.findall(tag):
            value = unescape("".join(values)).strip()
            if name.lower() == "style":
                yield from _find_loaded_by_css([value])
            elif name.lower() in _LOADING_ATTRIBUTES or (name.lower() == "href" and tag[1:5].lower() == "link"):
                yield value


def _find_loaded_by_css(styles: Iterable[str]) -> Iterator[str]:
    return ("".join(found).strip() for css in styles for found in _LOADING_CSS.findall(css))
