"""Makes a page of ours self-contained: style and pictures inside, links to the web, nothing else that is loaded.

What comes in was made by the program's own templates: attributes are in double quotes, and text is escaped.
"""

from __future__ import annotations

import posixpath
import re
from base64 import b64encode
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from markupsafe import escape

from newsletter.preview.frames import find_media_type

FindFile = Callable[[str], "bytes | None"]

_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]*)"[^>]*>')
_DROPPED = re.compile(
    r'<link\s[^>]*>|<meta http-equiv="Content-Security-Policy"[^>]*>|<source\s[^>]*>|\ssrcset="[^"]*"'
)
_PICTURE = re.compile(r'(\s(?:src|background)=")([^"]*)"')
_URL = re.compile(r"url\(([^)\s]*)\)")
_LINK = re.compile(r'(<a\b[^<>]*?\s)href="([^"#][^"]*)"')
_NO_PICTURE = "data:,"


class Freezer:
    """Freezes pages of the site at ``base``; ``find_file`` returns what the site serves at a path of it."""

    def __init__(self, base: str, find_file: FindFile) -> None:
        self._base = f"{base.rstrip('/')}/"
        self._find_file = find_file

    def freeze(self, html: str, path: str) -> str:
        """Return a page, or a mail that has whole addresses, as a document that needs nothing else."""
        html = _STYLE.sub(lambda found: self._put_style(found[1], path), html)
        html = _DROPPED.sub("", html)
        html = _PICTURE.sub(lambda found: f'{found[1]}{escape(self._embed(unescape(found[2]), path))}"', html)
        return _LINK.sub(lambda found: self._link(found[1], unescape(found[2]), path), html)

    def _put_style(self, address: str, path: str) -> str:
        content = self._find(address, path)
        style = (content or b"").decode().replace("</", "<\\/")
        return f"<style>{_URL.sub(lambda found: f'url({self._embed(found[1], path)})', style)}</style>"

    def _embed(self, address: str, path: str) -> str:
        """Return a picture as a ``data:`` address (RFC 2397); one that is nowhere is empty."""
        if address.startswith("data:"):
            return address
        content = self._find(address, path)
        if content is None:
            return _NO_PICTURE
        kind = find_media_type(urlsplit(address).path)
        return f"data:{kind};base64,{b64encode(content).decode('ascii')}"

    def _find(self, address: str, path: str) -> bytes | None:
        """Return a file of the site; what is elsewhere is not asked for."""
        whole = urljoin(f"{self._base}{path}", address)
        inner = unquote(urlsplit(whole).path.removeprefix(urlsplit(self._base).path))
        is_ours = whole.startswith(self._base) and posixpath.normpath(inner) == inner and ".." not in inner.split("/")
        return self._find_file(inner) if is_ours else None

    def _link(self, before: str, address: str, path: str) -> str:
        """Return the beginning of a link that opens the web in a window of its own."""
        whole = urljoin(f"{self._base}{path}", address)
        return f'{before}target="_blank" rel="noopener noreferrer" href="{escape(whole)}"'
