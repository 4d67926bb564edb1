"""The web archive: pages for issues, items, themes and subscribing, that need no script and no server of their own.

Every link within the site is relative, so that it works below any address. A page of an issue shows nothing of another
issue but the titles of the one before and the one after it. No file is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from newsletter.documents.publication import Publication, Theme
from newsletter.languages.directions import Direction
from newsletter.languages.names import name_language
from newsletter.languages.wording import Wording
from newsletter.outputs import calendar
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, IssueSummary, summarise
from newsletter.rendering.block_markers import number_entry, strip_markers
from newsletter.rendering.edition import Edition, absolute, lead_within, logo_path, pictures_path
from newsletter.rendering.email import render_campaign
from newsletter.rendering.entries import Entry
from newsletter.rendering.one_mail import LanguageLink
from newsletter.rendering.pictures import Medium
from newsletter.rendering.renderer import Renderer, link_notes
from newsletter.rendering.words import choose_wording

_MISSING = "404.html"
"""What static hosts serve for an address that does not exist."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link to a feed: its path in the site, its media type, its name, and whether its entries are issues or items."""

    path: str
    media_type: str
    name: str
    grain: str

    def describe(self, wording: Wording) -> str:
        """Say what the feed is."""
        if self.grain == "issues":
            return wording.gettext("{format} feed of issues", format=self.name)
        return wording.gettext("{format} feed of entries", format=self.name)

    def offer(self, wording: Wording, title: str) -> str:
        """Say whose feed it is, as feed readers offer it to those who look at a page."""
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
class _Page:
    """A page's metadata; ``path`` is its folder in the site, or its file if it is not an index."""

    publication: Publication
    path: str
    title: str
    description: str
    language: str
    direction: Direction

    @property
    def in_other_languages(self) -> Iterator[_PageLink]:
        """The same page in the other languages of the publication, each a whole site in a folder of its own."""
        path, top = "" if self.path == _MISSING else self.path, "../" if self.publication.folder else ""
        for other in self.publication.others:
            href = f"{self.root}{top}{other.folder}{path}"
            yield _PageLink(other.language, name_language(other.language), href, absolute(other, path))

    @property
    def root(self) -> str:
        """The relative path to the top of the site; absolute for the 404 page, which is served at any depth."""
        if self.path == _MISSING:
            return f"{urlsplit(self.publication.base_url).path}/"
        return "../" * self.path.count("/") or "./"

    @property
    def url(self) -> str:
        """Its canonical address."""
        return absolute(self.publication, self.path)

    @property
    def file(self) -> str:
        """The file it is written to."""
        return self.path if self.path == _MISSING else f"{self.path}index.html"


_NEIGHBOURS = Markup("<!--neighbours-->")
"""Where the page of an issue leads to others, which are not known while it is made. No text can look like it."""


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page for each item of an issue."""
    neighbours = zip((None, *edition.items), edition.items, (*edition.items[1:], None), strict=False)
    for previous, entry, following in neighbours:
        yield _make_item_page(edition, renderer, entry, (previous, following))


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the page of an issue, without the links to the issues before and after it."""
    issue = edition.issue
    description = summarise([issue.intro or issue.preheader or issue.title])
    page = _Page(edition.publication, edition.path, issue.title, description, edition.language, edition.direction)
    feeds = _offer(has_issues=True, has_items=bool(edition.items))
    digest = strip_markers(render_campaign(edition, renderer), renderer).digest
    body = partial(_render_body, renderer, edition, page)
    whole = _fill(renderer, page, "issue", feeds, edition=edition, digest=digest, body=body, neighbours=_NEIGHBOURS)
    return whole.content


def _render_body(renderer: Renderer, edition: Edition, page: _Page, entry: Entry, level: int | None = None) -> Markup:
    """Render an entry for a page: its pictures have relative addresses, as everything in the site."""
    html = renderer.html(edition, entry, level, Medium.PAGE)
    publication, path = edition.publication, pictures_path(edition.issue.period)
    html = html.replace(f"{publication.site_url}/{path}", f"{page.root}{'../' if publication.folder else ''}{path}")
    return link_notes(_let_scroll(html), entry.wording, entry.block.id or f"block_{number_entry(edition, entry)}")


def _make_item_page(
    edition: Edition, renderer: Renderer, entry: Entry, neighbours: tuple[Entry | None, Entry | None]
) -> Artifact:
    publication, item = edition.publication, entry.block
    note = edition.note_for(item)
    # Search results and previews of a link show the description with no note before it.
    description = summarise([item.lead(entry.wording)]) if not note else ""
    page = _Page(
        publication,
        str(entry.path),
        str(item.heading),
        description or publication.description,
        edition.language,
        edition.direction,
    )
    body = lead_within(_render_body(renderer, edition, page, entry, 1), f"{page.root}{edition.path}")
    facts, body = _split_facts(Markup(body))  # noqa: S704  # only addresses change
    return _fill(
        renderer,
        page,
        "item",
        _offer(has_issues=True, has_items=True),
        edition=edition,
        entry=entry,
        note=note,
        neighbours=neighbours,
        facts=facts,
        body=body,
        themes={theme: publication.themes[theme] for theme in item.categories() if theme in publication.themes},
    )


def _let_scroll(html: str) -> Markup:
    """Let the keyboard reach listings, which scroll where they are wider than the page (WCAG 2.2, 2.1.1).

    In mail and feeds they wrap. In HTML no text can look like such a tag, since every < in it is escaped.
    """
    return Markup(str(html).replace('<pre class="code"', '<pre class="code" tabindex="0"'))  # noqa: S704  # already escaped


_FACTS = re.compile(r'(?:<!--block [0-9]{1,9}-->)?\s*+<p class="facts">.*?</p>', re.DOTALL)


def _split_facts(body: Markup) -> tuple[Markup, Markup]:
    """Return the line of facts with which many blocks begin, and the rest: a note goes between them.

    The preview has a mark before the block.
    """
    found = _FACTS.match(body)
    end = found.end() if found else 0
    return body[:end], body[end:]


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the pages about no issue, the list of issues, the page of each, and those of the themes there are."""
    has_items = any(issue.items for issue in archive.issues)
    feeds = {"issues": "some"} if archive.issues else {}
    offered = feeds | ({"entries": "some"} if has_items else {})
    events = {"events": "some"} if any(issue.events for issue in archive.issues) else {}
    yield AggregatePage("web", "pages", archive.publication, options=offered | events)
    yield AggregatePage("web", "archive", archive.publication, archive.issues, options=offered)
    # What a page does not show must not make it out of date.
    bare = tuple(replace(issue, summary="", updated=issue.published, weight=0, cover=None) for issue in archive.issues)
    if archive.publication.themes:
        yield AggregatePage("web", "themes", archive.publication, bare, options=offered)
    in_order = _order(archive.publication, [replace(issue, items=(), events=0) for issue in bare])
    for place, issue in enumerate(in_order):
        around = in_order[max(0, place - 1) : place + 2]
        yield AggregatePage("web", issue.path, archive.publication, tuple(around), periods=(issue.period,))


def _order(publication: Publication, issues: Iterable[IssueSummary]) -> list[IssueSummary]:
    """Return issues in the order in which the archive lists them, the newest first."""
    return sorted(issues, key=lambda issue: publication.rhythm.order(issue.period), reverse=True)


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the files of an aggregate page."""
    if aggregate.periods:
        return iter([_make_issue_page(aggregate, fragments[0], renderer)])
    makers = {"pages": _make_pages, "archive": _make_archive, "themes": _make_themes}
    return makers[aggregate.name](aggregate, renderer)


def _make_issue_page(aggregate: AggregatePage, fragment: bytes, renderer: Renderer) -> Artifact:
    """Return the page of an issue with links to the one before and the one after it, where they are."""
    [place] = [place for place, issue in enumerate(aggregate.issues) if issue.path == aggregate.name]
    page = aggregate.issues[place]
    links = renderer.page(
        "web/_neighbours.html",
        before=next(iter(aggregate.issues[place + 1 :]), None),
        after=next(iter(aggregate.issues[:place]), None),
        root="../" * page.path.count("/"),
        wording=choose_wording(aggregate.publication, page.language),
    )
    return Artifact(f"{SITE}{page.path}index.html", fragment.replace(_NEIGHBOURS.encode(), links.encode()))


def find_copies(publication: Publication) -> dict[str, str]:
    """Return the files of the publication that the site serves as they are, by their path in the output."""
    logo = publication.logo
    return {f"{SITE}{logo_path(logo.file)}": logo.file} if logo else {}


def _make_pages(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    publication = aggregate.publication
    sender, wording = publication.sender, choose_wording(publication)
    subject = wording.gettext("Subscribe to {title}", title=publication.title)
    write = f"mailto:{sender.reply_to or sender.email}?subject={quote(subject)}"
    about = wording.gettext("How to receive {title} by e-mail or by feed.", title=publication.title)
    yield _fill(
        renderer,
        _describe(publication, "subscribe/", wording.gettext("Subscribe"), about),
        "subscribe",
        _offered(aggregate),
        sign_up=publication.subscribe_url or write,
        calendar=calendar.FILE if "events" in aggregate.options else "",
    )
    missing = _describe(publication, _MISSING, wording.gettext("Page not found"), publication.description)
    yield _fill(renderer, missing, "missing", _offered(aggregate))
    for name in ("style.css", "icon.svg"):
        yield Artifact(f"{SITE}{name}", renderer.page(f"web/{name}", publication=publication).encode())


def _make_archive(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    publication = aggregate.publication
    newest_first = _order(publication, aggregate.issues)
    filed: dict[str, list[IssueSummary]] = {}
    for issue in newest_first[1:]:
        filed.setdefault(issue.year, []).append(issue)
    years = list(filed.items())
    page = _describe(publication, "", "", publication.description)
    yield _fill(renderer, page, "index", _offered(aggregate), newest=next(iter(newest_first), None), years=years)


def _make_themes(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    publication = aggregate.publication
    filed = _file_under_themes(aggregate, renderer)
    used = [(theme, publication.themes[theme], filed[theme]) for theme in publication.themes if theme in filed]
    most_first = sorted(used, key=lambda one: len(one[2]), reverse=True)
    facets = {named.facet: [one for one in most_first if one[1].facet == named.facet] for _, named, _ in used}
    wording = choose_wording(publication)
    description = wording.gettext("Every entry of {title}, by what it is about.", title=publication.title)
    page = _describe(publication, "themes/", wording.gettext("Themes"), description)
    yield _fill(renderer, page, "themes", _offered(aggregate), facets=facets)
    for theme, named, found in used:
        about = _describe(publication, f"themes/{theme}/", named.label, f"{publication.title}: {named.label}")
        broader = publication.themes.get(named.broader or "")
        yield _fill(
            renderer, about, "theme", _offered(aggregate), theme=named, broader=broader, rows=Markup().join(found)
        )


def _file_under_themes(aggregate: AggregatePage, renderer: Renderer) -> dict[str, list[Markup]]:
    """Return the rows of each theme that is in use; an item is also about every broader theme.

    A row is the same on each page, so it is rendered once: an item has many themes.
    """
    filed: dict[str, list[Markup]] = {}
    for issue in aggregate.issues:
        for item in issue.items:
            row = Markup(renderer.page("web/_theme_row.html", listing=issue, item=item))  # noqa: S704  # escaped there
            for theme in _widen(item.categories, aggregate.publication.themes):
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


def _offer(*, has_issues: bool, has_items: bool) -> tuple[FeedLink, ...]:
    """Return the feeds that exist: of issues from the first issue on, of items from the first item on."""
    exists = {"issues": has_issues, "entries": has_items}
    return tuple(feed for feed in FEEDS if exists[feed.grain])


def _offered(aggregate: AggregatePage) -> tuple[FeedLink, ...]:
    return _offer(has_issues="issues" in aggregate.options, has_items="entries" in aggregate.options)


def _fill(renderer: Renderer, page: _Page, template: str, feeds: Sequence[FeedLink], **values: object) -> Artifact:
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
