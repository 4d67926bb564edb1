"""The heading of a review: its number, type, commissioner, area, and whom it is about, in whatever order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newsletter.documents.dates import MONTHS
from newsletter.importing.source_text import SourceText
from newsletter.packs.case_reviews.importing.review_types import TypePhrase, find_type

_NUMBER = re.compile(
    r"(?:(?:case|review|entry|no\.?)\s+)?\(?\d{1,3}[.):]\)?\s+(?=\S)|\(?[ivx]{1,5}[.)]\s+(?=\S)", re.IGNORECASE
)
_DATED = re.compile(r"(?P<year>(?:19|20)\d\d)\s++[–—-]\s++(?P<area>[^–—]{1,80}?)\s+[–—-]\s+(?P<subject>\S.*)")
_BETWEEN = re.compile(r"[\s:,–—-]+")
_COMMISSIONED = re.compile(
    r"commissioned by (?P<who>.{1,120}?)"
    r"(?=\s[–—-]\s|\s*[:;]\s|,? (?:concerning|regarding|relating|in respect|about)\b|$)",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"(?:concerning|regarding|re|relating to|in respect of|in relation to|about|for|on|into|following|of"
    r"|which (?:examines|considers|explores|looks at|focuses on|concerns))\b[:\s]+(?=\S)",
    re.IGNORECASE,
)
_AREA = re.compile(r"\bin the (?P<area>[A-Z][\w'’.-]*(?: (?:and |upon |on |of |the )?[A-Z][\w'’.-]*){0,3}) area\b")
_NOWHERE = re.compile(
    r"(?:anonymous|unnamed|unknown|undisclosed)(?: (?:local )?(?:area|authority|council|lscb|partnership))?"
    r"|not (?:stated|named|known)|n/?a",
    re.IGNORECASE,
)
_COLLECTION = re.compile(
    r"(?:[\s:,–—-]+(?P<noun>digest|bulletin|newsletter|update|list|round-?up|repository|published|added)\b)?"
    rf"(?:[\s:,–—-]+(?:in|for|from))?(?P<month>[\s:,–—-]+(?:{'|'.join(MONTHS)}))?(?:[\s:,–—-]+(?:19|20)\d\d)?[.:]?",
    re.IGNORECASE,
)
_LONGEST = 400


@dataclass(slots=True)
class Heading:
    """What the heading of a review says, each part in its own words; ``connecting`` are words between the parts."""

    title: SourceText
    number: SourceText
    type: TypePhrase | None = None
    type_words: SourceText | None = None
    commissioner: SourceText | None = None
    area: SourceText | None = None
    year: SourceText | None = None
    connecting: list[SourceText] = field(default_factory=list)


def is_typed(text: str) -> bool:
    """Return whether a text begins as headings of reviews do, after any number: with a type, or year, area, subject."""
    bare = _strip_number(text)
    found = find_type(bare) if len(text) <= _LONGEST else None
    is_one = found and not _names_collection(bare, found.end)
    return bool(is_one or (len(text) <= _LONGEST and _DATED.fullmatch(bare)))


def _names_collection(text: str, end: int) -> bool:
    """Return whether a type only begins what an issue of reviews is called: Case reviews, May 2024."""
    found = _COLLECTION.fullmatch(text[end:])
    return bool(found and (found["noun"] or found["month"] or text[:end].lower().endswith("reviews")))


def is_numbered(text: str) -> bool:
    """Return whether a text begins with a number, as headings do."""
    return bool(_NUMBER.match(text))


def is_dated(text: str) -> bool:
    """Return whether a text is of the form year, area, subject."""
    return bool(_DATED.fullmatch(_strip_number(text)))


def _strip_number(text: str) -> str:
    found = _NUMBER.match(text)
    return text[found.end() :] if found else text


def read_heading(source_text: SourceText) -> Heading:
    """Take the heading of a review apart."""
    found = _NUMBER.match(source_text.text)
    heading = Heading(source_text, source_text.cut(0, found.end() if found else 0))
    rest = source_text.cut(found.end() if found else 0)
    if dated := _DATED.fullmatch(rest.text):
        heading.year, rest = rest.group(dated, "year"), _note_area(heading, rest, dated)
    rest = _read_type(heading, rest)
    rest = _read_commissioner(heading, rest)
    rest = _read_connective(heading, rest)
    heading.title = rest or heading.type_words or source_text
    if heading.area is None and (area := _AREA.search(heading.title.text)):
        heading.area = heading.title.group(area, "area")
    return heading


def _note_area(heading: Heading, rest: SourceText, dated: re.Match[str]) -> SourceText:
    area = rest.group(dated, "area")
    if _NOWHERE.fullmatch(area.text):
        heading.connecting.append(area)
    else:
        heading.area = area
    return rest.group(dated, "subject")


def _read_type(heading: Heading, rest: SourceText) -> SourceText:
    heading.type = find_type(rest.text)
    if heading.type is None:
        return rest
    heading.type_words = rest.cut(0, heading.type.end)
    return _skip_between(rest.cut(heading.type.end))


def _read_commissioner(heading: Heading, rest: SourceText) -> SourceText:
    found = _COMMISSIONED.match(rest.text)
    if not found:
        return rest
    heading.commissioner = rest.group(found, "who")
    heading.connecting.append(rest.cut(0, found.start("who")))
    return _skip_between(rest.cut(found.end()))


def _read_connective(heading: Heading, rest: SourceText) -> SourceText:
    if heading.type is None:
        return rest
    found = _CONNECTIVE.match(rest.text)
    if found:
        heading.connecting.append(rest.cut(0, found.end()))
        rest = rest.cut(found.end())
    return rest


def _skip_between(rest: SourceText) -> SourceText:
    found = _BETWEEN.match(rest.text)
    return rest.cut(found.end()) if found else rest
