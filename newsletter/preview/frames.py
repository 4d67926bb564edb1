"""What stands in the app's frames: the mail, its plain text, pages of the site, feed entries, or why there is none.

Frames run no script, whatever a document smuggled in: their policy says so, and the element that holds them as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from newsletter.documents.dates import name_day
from newsletter.preview.client_simulation import ViewOptions, choose_in_css, choose_in_html, simulate
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


def make_frame(sight: View, view: str, look: ViewOptions) -> Frame:
    """Make one of the views of an issue."""
    if sight.proof is None:
        html = fill("empty.html", problems=len(sight.problems), scheme=look.scheme)
    elif view == "email":
        html = simulate(_localise(sight.proof), look)
    elif view == "text":
        html = fill("text.html", proof=sight.proof, pieces=split_text(sight.proof.text), scheme=look.scheme)
    else:
        entries = [(entry.title, Markup(entry.content)) for entry in sight.proof.entries]  # noqa: S704  # feeds sanitise it
        html = fill(
            "feed.html", proof=sight.proof, entries=entries, day=name_day(sight.proof.campaign.date), scheme=look.scheme
        )
    return Frame(html.encode(), HTML, write_policy(has_images=look.has_images))


def make_page(sight: View, path: str, look: ViewOptions) -> Frame:
    """Make a page of the site, or what it loads from there; a page that the issue does not bring says so."""
    policy = write_policy(has_images=look.has_images)
    if sight.proof is None:
        return make_frame(sight, "empty", look)
    content = sight.proof.pages.get(f"{path}index.html" if path.endswith("/") or not path else path)
    if content is None:
        return Frame(fill("missing.html", scheme=look.scheme).encode(), HTML, policy, 404)
    media_type = find_media_type(path) if "." in path else HTML
    scheme: Literal["light", "dark"] = "light" if look.scheme == "light" else "dark"
    if media_type.startswith("text/css"):
        content = choose_in_css(content.decode(), scheme).encode()
    elif media_type == HTML:  # its own policy would forbid nothing that the frame's does not
        content = choose_in_html(_META_POLICY.sub("", content.decode()), scheme).encode()
    return Frame(content, media_type, policy)


def find_media_type(path: str) -> str:
    """Return the media type that goes with the ending of a name; what nobody knows is not shown."""
    return MEDIA_TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def fill(page: str, **values: object) -> str:
    """Fill one of the app's own pages."""
    return _find_templates().render(page, **values)


def _localise(proof: RenderedIssue) -> str:
    """Let pictures come from the publication's folder, where they are before they are on its site."""
    publication = proof.edition.publication
    site = re.escape(f"{publication.base_url}/")
    return re.sub(rf'(\b(?:src|background)=")(?:{site})', rf"\1/site/{proof.campaign.issue}/light/", proof.html)


@cache
def _find_templates() -> Templates:
    return Templates((PAGES,))
