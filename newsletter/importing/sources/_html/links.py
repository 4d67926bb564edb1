"""Links and pictures of a page: what is linked keeps its whole address, and what cannot is reported."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from newsletter.importing.lines import Kind
from newsletter.importing.sources._html.elements import BUTTONS, EMBEDDED, Element
from newsletter.importing.sources._html.line_builder import LineBuilder
from newsletter.parsing.document import shorten

_LONGEST = 300


@dataclass(slots=True)
class _Link:
    """A link that is open: what had been shown as it began, and the pictures in it."""

    element: Element
    url: str
    shown: int
    pictures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class LinkReader:
    """The links that are open, and the address from which they are to be understood."""

    base: str = ""
    _open: list[_Link] = field(default_factory=list)

    def begin(self, element: Element, tag: str, out: LineBuilder, kind: Kind | None) -> None:
        """Begin a link or a picture, if it is one."""
        if tag == "a" and element.get("href"):
            url = resolve(self.base, element.get("href") or "")
            out.text_for(kind).open("link", url)
            self._open.append(_Link(element, url, out.shown))
        elif tag == "img":
            self._picture(element, out, kind)
        elif tag == "area" and element.get("href"):
            words = element.get("alt") or element.get("title") or ""
            self._add_picture_link(resolve(self.base, element.get("href") or ""), words, out)
        elif tag == "input" and element.get("type") in BUTTONS:
            out.add(element.get("value") or "", "form")
        elif tag in EMBEDDED:
            self._embed(resolve(self.base, element.get(EMBEDDED[tag]) or ""), out)

    def end(self, element: Element, out: LineBuilder, kind: Kind | None) -> None:
        """End a link; one without words of its own gets those of its pictures."""
        if not self._open or self._open[-1].element is not element:
            return
        link = self._open.pop()
        out.text_for(kind).close("link")
        if kind is not None or out.shown > link.shown:
            for words in filter(None, link.pictures):
                out.put_aside("picture", words)
            return
        named = " ".join(filter(None, link.pictures))
        self._add_picture_link(link.url, named or element.get("aria-label") or element.get("title") or "", out)

    def _picture(self, element: Element, out: LineBuilder, kind: Kind | None) -> None:
        words = " ".join((element.get("alt") or "").split())
        if words and not re.search(r"\w", words) and not words.isascii():
            out.add(words, kind)  # a little face or flag in the text
        elif self._open and kind is None:
            self._open[-1].pictures.append(words)
        elif words:
            out.put_aside("picture", words)
        if not words:
            out.count("pictures without words")

    def _add_picture_link(self, url: str, words: str, out: LineBuilder) -> None:
        """Put a link on the words of a picture; the first on a page is a logo, and only reported."""
        if not re.search(r"\w", words):
            if url and not url.startswith("#"):
                out.add_note(f"a link without words is not in the draft: {_shorten(url)}")
        elif out.begins:
            out.put_aside("picture", words, f"it was a link, which is not in the draft: {_shorten(url)}")
        else:
            out.running.open("link", url)
            out.add(f" {words} ", None)
            out.running.close("link")
            out.note_line("the words of a picture that was a link")

    def _embed(self, url: str, out: LineBuilder) -> None:
        if url.startswith(("https://", "http://")):
            out.add_note(f"what was shown from another place is left out: {_shorten(url)}")


def _shorten(url: str) -> str:
    return url if len(url) <= _LONGEST else shorten(url)


_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000}) -->")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}:")
_MERGE_TAG = re.compile(r"\*\||\{\{|%%|\[\[|<%")


def find_saved_from(page: str) -> str:
    """Return the address that a browser wrote into a page as it saved it, or nothing."""
    found = _SAVED_FROM.search(page[:4096])
    return found[1] if found else ""


def resolve(base: str, href: str) -> str:
    """Return the whole address of a link; one within the page, or without a known base, stays as it is."""
    found = re.sub(r"[\t\r\n]", "", href).strip()
    if not found or found.startswith("#") or _SCHEME.match(found) or _MERGE_TAG.match(found):
        return found
    if not base.startswith(("https://", "http://")):
        return f"https:{found}" if found.startswith("//") else found
    try:
        return urljoin(base, found)
    except ValueError:
        return found
