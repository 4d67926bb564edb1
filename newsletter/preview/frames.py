"""What the app's frames show: the e-mail, its plain text, pages of the site, feed entries, or why there is none.

Frames run no script, whatever a document contains: both their policy and the iframe's sandbox forbid it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from newsletter.documents.dates import name_day
from newsletter.preview.client_simulation import ViewOptions, answer_css_queries, answer_media_queries, simulate
from newsletter.preview.render_cache import View
from newsletter.preview.snapshot import RenderedIssue
from newsletter.rendering.block_markers import split_text
from newsletter.rendering.templates import Templates

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
_META_POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*(?:>\n?|\Z)")


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


def make_frame(view: View, kind: str, options: ViewOptions) -> Frame:
    """Make one of the views of an issue."""
    rendered, scheme = view.rendered, options.scheme
    if rendered is None:
        html = render_page("empty.html", problems=len(view.problems), scheme=scheme)
    elif kind == "email":
        html = simulate(_localise(rendered, rendered.html), options)
    elif kind == "text":
        html = render_page("text.html", rendered=rendered, pieces=split_text(rendered.text), scheme=scheme)
    else:
        entries = [(entry.title, Markup(_localise(rendered, entry.content))) for entry in rendered.entries]  # noqa: S704  # feeds sanitise it
        html = render_page(
            "feed.html",
            rendered=rendered,
            entries=entries,
            day=name_day(rendered.campaign.date),
            scheme=scheme,
        )
    return Frame(html.encode(), HTML, write_policy(has_images=options.has_images))


def make_page(view: View, path: str, options: ViewOptions) -> Frame:
    """Make a page of the site, or what it loads from there; a page that is not part of the issue says so."""
    policy = write_policy(has_images=options.has_images)
    if view.rendered is None:
        return make_frame(view, "empty", options)
    content = view.rendered.pages.get(f"{path}index.html" if path.endswith("/") or not path else path)
    content = content or view.rendered.find_picture(path)
    if content is None:
        return Frame(render_page("missing.html", scheme=options.scheme).encode(), HTML, policy, 404)
    media_type = find_media_type(path) if "." in path else HTML
    scheme: Literal["light", "dark"] = "light" if options.scheme == "light" else "dark"
    if media_type.startswith("text/css"):
        content = answer_css_queries(content.decode(), scheme).encode()
    elif media_type == HTML:  # its own policy would forbid nothing that the frame's does not
        content = answer_media_queries(_META_POLICY.sub("", content.decode()), scheme).encode()
    return Frame(content, media_type, policy)


def find_media_type(path: str) -> str:
    """Return the media type for a file name's suffix; unknown types are not shown."""
    return MEDIA_TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def render_page(page: str, **values: object) -> str:
    """Fill one of the app's own pages."""
    return _find_templates().render(page, **values)


def _localise(rendered: RenderedIssue, html: str) -> str:
    """Load pictures from the preview, where they are before they are on the site."""
    site, here = f"{rendered.edition.publication.base_url}/", f"/site/{rendered.campaign.issue}/light/"
    return _LOADED.sub(lambda loaded: loaded[0].replace(site, here), html)


@cache
def _find_templates() -> Templates:
    return Templates((PAGES,))
