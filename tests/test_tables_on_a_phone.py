"""A table on a phone: each row is shown as a list, and read aloud as a table with its headings."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.golden_files import MAIL, make_case
from tests.outputs.test_block_pages import open_page

pytestmark = pytest.mark.browser

PHONE, DESK = 360, 900
HEADS = ["Street", "Day", "Bags", "£"]


def show(page: Page, medium: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    if medium == "page":
        open_page(page, "table")
    else:
        page.set_content(make_case("table")[MAIL].decode())


def read_tables(page: Page) -> list[list[list[tuple[str, str]]]]:
    """Return role and name of every cell in Chromium's accessibility tree, by table and row."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def below(node: dict[str, Any], roles: set[str]) -> list[dict[str, Any]]:
        children = [by_id[child] for child in node.get("childIds", []) if child in by_id]
        return [n for child in children for n in ([child] if role_of(child) in roles else below(child, roles))]

    tables = [node for node in nodes if role_of(node) == "table" and below(node, {"columnheader"})]
    cells = {"cell", "gridcell", "columnheader", "rowheader"}
    return [
        [[(role_of(cell), name_of(cell)) for cell in below(row, cells)] for row in below(table, {"row"})]
        for table in tables
    ]


def role_of(node: dict[str, Any]) -> str:
    return "" if node.get("ignored") else str(node.get("role", {}).get("value", ""))


def name_of(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", ""))


@pytest.mark.parametrize("medium", ["page", "mail"])
def test_a_phone_reads_the_same_table_aloud_as_a_desk(page: Page, medium: str) -> None:
    show(page, medium, DESK)
    at_a_desk = read_tables(page)
    show(page, medium, PHONE)
    on_a_phone = read_tables(page)

    assert on_a_phone == at_a_desk
    assert on_a_phone[0][0] == [("columnheader", head) for head in HEADS]
    assert [role for role, _ in on_a_phone[0][1]] == ["rowheader", "cell", "cell", "cell"]
    assert len(on_a_phone) == 4


@pytest.mark.parametrize("medium", ["page", "mail"])
def test_a_phone_shows_a_row_as_a_list_with_the_heading_before_each_value(page: Page, medium: str) -> None:
    show(page, medium, PHONE)
    places = page.evaluate(
        """[...document.querySelector('.grid tbody tr').children].map(cell => {
            const {left, top} = cell.getBoundingClientRect(); return [Math.round(left), Math.round(top)]; })"""
    )
    labels = page.evaluate(
        """[...document.querySelectorAll('.grid tbody tr:first-child td')].map(cell => cell.querySelector('.k')
            ? cell.querySelector('.k').checkVisibility() && cell.querySelector('.k').textContent
            : getComputedStyle(cell, '::before').content)"""
    )
    heads = page.evaluate(
        """[...document.querySelectorAll('.grid thead, .grid thead tr, .grid thead th')]
            .map(e => getComputedStyle(e).display)"""
    )
    shown = page.evaluate("document.querySelector('.grid thead').getBoundingClientRect().height")

    assert len({left for left, _ in places}) == 1
    assert [top for _, top in places] == sorted({top for _, top in places})
    assert "Day: " in labels[0] or "Day" in labels[0]
    assert shown <= 1
    assert "none" not in heads
