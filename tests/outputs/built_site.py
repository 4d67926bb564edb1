"""A built site, and whether its addresses lead anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from lxml import html

from tests.outputs.every_page import find_file

FOR_PROGRAMS = {".xml", ".json", ".csv", ".ris", ".bib", ".ics", ".txt"}
_LINKS = "//@href | //@src | //@action | //meta[@property='og:image']/@content"


@dataclass(frozen=True)
class BuiltSite:
    """The folder of a site, and the address at which it will be, with a slash at its end."""

    folder: Path
    base: str

    def find_pages(self) -> Iterator[tuple[str, html.HtmlElement]]:
        """Yield every page with its address."""
        for path in sorted(self.folder.rglob("*.html")):
            address = self.base + path.relative_to(self.folder).as_posix().removesuffix("index.html")
            yield address, html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))

    def find_links(self) -> dict[str, set[str]]:
        """Return the whole address of everything that pages link to or load, and the pages that do."""
        found: dict[str, set[str]] = {}
        for place, page in self.find_pages():
            offered = [one.split()[0] for srcset in page.xpath("//@srcset") for one in srcset.split(", ")]
            for address in (*map(str, page.xpath(_LINKS)), *offered):
                found.setdefault(urljoin(place, address), set()).add(place)
        return found

    def find_addresses(self, file: Path) -> list[str]:
        """Return the site's addresses that are in a file for programs or in an e-mail, wherever they are in it."""
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".ics":
            text = text.replace("\r\n ", "")
        if file.suffix == ".json":
            text = "\n".join(_find_texts(json.loads(text)))
        return sorted({one.rstrip("\\.;") for one in re.findall(rf"{re.escape(self.base)}[^\s\"'<>|}},)&]*", text)})

    def find_problem(self, address: str) -> str:
        """Return what is wrong with an address: nothing is there, or not what its fragment names; else ""."""
        whole, fragment = map(unquote, urldefrag(address))
        file = find_file(self.folder, whole.removeprefix(self.base))
        if not file.is_file():
            return f"{address}: nothing is there"
        page = html.document_fromstring(file.read_bytes()) if fragment and file.suffix == ".html" else None
        named = page is not None and page.xpath("//*[@id=$id]", id=fragment)
        return "" if named or not fragment else f"{address}: nothing has this id"


def _find_texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _find_texts(part)
