"""Pages of topics: the list of all topics of a collection, and for each topic its chart and its entries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from newsletter.documents.periods import parse_period
from newsletter.documents.publication import Publication
from newsletter.outputs.base import AggregatePage, Archive, Artifact, make_adapter, split_archive
from newsletter.outputs.web.collections import (
    OWNERS,
    THEMES,
    Collection,
    name_collection,
    slugify,
)
from newsletter.outputs.web.lists import ListPage, divide
from newsletter.outputs.web.page import describe_list, fill, offered
from newsletter.outputs.web.topics import ListedItem, TopicFacts, find_kin
from newsletter.rendering.bar_chart import BarChart, group_years
from newsletter.rendering.borrowed_words import mark_wording
from newsletter.rendering.edition import item_path
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording


class AskedPoint(NamedTuple):
    """A point that asks someone to act: its anchor on its item's page, its words, and their language."""

    anchor: str
    text: str
    language: str


def plan_topics(
    archive: Archive, collections: Sequence[Collection], rows: Sequence[str], options: dict[str, str]
) -> Iterator[AggregatePage]:
    """Yield the pages of every collection; ``rows`` are those of all entries, the newest first."""
    whole = {"whole": "yes"} if "" in split_archive(archive) else {}  # then a topic has one file of references
    for collection in collections:
        yield from _plan_index(archive, collection, options)
        for id_, topic in collection.index.topics.items():
            kin = find_kin(id_, archive.publication.themes) if collection.name == THEMES else {id_}
            facts = make_adapter(TopicFacts).dump_json(collection.index.describe(id_, kin)).decode()
            own = options | whole | {"of": collection.name, "id": id_, "facts": facts}
            bare = options | {"of": collection.name, "id": id_, "label": topic.label}
            for page in divide(f"{collection.base}{id_}/", len(topic.entries)):
                numbers = topic.entries[page.cut(len(topic.entries))]
                planned = AggregatePage(
                    "web",
                    f"topic:{page.path}",
                    archive.publication,
                    options=(own if page.is_head else bare) | page.options,
                    rows=tuple(rows[number] for number in numbers),
                )
                yield _ask_for_points(planned, collection, numbers) if collection.name == OWNERS else planned


def _ask_for_points(planned: AggregatePage, collection: Collection, numbers: Sequence[int]) -> AggregatePage:
    """Return the page of an owner with the fragments that have its points, which summaries leave out."""
    periods = dict.fromkeys(collection.index.filed[number].issue.period for number in numbers)
    return replace(planned, periods=tuple(periods), fragments_of="data")


def _plan_index(archive: Archive, collection: Collection, options: dict[str, str]) -> Iterator[AggregatePage]:
    """Yield the list of the topics of a collection, those with most entries first."""
    topics = [(id_, topic.label, len(topic.entries)) for id_, topic in collection.index.topics.items()]
    most_first = sorted(topics, key=lambda topic: -topic[2])
    rows = [f"{count}\t{id_}\t{label}" for id_, label, count in most_first]
    options = options | {"of": collection.name}
    if collection.name == THEMES:  # a vocabulary is shown whole, group by group
        whole = ListPage(collection.base, 1, len(rows))
        yield AggregatePage(
            "web", f"topics:{whole.path}", archive.publication, options=options | whole.options, rows=tuple(rows)
        )
        return
    for page in divide(collection.base, len(rows)):
        shown = tuple(rows[page.cut(len(rows))])
        yield AggregatePage(
            "web", f"topics:{page.path}", archive.publication, options=options | page.options, rows=shown
        )


def make_topics(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page of the list of the topics of a collection."""
    publication, name = aggregate.publication, aggregate.options["of"]
    words, part = name_collection(name, publication), ListPage.of(aggregate, aggregate.path)
    topics = [(id_, label, int(count)) for count, id_, label in (row.split("\t") for row in aggregate.rows)]
    description = _explain(name, publication)
    page = describe_list(publication, part, words.title, description)
    groups = _group(topics, publication) if name == THEMES else {"": topics} if topics else {}
    yield fill(
        renderer,
        page,
        "topics",
        offered(aggregate),
        part=part,
        words=words,
        base=f"{name}/",
        groups=groups,
        description=description,
    )


def _explain(name: str, publication: Publication) -> str:
    wording = mark_wording(choose_wording(publication))
    if name == OWNERS:
        return wording.gettext("What {title} asks, by who is asked.", title=publication.title)
    return wording.gettext("Every entry of {title}, by what it is about.", title=publication.title)


def _group(topics: Sequence[tuple[str, str, int]], publication: Publication) -> dict[str, list[tuple[str, str, int]]]:
    """Return themes by their facet, in the order in which the vocabulary has the facets that are in use."""
    used = {id_ for id_, _, _ in topics}
    facets = dict.fromkeys(theme.facet for id_, theme in publication.themes.items() if id_ in used)
    return {facet: [one for one in topics if publication.themes[one[0]].facet == facet] for facet in facets}


def make_topic(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page of the list of the entries of a topic; the newest has what is known of all of them.

    ``fragments`` are the issues as data, of which those who are asked to act are shown the points.
    """
    publication, kept = aggregate.publication, aggregate.options
    words, part = name_collection(kept["of"], publication), ListPage.of(aggregate, aggregate.path)
    facts = make_adapter(TopicFacts).validate_json(kept["facts"]) if part.is_head else None
    label = facts.label if facts else kept["label"]
    title = label if kept["of"] == THEMES else f"{words.label}: {label}"
    page = describe_list(publication, part, title, f"{publication.title}: {title}")
    if kept["of"] != THEMES:  # its words, and so its address, are others in each language
        page = replace(page, elsewhere=f"{kept['of']}/")
    theme = publication.themes.get(kept["id"]) if kept["of"] == THEMES else None
    yield fill(
        renderer,
        page,
        "topic",
        offered(aggregate),
        part=part,
        words=words,
        **_lead_on(kept),
        label=label,
        facts=facts,
        chart=_chart(facts, publication) if facts else "",
        theme=theme,
        broader=publication.themes.get(theme.broader or "") if theme else None,
        rows=[make_adapter(ListedItem).validate_json(row) for row in aggregate.rows],
        points=_find_points(fragments, kept["id"]),
    )


def _lead_on(kept: Mapping[str, str]) -> dict[str, object]:
    """Return the links of a topic's page: to its collection, its feeds and its references."""
    has_references = kept["of"] == THEMES and "whole" in kept
    base, has_feed = f"{kept['of']}/", kept["of"] in (THEMES, OWNERS)
    return {"base": base, "id": kept["id"], "has_feed": has_feed, "has_references": has_references}


def _chart(facts: TopicFacts, publication: Publication) -> BarChart | None:
    """Return the entries of each year as bars, if there are at least two years to compare."""
    years = {int(year): count for year, count in facts.years.items()}
    if len(years) == 1:
        return None
    wording, most = mark_wording(choose_wording(publication)), max(years.values())
    year = next(year for year, count in years.items() if count == most)
    count = wording.ngettext("{count} entry", "{count} entries", most)
    return BarChart(
        id="by_year",
        title=wording.gettext("{topic} by year", topic=facts.label),
        description=wording.gettext(
            "Bar chart from {first} to {last}. The most in one year: {count} in {year}.",
            first=str(min(years)),
            last=str(max(years)),
            count=count,
            year=str(year),
        ),
        bars=group_years(years),
        label_heading=wording.gettext("Year"),
        count_heading=wording.gettext("Entries"),
        direction=publication.reading_direction,
    )


def _find_points(fragments: Sequence[bytes], owner: str) -> dict[str, list[AskedPoint]]:
    """Return what an owner is asked to do, by the folder of the item."""
    found: dict[str, list[AskedPoint]] = {}
    for fragment in fragments:
        for slug, path, point in _list_asked(fragment):
            if slug == owner:
                found.setdefault(path, []).append(point)
    return found


@lru_cache(maxsize=128)
def _list_asked(fragment: bytes) -> list[tuple[str, str, AskedPoint]]:
    """Return every point of an issue with an owner, with the owner's slug and the item's folder."""
    points = (point for point in json.loads(fragment)["points"] if point["owner"])
    return [
        (
            slugify(point["owner"]),
            item_path(parse_period(point["issue"]), point["item"]),
            AskedPoint(point["id"], point["text"], point["language"]),
        )
        for point in points
    ]
