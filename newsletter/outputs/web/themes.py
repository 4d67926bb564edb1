"""Pages of themes: the list of all, and the items of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from newsletter.documents.publication import Theme
from newsletter.outputs.base import AggregatePage, Artifact
from newsletter.outputs.web.page import describe, fill, offered
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording


def make_themes(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the list of themes and the page of each that is in use."""
    publication = aggregate.publication
    filed = _file_under_themes(aggregate, renderer)
    used = [(theme, publication.themes[theme], filed[theme]) for theme in publication.themes if theme in filed]
    most_first = sorted(used, key=lambda one: len(one[2]), reverse=True)
    facets = {named.facet: [one for one in most_first if one[1].facet == named.facet] for _, named, _ in used}
    wording = choose_wording(publication)
    description = wording.gettext("Every entry of {title}, by what it is about.", title=publication.title)
    page = describe(publication, "themes/", wording.gettext("Themes"), description)
    yield fill(renderer, page, "themes", offered(aggregate), facets=facets)
    for theme, named, found in used:
        about = describe(publication, f"themes/{theme}/", named.label, f"{publication.title}: {named.label}")
        broader = publication.themes.get(named.broader or "")
        yield fill(
            renderer, about, "theme", offered(aggregate), theme=named, broader=broader, rows=Markup().join(found)
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
