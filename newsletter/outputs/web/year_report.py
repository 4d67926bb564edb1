"""The report of a year: its paragraphs, charts and tables, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from markupsafe import Markup

from newsletter.documents.publication import Publication
from newsletter.languages.wording import Wording, mark
from newsletter.outputs.base import Archive
from newsletter.outputs.web.archive_order import group_by_year, order
from newsletter.outputs.web.collections import THEMES, list_collections, name_collection
from newsletter.outputs.web.year_facts import MONTHS, YearCorrection, YearFacts, YearTopic, count_years
from newsletter.outputs.web.year_sources import YearSource, describe_source, format_source
from newsletter.outputs.web.year_words import YearParagraph, write_paragraphs
from newsletter.rendering.bar_chart import Bar, BarChart
from newsletter.rendering.borrowed_words import mark_own, mark_wording, strip_languages
from newsletter.rendering.edition import absolute
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

VERSION = 1
"""The version of the format of ``report.json``."""

GONE = mark("Documents no longer at their publishers")
FOUND_GONE = mark("Documents of other years that were found gone in {year}")

_ROWS = 12
"""Rows of a table on the page; the data has all."""


@dataclass(frozen=True, slots=True)
class TopicTable:
    """The topics of a collection in one year, with how long the bar of each is, in per cent of the longest."""

    name: str
    title: str
    topics: tuple[YearTopic, ...]
    left_out: int
    """How many more there are than are shown."""

    def share(self, topic: YearTopic) -> int:
        """Return how long the bar of a topic is."""
        return round(100 * topic.entries / self.topics[0].entries)


@dataclass(frozen=True, slots=True)
class YearReport:
    """The report of a year, ready to be shown."""

    facts: YearFacts
    paragraphs: tuple[YearParagraph, ...]
    months: tuple[str, ...]
    """The names of the months in short."""
    chart: BarChart | None
    tables: tuple[TopicTable, ...]

    @property
    def themes(self) -> TopicTable | None:
        """The table of the themes, which is shown month by month."""
        return next((table for table in self.tables if table.name == THEMES), None)

    def month_share(self, count: int) -> int:
        """Return how high the bar of a theme in a month is, in per cent of the highest."""
        highest = max(count for topic in self.themes.topics for count in topic.months) if self.themes else 0
        return round(100 * count / highest) if highest else 0


def make_report(facts: YearFacts, publication: Publication, own: Mapping[str, str]) -> YearReport:
    """Make the report of a year; ``own`` are the paragraphs that an editor has written."""
    wording = choose_wording(publication)
    shown = (wording.formats.tile(date(2000, month, 1)).month for month in range(1, MONTHS + 1))
    tiles = [mark_own(month, wording) for month in shown]
    return YearReport(
        facts,
        tuple(write_paragraphs(facts, publication, own)),
        tuple(tiles),
        _chart_months(facts, publication, tiles) if facts.entries else None,
        tuple(_tabulate(name, topics, publication) for name, topics in facts.topics.items()),
    )


def _tabulate(name: str, topics: Sequence[YearTopic], publication: Publication) -> TopicTable:
    title = name_collection(name, publication).title
    return TopicTable(name, title, tuple(topics[:_ROWS]), max(0, len(topics) - _ROWS))


def _chart_months(facts: YearFacts, publication: Publication, tiles: Sequence[str]) -> BarChart:
    wording, most = mark_wording(choose_wording(publication)), max(facts.months)
    names = [wording.formats.month(int(facts.year), month) for month in range(1, MONTHS + 1)]
    return BarChart(
        id="by_month",
        title=wording.gettext("Entries in each month of {year}", year=facts.year),
        description=wording.gettext(
            "Bar chart of the twelve months. The most in one month: {count} in {month}.",
            count=wording.ngettext("{count} entry", "{count} entries", most),
            month=names[facts.months.index(most)],
        ),
        bars=tuple(map(Bar, names, tiles, facts.months)),
        label_heading=wording.gettext("Month"),
        count_heading=wording.gettext("Entries"),
        direction=publication.reading_direction,
    )


def format_report(report: YearReport, publication: Publication) -> bytes:
    """Return the report as JSON, the same on every machine."""
    facts = report.facts
    data = {
        "version": VERSION,
        "publication": publication.title,
        "url": absolute(publication, f"years/{facts.year}/"),
        "language": publication.language,
        "year": facts.year,
        "issues": facts.issues,
        "entries": facts.entries,
        "months": list(facts.months),
        "before": {"year": facts.before[0], "entries": facts.before[1]} if facts.before else None,
        "corrections": len(facts.corrections),
        "corrected": [_describe_correction(one, publication) for one in facts.corrections],
        "sources": {
            "gone": [describe_source(one, publication) for one in facts.gone],
            "found_gone": [describe_source(one, publication) for one in facts.found_gone],
        },
        "responses": {"day": facts.day, **asdict(facts.responses)} if facts.responses else None,
        "new": [topic.id for topic in facts.list_new(THEMES)],
        "recurred": [topic.id for topic in facts.list_recurred(THEMES)],
        "topics": {name: [_describe(topic) for topic in topics] for name, topics in facts.topics.items()},
        "paragraphs": {paragraph.id: paragraph.text for paragraph in report.paragraphs},
    }
    return (json.dumps(data, indent=1, ensure_ascii=False, default=str) + "\n").encode()


def _describe_correction(one: YearCorrection, publication: Publication) -> dict[str, object]:
    return {"day": one.day, "url": absolute(publication, one.path), "title": one.title, "note": one.note}


def _describe(topic: YearTopic) -> dict[str, object]:
    return {"id": topic.id, "label": topic.label, "count": topic.entries, "months": topic.months, "since": topic.since}


def format_page(report: YearReport, publication: Publication, renderer: Renderer) -> bytes:
    """Return the report as a page that needs no other file, to be printed or sent; its links lead to the site."""
    style = renderer.page("web/style.css", publication=publication)
    values = {"style": Markup(style), "report": report, "root": absolute(publication, "")}  # noqa: S704  # our own
    return renderer.page("web/year_alone.html", publication=publication, **values).encode()


def format_text(report: YearReport, publication: Publication) -> str:
    """Return the report as plain text: its paragraphs, then each table."""
    heading = f"{publication.title}, {report.facts.year}"
    parts = [f"{heading}\n{'=' * min(len(heading), 72)}", *(paragraph.text for paragraph in report.paragraphs)]
    parts += [_format_table(table.title, [(one.label, one.entries) for one in table.topics]) for table in report.tables]
    if report.chart:
        parts.insert(
            -len(report.tables) or len(parts),
            _format_table(report.chart.title, [(bar.label, bar.count) for bar in report.chart.bars]),
        )
    parts += _list_sources(report, choose_wording(publication))
    if report.facts.corrections:
        parts.append(_format_corrections(report, choose_wording(publication)))
    return "\n\n".join(parts) + "\n"


def _list_sources(report: YearReport, wording: Wording) -> Iterator[str]:
    """Yield the lists of documents that are gone."""
    lists: dict[str, Sequence[YearSource]] = {
        wording.gettext(GONE): report.facts.gone,
        wording.gettext(FOUND_GONE, year=report.facts.year): report.facts.gone_of_others,
    }
    for title, sources in lists.items():
        if sources:
            yield _format_lines(title, [format_source(one, wording) for one in sources])


def _format_corrections(report: YearReport, wording: Wording) -> str:
    lines = [f"{wording.formats.day(one.day)}: {one.title}. {one.note}" for one in report.facts.corrections]
    return _format_lines(wording.gettext("Corrections"), lines)


def _format_lines(title: str, lines: Sequence[str]) -> str:
    title = strip_languages(title)
    return "\n".join([title, "-" * min(len(title), 72), *map(strip_languages, lines)])


def _format_table(title: str, rows: Sequence[tuple[str, int]]) -> str:
    width = max(len(str(count)) for _, count in rows)
    return _format_lines(title, [f"{count:>{width}}  {label}" for label, count in rows])


def find_report(archive: Archive, year: str) -> YearReport | None:
    """Return the report of a year of an archive; None if no issue of it is published."""
    newest_first = order(archive.publication, archive.issues)
    collections = list(list_collections(archive.publication, newest_first))
    counted = count_years(group_by_year(newest_first), collections, archive)
    facts = next((facts for facts in counted if facts.year == year), None)
    return make_report(facts, archive.publication, archive.reports.get(year, {})) if facts else None
