"""What the app's frames show: the e-mail, its plain text, pages of the site, feed entries, or why there is none.

Frames run no script, whatever a document contains: both their policy and the iframe's sandbox forbid it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from markupsafe import Markup

from newsletter.documents.dates import name_day
from newsletter.preview.client_simulation import (
    SCHEMES,
    ViewOptions,
    answer_css_queries,
    answer_media_queries,
    simulate,
)
from newsletter.preview.render_cache import View
from newsletter.preview.snapshot import RenderedIssue
from newsletter.preview.traced_issue import TracedIssue
from newsletter.rendering.block_markers import split_text
from newsletter.rendering.templates import Templates
from newsletter.rendering.tracing.marks import write_spans

PAGES = Path(__file__).parent / "pages"
HTML = "text/html; charset=utf-8"
MEDIA_TYPES = {
    "html": HTML,
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
VIEWS = ("email", "text", "feed")
"""What the preview makes a frame of; pages of the site have addresses of their own."""

_SANDBOX = "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
_LOADED = re.compile(r'\s(?:src|srcset|background)="[^"]*"')
_LINK = re.compile(r"<a\b[^<>]*>")
_LEADS_OUTSIDE = re.compile(r'\shref="[a-z][a-z0-9+.-]*:')
_META_POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*(?:>\n?|\Z)")


_SITE = re.compile(r"/site/(?P<period>[^/]+)/(?P<appearance>[^/]+)/(?P<path>.*)")
_FRAME = re.compile(r"/frame/(?P<period>[^/]+)/(?P<view>[^/]+)")


@dataclass(frozen=True, slots=True)
class Frame:
    """A document for a frame: its bytes, its media type, and what it may do."""

    content: bytes
    media_type: str
    policy: str
    status: int = 200


def write_policy(*, has_images: bool) -> str:
    """Return the Content-Security-Policy of a frame: styles and our own pictures, and nothing else."""
    images = "'self' data:" if has_images else "'none'"
    return (
        f"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src {images}; form-action 'none'; "
        f"base-uri 'none'; frame-ancestors 'self'; {_SANDBOX}"
    )


def read_options(asked: Mapping[str, str]) -> ViewOptions:
    """Return how a mail is to be shown, from the query of a frame's address."""
    return ViewOptions(
        scheme=next((scheme for scheme in SCHEMES if scheme == asked.get("scheme")), "light"),
        has_images=asked.get("images") != "off",
        has_styles=asked.get("styles") != "off",
        has_clip=asked.get("clip") == "on",
    )


def read_appearance(appearance: str) -> ViewOptions:
    """Return how a page is to be shown, from the part of its address that says so."""
    return ViewOptions(scheme="dark" if appearance.startswith("dark") else "light", has_images="bare" not in appearance)


def make_frame_at(traced: TracedIssue, address: str) -> Frame | None:
    """Make the frame of an issue that has an address such as ``/frame/2024-01/email?scheme=dark&write=1``.

    None is returned for an address that is no frame's, or another issue's.
    """
    parts = urlsplit(address)
    if found := _FRAME.fullmatch(parts.path):
        asked, kind = dict(parse_qsl(parts.query)), found["view"]
        if not _is_of(traced, found) or kind not in VIEWS:
            return None
        return make_traced_frame(traced.in_language(asked.get("language", "")), kind, read_options(asked))
    found = _SITE.fullmatch(parts.path)
    if not found or not _is_of(traced, found):
        return None
    return make_traced_page(traced, unquote(found["path"]), read_appearance(found["appearance"]))


def _is_of(traced: TracedIssue, address: re.Match[str]) -> bool:
    return address["period"] == str(traced.edition.issue.period)


def _show_content(content: str) -> Markup:
    return Markup(_open_outside(content))  # noqa: S704  # feeds sanitise it


def _open_outside(html: str) -> str:
    """Let links that leave the preview open a page of their own: the policy of a frame would show a blank one."""

    def open_outside(link: re.Match[str]) -> str:
        tag = link[0]
        return f'{tag[:-1]} target="_blank">' if _LEADS_OUTSIDE.search(tag) and " target=" not in tag else tag

    return _LINK.sub(open_outside, html)


def make_frame(view: View, kind: str, options: ViewOptions) -> Frame:
    """Make one of the views of an issue."""
    if view.rendered is None:
        html = render_page("empty.html", problems=len(view.problems), scheme=options.scheme)
    else:
        html = _render_view(view.rendered, kind, options)
    return Frame(html.encode(), HTML, write_policy(has_images=options.has_images))


def make_traced_frame(traced: TracedIssue, kind: str, options: ViewOptions) -> Frame:
    """Make one of the views of an issue, whose words are in elements that lead to their fields."""
    html = write_spans(_render_view(traced, kind, options))
    return Frame(html.encode(), HTML, write_policy(has_images=options.has_images))


def _render_view(rendered: RenderedIssue | TracedIssue, kind: str, options: ViewOptions) -> str:
    if kind == "email":
        return _open_outside(simulate(_localise(rendered, rendered.html), options))
    if kind == "text":
        return render_page("text.html", rendered=rendered, pieces=split_text(rendered.text), scheme=options.scheme)
    return render_page(
        "feed.html",
        rendered=rendered,
        entries=[(entry.title, _show_content(_localise(rendered, entry.content))) for entry in rendered.entries],
        day=name_day(rendered.edition.published),
        scheme=options.scheme,
    )


def make_page(view: View, path: str, options: ViewOptions) -> Frame:
    """Make a page of the site, or what it loads from there; a page that is not part of the issue says so."""
    return _make_page(view.rendered, path, options) if view.rendered else make_frame(view, "empty", options)


def make_traced_page(traced: TracedIssue, path: str, options: ViewOptions) -> Frame:
    """Make a page of the site as ``make_page`` does, whose words are in elements that lead to their fields."""
    page = _make_page(traced.at(path), path, options)
    return replace(page, content=write_spans(page.content.decode()).encode()) if page.media_type == HTML else page


def _make_page(rendered: RenderedIssue | TracedIssue, path: str, options: ViewOptions) -> Frame:
    policy = write_policy(has_images=options.has_images)
    content = rendered.find_page(f"{path}index.html" if path.endswith("/") or not path else path)
    content = content or rendered.find_picture(path)
    if content is None:
        return Frame(render_page("missing.html", scheme=options.scheme).encode(), HTML, policy, 404)
    media_type = find_media_type(path) if "." in path else HTML
    scheme: Literal["light", "dark"] = "light" if options.scheme == "light" else "dark"
    if media_type.startswith("text/css"):
        content = answer_css_queries(content.decode(), scheme).encode()
    elif media_type == HTML:  # its own policy would forbid nothing that the frame's does not
        content = _open_outside(answer_media_queries(_META_POLICY.sub("", content.decode()), scheme)).encode()
    return Frame(content, media_type, policy)


def find_media_type(path: str) -> str:
    """Return the media type for a file name's suffix; unknown types are not shown."""
    return MEDIA_TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def render_page(page: str, **values: object) -> str:
    """Fill one of the app's own pages."""
    return _find_templates().render(page, **values)


def _localise(rendered: RenderedIssue | TracedIssue, html: str) -> str:
    """Load pictures from the preview, where they are before they are on the site."""
    site, here = f"{rendered.edition.publication.site_url}/", f"/site/{rendered.edition.issue.period}/light/"
    return _LOADED.sub(lambda loaded: loaded[0].replace(site, here), html)


@cache
def _find_templates() -> Templates:
    return Templates((PAGES,))
