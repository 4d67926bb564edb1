"""Issues rendered twice, with traces and without: what differs, and where the words that readers see come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from pydantic import BaseModel

from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, PLAIN, Role, find_role, name_kind
from newsletter.loading import LoadedIssue, LoadedPublication
from newsletter.pipeline import make_editions
from newsletter.preview.snapshot import make_entries, make_pages
from newsletter.preview.traced_issue import TracedIssue, Tracer
from newsletter.rendering.block_markers import MarkingRenderer
from newsletter.rendering.email import render_campaign
from newsletter.rendering.markdown import to_spoken
from newsletter.rendering.message import fill_tokens
from newsletter.rendering.renderer import make_renderer
from newsletter.rendering.tracing.marks import strip_traces
from newsletter.rendering.tracing.origins import ORIGINS, Origin
from newsletter.rendering.tracing.renderer import TracingRenderer
from newsletter.rendering.tracing.strings import Traced

_PIECE = re.compile(
    "\ue000(\\d+)\ue001([^\ue002]*)\ue002|<(?:style|title|head)\\b.*?</(?:style|title|head)>|<[^<>]*>|([^<>\ue000]+)",
    re.DOTALL,
)
_UNSEEN = re.compile(r"&#?\w+;|[\u034f\u200c\u00a0\s]")
_FREE = {MARKDOWN, MARKDOWN_LINE, PLAIN}
_TEXT_MARKS = re.compile(r"[\x01-\x03]\d+")


@cache
def find_renderer(root: Path, packs: tuple[str, ...]) -> MarkingRenderer:
    return make_renderer(root, packs, MarkingRenderer)


@cache
def _find_tracing_renderer(root: Path, packs: tuple[str, ...]) -> TracingRenderer:
    return make_renderer(root, packs, TracingRenderer)


def trace(publication: LoadedPublication, loaded: LoadedIssue, root: Path) -> TracedIssue:
    """Return an issue with traces."""
    return Tracer(publication, _find_tracing_renderer(root, publication.publication.packs)).trace(loaded)


def render_plain(publication: LoadedPublication, loaded: LoadedIssue, root: Path) -> dict[str, str]:
    """Return everything that the preview shows of an issue, as it is without traces."""
    renderer = find_renderer(root, publication.publication.packs)
    edition = make_editions(publication.publication, loaded)[0]
    campaign = render_campaign(edition, renderer)
    text, html = fill_tokens(campaign, campaign.unsubscribe_url)
    entries = {f"entry {n}": one.content for n, one in enumerate(make_entries(edition, renderer))}
    return {"mail": html, "text": text, **entries, **_decode(make_pages(edition, renderer))}


def render_traced(traced: TracedIssue) -> dict[str, str]:
    """Return the same with traces."""
    entries = {f"entry {n}": one.content for n, one in enumerate(traced.entries)}
    return {"mail": traced.html, "text": traced.text, **entries, **_decode(traced.pages)}


def _decode(pages: Mapping[str, bytes]) -> dict[str, str]:
    return {path: content.decode() for path, content in pages.items() if path.endswith(".html")}


def find_faults(publication: LoadedPublication, loaded: LoadedIssue, root: Path) -> list[str]:
    """Return what is not the same with and without traces, and the free texts that the words shown do not lead to."""
    issue = trace(publication, loaded, root)
    inexact = {f"{view}: {text}" for view in ("html", "text") for text in find_inexact(issue, getattr(issue, view))}
    return [*find_differences(publication, loaded, root, issue), *sorted(inexact)]


def find_differences(
    publication: LoadedPublication, loaded: LoadedIssue, root: Path, issue: TracedIssue | None = None
) -> list[str]:
    """Return the names of what is not the same with and without traces, once the marks are taken out."""
    plain = render_plain(publication, loaded, root)
    traced = render_traced(issue or trace(publication, loaded, root))
    assert plain.keys() == traced.keys()
    assert "\ue000" in traced["mail"]
    stripped = {name: strip_traces(text) for name, text in traced.items()}
    return [f"{name}: {_show(stripped[name], plain[name])}" for name in plain if stripped[name] != plain[name]]


def _show(one: str, other: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return ascii(f"{one[max(0, at - 60) : at + 60]} | {other[max(0, at - 60) : at + 60]}")


@dataclass(frozen=True, slots=True)
class Seen:
    """Words that a reader sees, and where they come from, if that is known."""

    words: str
    origin: Origin | None

    @property
    def size(self) -> int:
        return len(_UNSEEN.sub("", self.words))


def list_texts(value: object, *, is_free: bool = False) -> Iterator[Traced]:
    """Yield the free texts of a traced model that readers may see."""
    if isinstance(value, Traced):
        yield from [value] if is_free else []
    elif isinstance(value, tuple):
        for one in value:
            yield from list_texts(one, is_free=is_free)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if find_role(field) is not Role.FOR_EDITORS:
                yield from list_texts(value.__dict__[name], is_free=name_kind(field) in _FREE)


def find_inexact(traced: TracedIssue, rendered: str) -> list[str]:
    """Return the free texts of an issue that a rendering shows, and that none of its words lead to exactly."""
    seen = list(list_seen(rendered))
    shown = " ".join(" ".join(unescape(one.words).split()) for one in seen if one.origin)
    exact = {one.origin.sources for one in seen if one.origin and one.origin.kind == "exact"}
    texts = [text for text in list_texts(traced.edition.issue) if text.origin.sources not in exact]
    phrase = {text: " ".join(to_spoken(str(text)).split()) for text in texts}
    elsewhere = {str(text) for text in list_texts(traced.edition.issue) if text.origin.sources in exact}
    return [text for text in texts if phrase[text] in shown and not any(phrase[text] in other for other in elsewhere)]


def list_seen(rendered: str) -> Iterator[Seen]:
    """Yield the words of a rendering in HTML or plain text, run by run."""
    body = rendered[max(0, rendered.find("<body")) :]
    for found in _PIECE.finditer(_TEXT_MARKS.sub("", body)):
        words = found[2] or found[3] or ""
        if _UNSEEN.sub("", words):
            yield Seen(words, ORIGINS.get(int(found[1])) if found[1] else None)
