"""An issue in which every text of its own is a made-up word, and the words that readers find in what is made of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from icalendar import Calendar
from lxml import etree, html
from pydantic import BaseModel

from newsletter.checking.texts import WrittenText, walk_parts
from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication

MADE_UP = "xyzzy"

_ModelT = TypeVar("_ModelT", bound=BaseModel)
_ADDRESS = re.compile(r"\]\([^)\s]*\)|(?:https?://|mailto:|tel:)[^\s)>\]]+|[\w.+-]+@[\w.-]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_READ_ALOUD = ("alt", "title", "aria-label", "content", "summary")
"""Attributes whose values readers see or hear: those of meta elements too."""


def scramble_issue(issue: Issue) -> Issue:
    """Return an issue with made-up words for all of its texts; figures stay, and so do numbers and addresses."""
    return _scramble(issue, {"figure"})


def scramble_publication(publication: Publication) -> Publication:
    """Do the same with a publication; its content note is the program's own again."""
    note = type(publication.content_note)(contacts=publication.content_note.contacts)
    return _scramble(publication.model_copy(update={"content_note": note}), {"words"}, ("content_note",))


def _scramble(document: _ModelT, kept: set[str], apart: tuple[str, ...] = ()) -> _ModelT:
    for part in list(walk_parts(document)):
        if isinstance(part, WrittenText) and part.field not in kept and part.path[0] not in apart:
            document = _put(document, part.path, _make_up(part.words))
    return document


def _put(part: Any, path: tuple[str | int, ...], value: str) -> Any:  # noqa: ANN401  # a model, or what one holds
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(part, BaseModel):
        return part.model_copy(update={str(step): _put(getattr(part, str(step)), rest, value)})
    if isinstance(part, dict):
        return part | {step: _put(part[step], rest, value)}
    return tuple(_put(one, rest, value) if place == step else one for place, one in enumerate(part))


def _make_up(text: str) -> str:
    """Replace each word, but for those in addresses."""
    pieces, done = [], 0
    for found in _ADDRESS.finditer(text):
        pieces += [_LETTERS.sub(MADE_UP, text[done : found.start()]), found[0]]
        done = found.end()
    return "".join([*pieces, _LETTERS.sub(MADE_UP, text[done:])])


def list_words(text: str) -> set[str]:
    """Return the words of two letters or more in a text, in small letters, without those of addresses."""
    return {word.casefold() for word in _LETTERS.findall(_ADDRESS.sub(" ", text)) if len(word) > 1}


def read_file(path: str, content: bytes) -> set[str]:
    """Return the words that readers find in a file of an output; nothing in one that nobody reads."""
    if path.endswith(".html"):
        return list_words(" ".join(_read_html(content.decode())))
    if path.endswith(".txt") and "robots" not in path:
        return list_words(content.decode())
    if path.endswith(".xml") and "sitemap" not in path:
        return list_words(" ".join(_read_feed(content)))
    if path.endswith("feed.json"):
        return list_words(" ".join(_read_json(json.loads(content))))
    return list_words(" ".join(_read_calendar(content))) if path.endswith(".ics") else set()


def _read_html(text: str) -> Iterator[str]:
    root = html.document_fromstring(f"<div>{text}</div>")
    for element in root.iter():
        if element.tag in (etree.Comment, "style", "script") or element.get("translate") == "no":
            yield element.tail or ""
            continue
        is_read = element.tag != "meta" or (element.get("name") or element.get("property")) in _METAS
        yield from (element.get(name) or "" for name in _READ_ALOUD if is_read)
        yield from (element.text or "", element.tail or "")


_METAS = ("description", "og:title", "og:description")


def _read_feed(content: bytes) -> Iterator[str]:
    for element in etree.fromstring(content).iter():
        if etree.QName(element).localname not in _UNREAD:
            yield from _read_html(element.text or "")


_UNREAD = ("language", "generator", "docs", "id", "guid", "pubDate", "lastBuildDate", "updated", "published")


def _read_json(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _read_json(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _read_json(one, key)
    elif isinstance(value, str) and key in _JSON_TEXTS:
        yield from _read_html(value)


_JSON_TEXTS = ("title", "description", "summary", "content_html", "name", "tags")


def _read_calendar(content: bytes) -> Iterable[str]:
    calendar = Calendar.from_ical(content)
    return [str(part.get(name, "")) for part in calendar.walk() for name in ("SUMMARY", "DESCRIPTION", "NAME")]


def list_languages(page: bytes) -> Iterator[tuple[str, str]]:
    """Yield the words that are seen in a page or mail, each with the language that it is marked as."""
    root = html.document_fromstring(page)
    for body in root.iter("body"):
        yield from _list_languages(body, root.get("lang") or "")


def _list_languages(element: html.HtmlElement, around: str) -> Iterator[tuple[str, str]]:
    if element.get("translate") == "no":  # a name, such as that of a host
        return
    language = element.get("lang") or around
    if isinstance(element.tag, str) and element.tag != "style" and element.get("aria-hidden") != "true":
        yield from ((word, language) for word in list_words(element.text or ""))
        for child in element:
            yield from _list_languages(child, language)
            yield from ((word, language) for word in list_words(child.tail or ""))
