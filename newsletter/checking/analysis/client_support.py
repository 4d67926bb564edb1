"""Which HTML and CSS of an e-mail a client lacks, by a table distilled from caniemail.com, less what we live with."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

_DECLARATION = re.compile(r"(?<![a-z-])([a-z-]+)\s*:\s*([^;{}]+)")
_AT_RULE = re.compile(r"@([a-z-]+)([^{;]*)")
_SELECTOR = re.compile(r"(?<![^{};])([^{};]*)\{")
_PSEUDO = re.compile(r"(?<=[\w\])*])(::?[a-z-]+)")
_UNIT = re.compile(r"(?<![\w#-])(?:\d++(?:\.\d++)?|\.\d++)([a-z]{1,4}|%)(?![\w-])")
_FUNCTION = re.compile(r"\b([a-z-]+)\(")
_PIECE = re.compile(
    r"<style\b.*?(?:</style>|\Z)|<[A-Za-z](?:[^\"'>]+|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_HTML_COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)", re.DOTALL
)  # one that nothing closes goes on to the end, as in browsers
_ADDRESS = re.compile(r"(?<= href=\")[^\"<>]*(?=\")")
"""Where a link leads says nothing of what it is made of, and makes it unlike all others."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Table:
    """What is lacking where: feature to clients and the page that tells of it; ``baseline`` is what we live with."""

    clients: dict[str, str]
    features: dict[str, tuple[tuple[str, ...], str]]
    baseline: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """A feature that a mail uses, the clients that lack it, and the page that tells of it."""

    feature: str
    clients: tuple[str, ...]
    url: str


@cache
def read_table() -> Table:
    """Read the table and the baseline that come with the program."""
    table, baseline = _read("caniemail.json"), _read("baseline.json")
    features = {name: (tuple(entry["lacking"]), entry["url"]) for name, entry in table["features"].items()}
    return Table(table["clients"], features, frozenset(baseline.get("features", ())))


def _read(name: str) -> dict[str, Any]:
    path = DATA / name
    data: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
    return data


def find_gaps(html: str, table: Table, clients: Collection[str]) -> Iterator[Gap]:
    """Yield each feature of a mail that one of the clients lacks; of all clients, where none is named."""
    wanted = frozenset(clients or table.clients)
    for feature in sorted(_read_features(html) & table.features.keys()):
        lacking, url = table.features[feature]
        if named := tuple(client for client in lacking if client in wanted):
            yield Gap(feature, named, url)


def _read_features(html: str) -> set[str]:
    pieces = _PIECE.findall(_ADDRESS.sub("", _HTML_COMMENT.sub("", html)))
    return {feature for piece in dict.fromkeys(pieces) for feature in _read_piece(piece)}


@lru_cache(maxsize=2048)
def _read_piece(piece: str) -> frozenset[str]:
    """Return what a start tag or a style element is made of: those of all mails are much alike."""
    reader = _Reader()
    reader.feed(piece)
    reader.close()
    return frozenset(reader.features)


class _Reader(HTMLParser):
    """Collects what a mail is made of; conditional comments, which are for Outlook alone, are comments here too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.features: set[str] = set()
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"
        self.features.add(f"<{tag}>")
        for name, value in attrs:
            self.features.add(f"{name}=")
            if name == "style" and value:
                self.features.update(read_declarations(value.lower()))

    def handle_endtag(self, tag: str) -> None:
        self._is_style = self._is_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self.features.update(read_style_sheet(data.lower()))


def read_style_sheet(css: str) -> Iterator[str]:
    """Yield what a style sheet is made of: at-rules, pseudo-classes, and its declarations."""
    css = _COMMENT.sub("", css)
    for name, condition in _AT_RULE.findall(css):
        yield f"@{name}"
        yield from (f"@media {feature}" for feature in re.findall(r"prefers-[a-z-]+", condition))
    yield from (found for selector in _SELECTOR.findall(css) for found in _PSEUDO.findall(selector))
    for body in re.findall(r"\{([^{}]*)\}", css):
        yield from read_declarations(body)


def read_declarations(css: str) -> Iterator[str]:
    """Yield what declarations are made of: properties, some values, units, functions."""
    for name, value in _DECLARATION.findall(css):
        yield f"{name}:"
        if name == "display":
            yield f"display: {value.replace('!important', '').strip()}"
        yield from (f"unit {'percent' if unit == '%' else unit}" for unit in _UNIT.findall(value))
        yield from (f"{function}()" for function in _FUNCTION.findall(value))
