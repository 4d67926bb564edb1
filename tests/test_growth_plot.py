"""The plot of what a build costs: every figure is in it, for those who see it and those who do not."""

from __future__ import annotations

from lxml import etree

from scripts.growth_plot import draw

SVG = "{http://www.w3.org/2000/svg}"
LINES = {"ours": {10: 2.0, 100: 9.5, 1000: 80.0}, "A & B": {10: 0.3, 100: 0.6, 1000: 4.0}}


def test_a_line_rises_with_its_costs_and_is_named_at_its_end() -> None:
    root = etree.fromstring(draw(LINES, "A & B 1.0, 2026"))
    lines = [[tuple(map(float, point.split(","))) for point in line.get("points", "").split()]
             for line in root.iter(f"{SVG}polyline")]  # fmt: skip

    assert [len(line) for line in lines] == [3, 3]
    assert all([y for _, y in line] == sorted((y for _, y in line), reverse=True) for line in lines), "up is less"
    assert lines[0][0][0] == lines[1][0][0]
    assert {"ours", "A & B", "1,000"} <= {text.text for text in root.iter(f"{SVG}text")}


def test_its_description_has_every_figure() -> None:
    described = etree.fromstring(draw(LINES, "A & B 1.0, 2026")).findtext(f"{SVG}desc") or ""

    assert "ours: 10 issues 2.0 s, 100 issues 9.5 s, 1,000 issues 80.0 s" in described
    assert "A & B 1.0, 2026" in described


def test_one_size_alone_is_drawn_too() -> None:
    assert "polyline" in draw({"ours": {10: 2.0}}, "")
