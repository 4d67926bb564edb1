"""Redirects: a page at each former address that leads to the new one, and a list of all for web hosts.

The pages need no script and work on any host. ``_redirects`` is what Netlify, Cloudflare Pages and GitLab Pages read,
and what ``newsletter serve`` and the configurations for nginx and Caddy are made of; they answer with status 301.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from newsletter.documents.publication import Publication
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact
from newsletter.outputs.web.page import describe, fill
from newsletter.rendering.edition import absolute
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

FILE = "_redirects"


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Plan the redirects of the site, if it has any. Those of all languages are with the main one."""
    redirects = list_page_redirects(archive.publication)
    if redirects and not archive.publication.folder:
        yield AggregatePage("redirects", FILE, archive.publication, options=redirects)


def list_page_redirects(publication: Publication) -> dict[str, str]:
    """Return where pages have moved to. Anchors are left out: browsers never send them to a host."""
    return {old: new for old, new in publication.redirects.items() if "#" not in old}


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # no issue is loaded
    """Yield a page at each former address, and the list for web hosts."""
    publication = aggregate.publication
    below, title = urlsplit(publication.base_url).path, choose_wording(publication).gettext("This page has moved")
    for old, new in aggregate.options.items():
        page = describe(publication, old, title, publication.description)
        file = f"{old}index.html" if old.endswith("/") or not old else old
        made = fill(renderer, page, "redirect", (), target=f"{page.root}{new}", canonical=absolute(publication, new))
        yield Artifact(f"{SITE}{file}", made.content)
    lines = (f"{below}/{old} {below}/{new} 301\n" for old, new in aggregate.options.items())
    yield Artifact(f"{SITE}{FILE}", "".join(lines).encode())
