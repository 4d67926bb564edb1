"""What a mail weighs: Gmail clips one near 102 KB, and a long issue of many links has to fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from newsletter.loading import load_issue, load_publication
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_html
from newsletter.rendering.renderer import make_renderer
from tests.browser import find_violations
from tests.long_issue import make_long_issue, write_lists
from tests.packs import PACKS
from tests.visible_texts import find_faint

ROOT = Path(__file__).parents[2]
PUBLICATION = load_publication(ROOT).publication
RENDERER = make_renderer(ROOT, PACKS)


def weigh(html: str) -> float:
    """Return the size in KB of 1,000 bytes."""
    return len(html.encode()) / 1000


@pytest.fixture(scope="module")
def long_mail() -> str:
    return render_html(Edition(PUBLICATION, make_long_issue()), RENDERER)


def test_january_whole_weighs_less_than_65_kb() -> None:
    issue = load_issue(ROOT / "issues" / "2024-01.yaml", "issues/2024-01.yaml", PACKS).issue

    assert weigh(render_html(Edition(PUBLICATION, issue), RENDERER)) < 50, "it weighed 61.6 before texts were joined"


def test_thirty_kb_of_markdown_weigh_less_than_90_kb(long_mail: str) -> None:
    assert sum(map(len, write_lists().values())) > 30_000
    assert weigh(long_mail) < 80


def test_blocks_without_a_layout_of_their_own_share_a_single_text(long_mail: str) -> None:
    assert long_mail.count('class="copy"') == 1
    assert len(re.findall(r"<h2\b", long_mail)) == len(write_lists())


@pytest.mark.browser
def test_a_long_mail_is_right_with_its_style_block_and_without(page: Page, long_mail: str) -> None:
    for html in (long_mail, re.sub(r"<style\b.*?</style>", "", long_mail, flags=re.DOTALL)):
        page.set_viewport_size({"width": 360, "height": 800})
        page.set_content(html)
        indents = page.evaluate("[...document.querySelectorAll('.copy ul')].map(e => getComputedStyle(e).paddingLeft)")
        gaps = page.evaluate("[...document.querySelectorAll('.copy li')].map(e => getComputedStyle(e).marginBottom)")

        assert find_faint(page) == []
        assert set(indents) == {"24px"}
        assert set(gaps) == {"8px"}
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_content(long_mail)
    assert find_violations(page, (360, 600), ("landmark-one-main", "region")) == []
