"""Markdown to sanitised XHTML; the only door to nh3."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markupsafe import Markup

from newsletter.rendering.markdown.parsing import is_ordinary, parse, parse_line, render, split_paragraphs
from newsletter.rendering.panics import refuse_panics

_TAGS = {"p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "br"}
_ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}  # a link's title would be said in HTML alone
_SCHEMES = {"https", "mailto", "tel"}


@lru_cache(maxsize=2048)
def to_html(markdown: str) -> Markup:
    """Render Markdown as sanitised, well-formed XHTML fragments."""
    if is_ordinary(markdown):
        paragraphs = (f"<p>{paragraph}</p>" for paragraph in split_paragraphs(markdown))
        return Markup("\n".join(paragraphs))  # noqa: S704  # no character of an ordinary text needs escaping
    return _clean(render(parse(markdown)))


@lru_cache(maxsize=2048)
def to_line_html(markdown: str) -> Markup:
    """Render a single line of Markdown as sanitised XHTML without a paragraph around it."""
    if is_ordinary(markdown):
        return Markup(markdown)  # noqa: S704  # as above
    return _clean(render(parse_line(markdown)))


def _clean(html: str) -> Markup:
    with refuse_panics("the sanitiser of HTML"):
        cleaned = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    return Markup(to_xhtml(cleaned).strip())  # noqa: S704  # nh3 has just sanitised it


def to_xhtml(html: str) -> str:
    """Write void elements and no-break spaces as XML does."""
    return re.sub(r"<(br|hr)>", r"<\1 />", html).replace("&nbsp;", "&#160;")
