"""Rules about figures: series that can be drawn, and numbers whose source is told."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.stats import Statistic, Stats, read_value
from newsletter.errors import Reason, Severity
from newsletter.languages.wording import Wording, find_wording
from newsletter.parsing.document import DataPath

FEWEST = 2
"""Points of which a chart can be drawn."""


def _find_wording(context: IssueContext, block: Stats) -> Wording:
    """Return the words of the language in which the numbers of a block are written."""
    return find_wording(block.spoken_language or context.language)


def _find_items(context: IssueContext) -> Iterator[tuple[DataPath, Stats, Statistic]]:
    for path, block in context.blocks():
        if isinstance(block, Stats):
            yield from (((*path, "items", n), block, item) for n, item in enumerate(block.items))


@issue_rule(
    "stats.series",
    Severity.WARNING,
    bad="""
blocks:
  - type: stats
    items:
      - figure: 214
        label: boats moored
        series: [{label: May, figure: @@about 200}, {label: June, figure: 214}]
""",
    good="""
blocks:
  - type: stats
    items:
      - figure: 214
        label: boats moored
        series: [{label: May, figure: "1,202"}, {label: June, figure: 214}]
""",
)
def find_words_in_series(context: IssueContext) -> Iterator[Violation]:
    """A chart needs numbers: of anything else no length can be drawn, and readers take it for zero."""
    for path, block, item in _find_items(context):
        for n, point in enumerate(item.series):
            if point.value(_find_wording(context, block)) is None and block.suppress_below is None:
                hint = Reason("Write the number alone:", "202 or 1,202", "like 202 or 1,202.")
                yield Violation((*path, "series", n, "figure"), f"'{point.figure}' is not a number", hint)


@issue_rule(
    "stats.one-point",
    Severity.WARNING,
    bad="""
blocks:
  - type: stats
    items: [{figure: 214, label: boats moored, series: @@[{label: May, figure: 202}]}]
""",
    good="""
blocks:
  - type: stats
    items: [{figure: 214, label: boats moored, series: [{label: May, figure: 202}, {label: June, figure: 214}]}]
""",
)
def find_series_of_one(context: IssueContext) -> Iterator[Violation]:
    """One point shows no change."""
    for path, _, item in _find_items(context):
        if 0 < len(item.series) < FEWEST:
            hint = Reason(
                "Add an earlier figure, or say it in words:", "change: 12 more than in May", "12 more than in May."
            )
            yield Violation((*path, "series"), "the series has a single figure", hint)


@issue_rule(
    "stats.last-point",
    Severity.WARNING,
    bad="""
blocks:
  - type: stats
    items:
      - {figure: @@214, label: boats moored, series: [{label: May, figure: 202}, {label: June, figure: 241}]}
""",
    good="""
blocks:
  - type: stats
    items:
      - {figure: 214, label: boats moored, series: [{label: May, figure: 202}, {label: June, figure: 214}]}
""",
)
def find_figures_that_differ_from_their_series(context: IssueContext) -> Iterator[Violation]:
    """A figure that is neither the last of its series nor their sum is usually a slip."""
    for path, block, item in _find_items(context):
        wording = _find_wording(context, block)
        values = [point.value(wording) for point in item.series]
        value = read_value(item.figure, wording)
        known = [one for one in values if one is not None]
        if value is not None and known == values and len(known) >= FEWEST and value not in (known[-1], sum(known)):
            message = f"the figure is {item.figure}, and its series ends with {item.series[-1].figure}"
            yield Violation((*path, "figure"), message, "Correct one of them, or end the series with the figure.")
