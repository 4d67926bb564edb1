"""The web archive: pages for issues, items, themes and subscribing, that need no script and no server of their own.

Every link within the site is relative, so that it works below any address. A page of an issue shows nothing of another
issue. No file is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from newsletter.documents.languages import Direction
from newsletter.documents.publication import Publication, Theme
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, summarise
from newsletter.rendering.edition import Edition, Entry, absolute, lead_within, logo_path
from newsletter.rendering.renderer import Renderer

_MISSING = "404.html"
"""What static hosts serve for an address that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as a reader meets it: its path in the site, its media type, what it is called, and what it brings."""

    path: str
    media_type: str
    name: str
    grain: str


FEEDS = (
    Feed("rss.xml", "application/rss+xml", "RSS", "issues"),
    Feed("atom.xml", "application/atom+xml", "Atom", "issues"),
    Feed("feed.json", "application/feed+json", "JSON", "issues"),
    Feed("items/rss.xml", "application/rss+xml", "RSS", "entries"),
    Feed("items/atom.xml", "application/atom+xml", "Atom", "entries"),
    Feed("items/feed.json", "application/feed+json", "JSON", "entries"),
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page says about itself; ``path`` is its folder in the site, or its file where it is not an index."""

    publication: Publication
    path: str
    title: str
    description: str
    language: str
    direction: Direction

    @property
    def root(self) -> str:
        """The way from the page to the top of the site; a missing page can be met at any depth, so it starts there."""
        if self.path == _MISSING:
            return f"{urlsplit(self.publication.base_url).path}/"
        return "../" * self.path.count("/") or "./"

    @property
    def url(self) -> str:
        """Its one address, wherever else it may be found."""
        return absolute(self.publication, self.path)

    @property
    def file(self) -> str:
        """Where it is written."""
        return self.path if self.path == _MISSING else f"{self.path}index.html"


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the page of an issue, and one for each of its items."""
    issue = edition.issue
    description = summarise([issue.intro or issue.preheader or issue.title], edition.url)
    page = _Page(edition.publication, edition.path, issue.title, description, edition.language, edition.direction)
    feeds = _offer(has_issues=True, has_items=bool(edition.items))
    yield _fill(renderer, page, "issue", feeds, edition=edition, body=lambda entry: renderer.html(edition, entry))
    neighbours = zip((None, *edition.items), edition.items, (*edition.items[1:], None), strict=False)
    for previous, entry, following in neighbours:
        yield _make_item_page(edition, renderer, entry, (previous, following))


def _make_item_page(
    edition: Edition, renderer: Renderer, entry: Entry, neighbours: tuple[Entry | None, Entry | None]
) -> Artifact:
    publication, item = edition.publication, entry.block
    note = edition.note_for(item)
    # Search results and previews of a link show the description with no note before it.
    description = summarise([item.lead()], edition.url) if not note else ""
    page = _Page(
        publication,
        str(entry.path),
        str(item.heading),
        description or publication.description,
        edition.language,
        edition.direction,
    )
    return _fill(
        renderer,
        page,
        "item",
        _offer(has_issues=True, has_items=True),
        edition=edition,
        entry=entry,
        note=note,
        neighbours=neighbours,
        body=Markup(lead_within(renderer.html(edition, entry, 1), f"{page.root}{edition.path}")),  # noqa: S704  # only addresses change
        themes={theme: publication.themes[theme] for theme in item.categories() if theme in publication.themes},
    )


def plan_sheets(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the pages about no issue, the list of issues and, where there is a vocabulary, the pages of themes."""
    has_items = any(listing.items for listing in archive.listings)
    feeds = {"issues": "some"} if archive.listings else {}
    offered = feeds | ({"entries": "some"} if has_items else {})
    yield AggregatePage("web", "pages", archive.publication, options=offered)
    yield AggregatePage("web", "archive", archive.publication, archive.listings, options=offered)
    if archive.publication.themes:
        # These pages take the longest to make, so what they do not show must not make them stale.
        bare = tuple(replace(listing, summary="", updated=listing.published, weight=0) for listing in archive.listings)
        yield AggregatePage("web", "themes", archive.publication, bare, options=offered)


def make_sheet(sheet: AggregatePage, clips: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # no page here opens an issue
    """Yield the pages of a sheet."""
    makers = {"pages": _make_pages, "archive": _make_archive, "themes": _make_themes}
    return makers[sheet.name](sheet, renderer)


def find_copies(publication: Publication) -> dict[str, str]:
    """Return which files of the publication's folder the site serves as they are, by their path in the output."""
    logo = publication.logo
    return {f"{SITE}{logo_path(logo.file)}": logo.file} if logo else {}


def _make_pages(sheet: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    publication = sheet.publication
    sender = publication.sender
    write = f"mailto:{sender.reply_to or sender.email}?subject={quote(f'Subscribe to {publication.title}')}"
    yield _fill(
        renderer,
        _describe(publication, "subscribe/", "Subscribe", f"How to receive {publication.title} by e-mail or by feed."),
        "subscribe",
        _offered(sheet),
        sign_up=publication.subscribe_url or write,
    )
    missing = _describe(publication, _MISSING, "Page not found", publication.description)
    yield _fill(renderer, missing, "missing", _offered(sheet))
    for name in ("style.css", "icon.svg"):
        yield Artifact(f"{SITE}{name}", renderer.page(f"web/{name}", publication=publication).encode())


def _make_archive(sheet: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    newest_first = sorted(sheet.listings, key=lambda listing: listing.period, reverse=True)
    years = [(year, list(listings)) for year, listings in groupby(newest_first, lambda listing: listing.period[:4])]
    publication = sheet.publication
    page = _describe(publication, "", "", publication.description)
    yield _fill(renderer, page, "index", _offered(sheet), years=years)


def _make_themes(sheet: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    publication = sheet.publication
    filed = _file_under_themes(sheet, renderer)
    used = [(theme, publication.themes[theme], filed[theme]) for theme in publication.themes if theme in filed]
    facets = {named.facet: [one for one in used if one[1].facet == named.facet] for _, named, _ in used}
    description = f"Every entry of {publication.title}, by what it is about."
    page = _describe(publication, "themes/", "Themes", description)
    yield _fill(renderer, page, "themes", _offered(sheet), facets=facets)
    for theme, named, found in used:
        about = _describe(publication, f"themes/{theme}/", named.label, f"{publication.title}: {named.label}")
        broader = publication.themes.get(named.broader or "")
        yield _fill(renderer, about, "theme", _offered(sheet), theme=named, broader=broader, rows=Markup().join(found))


def _file_under_themes(sheet: AggregatePage, renderer: Renderer) -> dict[str, list[Markup]]:
    """Return the rows of each theme that is in use; an item is also about every broader theme.

    A row looks alike on each of its pages, and is rendered once: an item has many themes.
    """
    filed: dict[str, list[Markup]] = {}
    for listing in sheet.listings:
        for item in listing.items:
            row = Markup(renderer.page("web/_theme_row.html", listing=listing, item=item))  # noqa: S704  # escaped there
            for theme in _widen(item.categories, sheet.publication.themes):
                filed.setdefault(theme, []).append(row)
    return filed


def _widen(categories: Sequence[str], themes: dict[str, Theme]) -> list[str]:
    wide = [theme for theme in categories if theme in themes]
    for theme in wide:  # grows while it is walked, and never holds a theme twice
        broader = themes[theme].broader
        if broader in themes and broader not in wide:
            wide.append(broader)
    return wide


def _describe(publication: Publication, path: str, title: str, description: str) -> _Page:
    title = title or publication.title
    return _Page(publication, path, title, description, publication.language, publication.reading_direction)


def _offer(*, has_issues: bool, has_items: bool) -> tuple[Feed, ...]:
    """Return the feeds that there are: one of issues with the first of them, one of items likewise."""
    there_are = {"issues": has_issues, "entries": has_items}
    return tuple(feed for feed in FEEDS if there_are[feed.grain])


def _offered(sheet: AggregatePage) -> tuple[Feed, ...]:
    return _offer(has_issues="issues" in sheet.options, has_items="entries" in sheet.options)


def _fill(renderer: Renderer, page: _Page, template: str, feeds: Sequence[Feed], **values: object) -> Artifact:
    publication = page.publication
    html = renderer.page(
        f"web/{template}.html",
        page=page,
        root=page.root,
        publication=publication,
        feeds=feeds,
        logo=f"{page.root}{logo_path(publication.logo.file)}" if publication.logo else "",
        **values,
    )
    return Artifact(f"{SITE}{page.file}", html.encode())
