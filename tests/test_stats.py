"""Figures: as they were typed, drawn to scale, and small numbers in no output at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from newsletter.documents.blocks.stats import SeriesPoint, Statistic, Stats, read_value
from newsletter.languages.wording import find_wording
from newsletter.rendering.charts import draw_line
from tests.building.publications import make, make_publication, read_tree
from tests.golden_files import MAIL, PAGE, find_class, make_case, parse_case, words_of

SERIES = [{"label": "May", "figure": 40}, {"label": "June", "figure": 10}, {"label": "July", "figure": 20}]


def make_stats(*items: dict[str, Any], **fields: Any) -> Stats:  # noqa: ANN401  # any field of the block
    return Stats.model_validate({"items": [{"label": "boats"} | item for item in items]} | fields)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("214", 214), ("1,204", 1204), ("1 204 567", 1204567), ("1\u202f204", 1204), ("12.50", 12.5), ("12,5", 12.5),
        ("£3.50", 3.5), ("98.6%", 98.6), ("-3", -3), ("−3", -3), ("+3", 3), ("0", 0), ("1,20,4", None),
        ("31 dB", None), ("three", None), ("3-5", None), ("1.2M", None),
    ],
)  # fmt: skip
def test_the_value_of_a_figure_is_read_or_not_guessed_at(figure: str, value: float | None) -> None:
    assert read_value(figure) == value


def test_small_numbers_are_replaced_in_figures_and_series() -> None:
    series = [{"label": "May", "figure": 17}, {"label": "June", "figure": 4.5}, {"label": "July", "figure": 0}]
    block = make_stats({"figure": 3, "series": series}, {"figure": 5}, suppress_below=5)

    assert [item.figure for item in block.items] == ["fewer than 5", "5"]
    assert [point.figure for point in block.items[0].series] == ["17", "fewer than 5", "fewer than 5"]
    assert block.items[0].shares(find_wording("en")) == [100, 0, 0]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"figure": 3, "change": "12 fewer than in May"}, "the change beside a suppressed number has a number"),
        ({"figure": 30, "change": "up 27", "series": [{"label": "a", "figure": 3}]}, "the change beside a suppressed"),
        (
            {"figure": 24, "series": [{"label": "a", "figure": 21}, {"label": "b", "figure": 3}]},
            "the figure is the sum of its series",
        ),
        ({"figure": "a few"}, "'a few' has no value that is certain"),
        ({"figure": "3-5"}, "'3-5' has no value that is certain"),
    ],
)
def test_what_would_tell_a_suppressed_number_is_refused(item: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        make_stats(item, suppress_below=5)


def test_a_change_without_a_number_may_stand_beside_a_suppressed_one() -> None:
    block = make_stats({"figure": 3, "change": "fewer than in May"}, suppress_below=5)

    assert block.items[0].facts(find_wording("en")) == ["fewer than in May"]


def test_no_output_holds_a_suppressed_number_or_a_length_drawn_from_it(tmp_path: Path) -> None:
    """Two issues that differ only in the numbers that are suppressed give the same files."""
    trees = [build_with(tmp_path / str(n), *hidden) for n, hidden in enumerate([(4.03, 2.07), (1.11, 3.19)])]
    first, second = trees

    assert first == second
    assert b"fewer than 5" in first["site/issues/2024-01/index.html"]
    assert not [path for path, content in first.items() if b"4.03" in content or b"2.07" in content]


def build_with(root: Path, june: float, july: float) -> dict[str, bytes]:
    """Build a publication with two charts of these numbers; return the files that leave the machine."""
    issue = make_publication(root, ["2024-01"]) / "issues/2024-01.yaml"
    figures = {"May": 17, "June": june, "July": july}
    series = [{"label": month, "figure": figure} for month, figure in figures.items()]
    items = [{"figure": july, "label": "phones", "chart": chart, "series": series} for chart in ("bars", "line")]
    block = {"type": "stats", "title": "Handed in", "suppress_below": 5, "items": items}
    issue.write_text(issue.read_text(encoding="utf-8") + f"  - {json.dumps(block)}\n", encoding="utf-8")
    make(root)
    files = read_tree(root / "dist").items()
    return {path: content for path, content in files if path.startswith(("email", "site"))}


def test_bars_are_as_long_as_their_figures_and_the_figures_stand_beside_them() -> None:
    shares = Statistic.model_validate({"figure": 20, "label": "boats", "series": SERIES}).shares(find_wording("en"))
    page = find_class(parse_case("stats", PAGE), "bars")[0]
    drawn = [rect.get("width") for rect in page.iter("rect")]
    rows = [words_of(row) for row in page.iter("tr")]

    assert shares == [100, 25, 50]
    assert drawn == ["45", "94", "100"]
    assert rows == ["January96", "February202", "March214"]


def test_bars_of_the_mail_are_cells_and_the_page_has_no_style_of_its_own() -> None:
    bars = find_class(parse_case("stats", MAIL), "bar")
    page = make_case("stats")[PAGE].decode()
    widths = [str(bar.getparent().getparent().getparent().get("width")) for bar in bars[:3]]  # type: ignore[union-attr]  # a cell is in a table

    assert widths == ["45%", "94%", "100%"]
    assert {bar.get("bgcolor") for bar in bars} == {"#0f5866"}
    assert "style=" not in page.partition("<main")[2]


def test_a_series_below_zero_has_figures_and_no_bars() -> None:
    assert Statistic.model_validate(
        {"figure": -3, "label": "degrees", "series": [{"label": "May", "figure": 4}, {"label": "June", "figure": -3}]}
    ).shares(find_wording("en")) == [0, 0]


def test_a_line_says_in_words_where_it_leads_and_leaves_a_gap_for_what_is_suppressed() -> None:
    series = [{"label": str(n), "figure": figure} for n, figure in enumerate([20, 30, 2, 10, 40])]
    (item,) = make_stats({"figure": 40, "series": series, "chart": "line"}, suppress_below=5).items
    svg = str(draw_line(item, find_wording("en")))

    assert svg.count("<polyline") == 2
    assert 'aria-label="Line chart, boats: 20 (0) to 40 (4)"' in svg
    assert svg.count(",") == 4 + 1, "four points, and the comma of the label"


def test_hostile_words_of_a_series_are_escaped() -> None:
    series = [{"label": 'A "b" & <5', "figure": 1}, {"label": "B", "figure": 2}]
    (item,) = make_stats({"figure": 2, "series": series, "chart": "line"}).items

    assert "A &#34;b&#34; &amp; &lt;5" in str(draw_line(item, find_wording("en")))


def test_feeds_have_the_figures_without_the_drawing() -> None:
    feed = json.loads(make_case("stats")["site/feed.json"])["items"][0]["content_html"]

    assert "<svg" not in feed
    assert "of-bar" not in feed
    assert '<th scope="row">February</th><td>202</td>' in feed


def test_a_thousand_is_written_as_its_language_does_and_a_chart_knows_it() -> None:
    series = tuple(SeriesPoint(label=label, figure=figure) for label, figure in (("Mai", "602"), ("Juni", "1.204")))
    item = Statistic(figure="1.204", label="Boote", series=series)

    assert item.shares(find_wording("de")) == [50, 100]
    assert item.shares(find_wording("en-GB")) == [100, 0]
    assert read_value("1.204", find_wording("de")) == read_value("1,204") == 1204
    assert read_value("1.204,5", find_wording("de")) == 1204.5
    assert read_value("98.6", find_wording("de")) == 98.6


def test_a_number_that_may_be_a_thousand_is_not_suppressed_by_a_guess() -> None:
    with pytest.raises(ValidationError, match="no value that is certain"):
        Stats.model_validate({"suppress_below": 5, "items": [{"figure": "1.204", "label": "Boote"}]})
