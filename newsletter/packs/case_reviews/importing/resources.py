"""Lines that lead to a published document: "Read practice review (PDF)", with an address or without."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsletter.importing.source_text import SourceText

_LONGEST = 300
_HEAD = re.compile(r"(?:other |further |related )?resources?\s*:?(?:\s+|$)", re.IGNORECASE)
_OPENS = r"(?:read|download|view|access|see|open)"
_WHAT = r"(?:review|report|overview|summary|briefing|response|document|paper|analysis|case|resource)s?"
_LABEL = re.compile(rf"{_OPENS}\b(?=.{{0,150}}\b(?:{_WHAT}|pdf)\b)[^;]{{1,200}}", re.IGNORECASE)
_NEXT = re.compile(rf"(?<=[)\w])[\s|;,]++(?={_OPENS}\s)|(?<!\s)\s+\|\s+", re.IGNORECASE)
_VERB = re.compile(rf"{_OPENS}\s+(?:the\s+|a\s+)?(?:full\s+text\s+of\s+(?:the\s+)?)?(?=\S)", re.IGNORECASE)
_FORM = re.compile(
    r"\(?\b(?P<form>pdf|word|docx?|web ?page|html)\b"
    r"(?:[^()]{0,40}?(?P<size>\d+(?:\.\d+)?)\s*(?P<unit>[km]b)\b)?[^()]{0,40}\)?\s*$",
    re.IGNORECASE,
)
_MEDIA = {"pdf": "application/pdf", "w": "application/msword", "d": "application/msword", "h": "text/html"}
_KINDS = {
    "thematic_review": "thematic",
    "executive_summary": "executive summary",
    "overview": "overview",
    "response": "response",
    "practice_review": r"review|scr\b|cspr\b",
}


@dataclass(frozen=True, slots=True)
class ReferencedDocument:
    """A document that a line leads to. ``title`` are its words, ``before`` and ``after`` those the layout derives."""

    title: SourceText
    before: SourceText
    after: SourceText
    kind: str
    media_type: str | None
    size: int | None
    url: str


def find_resources(source_text: SourceText) -> tuple[SourceText, tuple[ReferencedDocument, ...]] | None:
    """Return the label of a line of resources and the documents it leads to, or ``None`` if it is no such line."""
    if len(source_text.text) > _LONGEST:
        return None
    head = _HEAD.match(source_text.text)
    label, rest = source_text.cut(0, head.end() if head else 0), source_text.cut(head.end() if head else 0)
    if head and not rest:
        return label, ()
    pieces = _split(rest)
    if all(_is_document(piece) for piece in pieces):
        return label, tuple(_read_document(piece) for piece in pieces)
    return None


def is_linked_document(source_text: SourceText) -> bool:
    """Return whether a whole line is a link to something that calls itself a document."""
    links = source_text.links()
    covers = len(links) == 1 and links[0].start == 0 and links[0].end >= len(source_text.text) - len(" (PDF)")
    return covers and bool(re.search(rf"\b(?:{_WHAT}|pdf)\b", source_text.text, re.IGNORECASE))


def _split(rest: SourceText) -> list[SourceText]:
    """Cut a line of several labels apart, a bare address staying with the words before it."""
    pieces, at = [], 0
    for found in _NEXT.finditer(rest.text):
        pieces.append(rest.cut(at, found.start()))
        at = found.end()
    return [*pieces, rest.cut(at)]


def _is_document(piece: SourceText) -> bool:
    return bool(_LABEL.fullmatch(piece.text) and not piece.text.endswith(".")) or is_linked_document(piece)


def _read_document(piece: SourceText) -> ReferencedDocument:
    links = piece.links()
    bare = next((link for link in links if piece.text[link.start : link.end] == link.url), None)
    words = piece.cut(0, bare.start) if bare and bare.start else piece
    verb, form = _VERB.match(words.text), _FORM.search(words.text)
    start, end = verb.end() if verb else 0, form.start() if form else len(words.text)
    end = start + len(re.sub(r"(?: here)?(?:(?<!\s)\s+)?:$", "", words.text[start:end].rstrip()))
    if not words.cut(start, end):
        start, end = 0, len(words.text)
    return ReferencedDocument(
        title=words.cut(start, end),
        before=words.cut(0, start),
        after=piece.cut(end),
        kind=next((kind for kind, pattern in _KINDS.items() if re.search(pattern, words.text, re.IGNORECASE)), "other"),
        media_type=_find_media(form, links[0].url if links else ""),
        size=_find_size(form),
        url=links[0].url if links else "",
    )


def _find_media(form: re.Match[str] | None, url: str) -> str | None:
    """Return the format that the words or the address state; an address without an ending is taken for a page."""
    if form:
        form_name = form["form"].lower()
        return "text/html" if form_name.startswith("web") else _MEDIA.get(form_name) or _MEDIA[form_name[0]]
    if not url:
        return None
    return "application/pdf" if re.search(r"\.pdf(?:[?#]|$)", url, re.IGNORECASE) else "text/html"


def _find_size(form: re.Match[str] | None) -> int | None:
    if not form or not form["size"]:
        return None
    return max(1, round(float(form["size"]) * (1_000_000 if form["unit"].lower() == "mb" else 1_000)))
