"""What every page of the site has: its address, title and language, the feeds it offers, and the frame around it.

Every link within the site is relative, so that it works below any address.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.documents.publication import Publication
from newsletter.languages.directions import Direction
from newsletter.languages.names import name_language
from newsletter.languages.wording import Wording
from newsletter.outputs.base import SITE, AggregatePage, Artifact
from newsletter.outputs.web.lists import ListPage
from newsletter.rendering.borrowed_words import strip_languages
from newsletter.rendering.edition import absolute
from newsletter.rendering.one_mail import LanguageLink
from newsletter.rendering.pictures import Medium
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import show_logo
from newsletter.rendering.words import choose_wording

MISSING = "404.html"
"""The page that static hosts serve for an address that does not exist."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link to a feed: its path in the site, its media type, its name, and whether its entries are issues or items."""

    path: str
    media_type: str
    name: str
    grain: str

    def describe(self, wording: Wording) -> str:
        """Describe the feed."""
        if self.grain == "issues":
            return wording.gettext("{format} feed of issues", format=self.name)
        return wording.gettext("{format} feed of entries", format=self.name)

    def offer(self, wording: Wording, title: str) -> str:
        """Name the feed for feed readers, which offer it to visitors of a page."""
        if self.grain == "issues":
            return wording.gettext("{title}: issues ({format})", title=title, format=self.name)
        return wording.gettext("{title}: entries ({format})", title=title, format=self.name)


FEEDS = (
    FeedLink("rss.xml", "application/rss+xml", "RSS", "issues"),
    FeedLink("atom.xml", "application/atom+xml", "Atom", "issues"),
    FeedLink("feed.json", "application/feed+json", "JSON", "issues"),
    FeedLink("items/rss.xml", "application/rss+xml", "RSS", "entries"),
    FeedLink("items/atom.xml", "application/atom+xml", "Atom", "entries"),
    FeedLink("items/feed.json", "application/feed+json", "JSON", "entries"),
)


@dataclass(frozen=True, slots=True)
class _PageLink(LanguageLink):
    """A link to the same page in another language: ``href`` is relative, ``url`` its whole address."""

    url: str


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page's metadata; ``path`` is its folder in the site, or its file if it is not an index."""

    publication: Publication
    path: str
    title: str
    description: str
    language: str
    direction: Direction
    elsewhere: str | None = None
    """The path of what is closest to it in the other languages of the publication, if they have no such page."""

    @property
    def translations(self) -> tuple[_PageLink, ...]:
        """The same page in the other languages of the publication."""
        return () if self.elsewhere is not None else tuple(self.in_other_languages)

    @property
    def in_other_languages(self) -> Iterator[_PageLink]:
        """Links to the same page in the other languages, each a site in its own folder."""
        own = self.path if self.elsewhere is None else self.elsewhere
        path = "" if self.path == MISSING else own
        for other in self.publication.others:
            href = f"{self.top}{other.folder}{path}"
            yield _PageLink(other.language, name_language(other.language), href, absolute(other, path))

    @property
    def root(self) -> str:
        """The relative path to the top of the site; absolute for the 404 page, which is served at any depth."""
        if self.path == MISSING:
            return f"{urlsplit(self.publication.base_url).path}/"
        return "../" * self.path.count("/") or "./"

    @property
    def top(self) -> str:
        """The relative path to the top of the site in the main language, which has what all languages share."""
        return f"{self.root}../" if self.publication.folder else self.root

    @property
    def url(self) -> str:
        """Its canonical address."""
        return absolute(self.publication, self.path)

    @property
    def file(self) -> str:
        """The file it is written to."""
        return self.path if self.path == MISSING else f"{self.path}index.html"


def describe(publication: Publication, path: str, title: str, description: str) -> SitePage:
    """Return the page at a path, in the language of its publication; without a title it has that of the publication.

    Title and description are in its head, where no element can say that words are in another language.
    """
    title, description = strip_languages(title or publication.title), strip_languages(description)
    return SitePage(publication, path, title, description, publication.language, publication.reading_direction)


def describe_list(publication: Publication, part: ListPage, title: str, description: str) -> SitePage:
    """Return a page of a list, whose title says which part of the list it has if it is not the newest."""
    if not part.is_head:
        wording = choose_wording(publication)
        title = wording.gettext("{title}: {first} to {last}", title=title, first=str(part.first), last=str(part.last))
    return describe(publication, part.path, title, description)


def offer(*, has_issues: bool, has_items: bool) -> tuple[FeedLink, ...]:
    """Return the feeds that exist: of issues from the first issue on, of items from the first item on."""
    exists = {"issues": has_issues, "entries": has_items}
    return tuple(feed for feed in FEEDS if exists[feed.grain])


def offered(aggregate: AggregatePage) -> tuple[FeedLink, ...]:
    """Return the feeds that exist by the options of an aggregate page."""
    return offer(has_issues="issues" in aggregate.options, has_items="entries" in aggregate.options)


def fill(renderer: Renderer, page: SitePage, template: str, feeds: Sequence[FeedLink], **values: object) -> Artifact:
    """Return the file of a page, made by a template of ``templates/web/``; it may be given a social ``card``."""
    publication = page.publication
    html = renderer.page(
        f"web/{template}.html",
        page=page,
        root=page.root,
        publication=publication,
        feeds=feeds,
        logo=show_logo(publication, renderer.pictures, Medium.PAGE, page.top),
        **({"card": None} | values),
    )
    return Artifact(f"{SITE}{page.file}", html.encode())
