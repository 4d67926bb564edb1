"""What was found by looking at the contact sheets, measured in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from scripts.sheet_subjects import MAIL, make_subject

pytestmark = pytest.mark.browser

Open = Callable[..., None]


@pytest.fixture
def show(page: Page) -> Open:
    """Return what shows the mail or page of a golden case, with its pictures, at a width."""

    def show(case: str, part: str, width: int, direction: str | None = None) -> None:
        subject = make_subject(case, direction)

        def answer(url: str) -> dict[str, str | bytes]:
            content, kind = subject.answer(url)
            return {"body": content, "content_type": kind}

        page.route("**/*", lambda route: route.fulfill(**answer(route.request.url)))
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{subject.base_url}/{MAIL if part == MAIL else subject.addresses[part]}")

    return show


def measure(page: Page, selector: str, side: str) -> float:
    found: float = page.locator(selector).first.evaluate(f"element => element.getBoundingClientRect().{side}")
    return found


def test_a_caption_is_not_too_close_to_the_picture_above_it(page: Page, show: Open) -> None:
    show("image", MAIL, 600)

    assert measure(page, "p.caption", "top") - measure(page, "img.hero", "bottom") >= 10


@pytest.mark.parametrize(("part", "room"), [(MAIL, 40), ("issue", 40)])
def test_a_picture_beside_text_is_as_wide_as_the_text_on_a_phone(page: Page, show: Open, part: str, room: int) -> None:
    show("article", part, 375)
    picture, text = (measure(page, f"{which}", "width") for which in (".inset img", ".inset"))

    assert picture == text >= 375 - room


def test_a_small_picture_does_not_grow(page: Page, show: Open) -> None:
    show("people", MAIL, 375)

    assert measure(page, "img.portrait", "width") == 60


def test_no_line_is_above_what_has_no_heading_of_its_own(page: Page, show: Open) -> None:
    show("notice", "issue", 600)
    lines = page.evaluate("[...document.querySelectorAll('.entry')].map(e => getComputedStyle(e).borderTopStyle)")

    assert len(lines) > 1
    assert set(lines) == {"none"}


def test_a_title_in_another_direction_stays_beside_its_number(page: Page, show: Open) -> None:
    show("article", "issue", 375, "rtl")
    right = measure(page, ".contents li a", "right")
    ends = page.evaluate("[...document.querySelectorAll('.contents li a')].map(a => a.getBoundingClientRect().right)")

    assert set(ends) == {right}


@pytest.mark.parametrize(
    ("case", "part"), [("sponsor", MAIL), ("notice", MAIL), ("sponsor", "issue"), ("notice", "issue")]
)
def test_links_on_two_lines_of_a_box_are_far_enough_apart(page: Page, show: Open, case: str, part: str) -> None:
    """WCAG 2.2, 2.5.8: a target of less than 24 CSS pixels needs that much room."""
    show(case, part, 320)
    boxes = ".box" if part == MAIL else ".notice, .sponsor"
    heights = page.evaluate(
        "boxes => [...document.querySelectorAll(boxes)].flatMap(box => [...box.querySelectorAll('p a')])"
        ".map(link => parseFloat(getComputedStyle(link).lineHeight))",
        boxes,
    )

    assert heights
    assert min(heights) >= 24
