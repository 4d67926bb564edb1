"""Visual regression: golden cases and examples look as on their contact sheets, but for what other fonts change.

The part that always runs is fixed: a mail, a page of an issue and the page of all issues, each in four of the views.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, Page

from scripts.contact_sheets import GROUND, SHEETS, SUFFIX, VIEWS, SheetView, cut_views, draw_views, shoot
from scripts.sheet_subjects import MAIL, SUBJECTS, SheetSubject, list_sheets, make_subject
from tests.matrix import nightly

pytestmark = pytest.mark.browser

COMMAND = ".venv/bin/python -m scripts.contact_sheets"
DRAWN = sorted(path.name.removesuffix(SUFFIX) for path in SHEETS.glob(f"*{SUFFIX}"))
ALWAYS = ("stats.mail", "article.issue", "parish.index")
EVERY_FOURTH = VIEWS[::4]

MOST = 7.0
"""The largest mean difference of a channel, from 0 to 255: other fonts move lines, a lost ground changes boxes."""

TALLER = 0.25
"""The share by which a view may be taller or shorter, where another font breaks lines elsewhere."""

COARSE = (8, 48)
"""What a view is made of for the comparison: the mean colours of so many places across and down."""

SHIFTS = range(-4, 5)
"""By how many places down something may be elsewhere."""


def measure_difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far two views are apart in the mean, looked at from afar, where nothing like it is close by."""
    first, second = (image.convert("RGB").resize(COARSE, Image.Resampling.BOX) for image in (one, other))
    return max(_miss(first, second), _miss(second, first))


def _miss(one: Image.Image, other: Image.Image) -> float:
    """Return the mean over the rows of a view of how far each is from the row of the other that is most like it."""
    height = one.height
    rows = [one.crop((0, row, one.width, row + 1)) for row in range(height)]
    others = [other.crop((0, row, other.width, row + 1)) for row in range(height)]
    near = [[others[row + shift] for shift in SHIFTS if 0 <= row + shift < height] for row in range(height)]
    return fmean(min(_compare(row, like) for like in close) for row, close in zip(rows, near, strict=True))


def _compare(one: Image.Image, other: Image.Image) -> float:
    return fmean(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def cut_ground(view: Image.Image) -> Image.Image:
    """Return a view without what is below it on its sheet."""
    ground = Image.new("RGB", view.size, GROUND)
    apart = ImageChops.difference(view.convert("RGB"), ground).convert("L").point(lambda level: 255 * (level > 24))
    box = apart.getbbox() or (0, 0, *view.size)
    return view.crop((0, 0, view.width, box[3]))


def find_changes(name: str, browser: Browser, views: tuple[SheetView, ...]) -> list[str]:
    """Return the views of a sheet that look otherwise than they did, with how much."""
    expected = cut_views(Image.open(SHEETS / f"{name}{SUFFIX}"))
    changes = []
    for view, drawn in zip(views, draw_views(name, browser, views), strict=True):
        before = cut_ground(expected[view])
        apart, taller = measure_difference(before, drawn), abs(drawn.height - before.height) / before.height
        if apart > MOST or taller > TALLER:
            changes.append(f"{view}: apart by {apart:.1f} of {MOST}, height by {taller:.2f} of {TALLER}")
    return changes


def test_every_case_and_every_example_has_its_sheets() -> None:
    wanted = {f"{name}.{part}" for name in SUBJECTS for part in (MAIL, "issue")}
    without = sorted({sheet.partition(".")[0] for sheet in wanted - {*DRAWN}})

    assert not without, f"Run, and look at what is drawn: {COMMAND} {' '.join(without)}"
    assert {sheet.partition(".")[0] for sheet in DRAWN} == {*SUBJECTS}


@nightly
def test_every_kind_of_page_has_a_sheet() -> None:
    assert list_sheets() == sorted(DRAWN, key=list_sheets().index)


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in ALWAYS else nightly) for name in DRAWN])
def test_it_looks_as_on_its_sheet(browser: Browser, name: str, request: pytest.FixtureRequest) -> None:
    views = VIEWS if request.node.get_closest_marker("nightly") else EVERY_FOURTH
    changes = find_changes(name, browser, views)

    assert not changes, "\n".join([*changes, f"If that is wanted: {COMMAND} {name}"])


@nightly
@pytest.mark.parametrize("name", ALWAYS)
def test_what_always_runs_in_all_views(browser: Browser, name: str) -> None:
    assert find_changes(name, browser, VIEWS) == []


DARK_PHONE, DESK = SheetView(375, "dark"), SheetView(600)
FONTS = {"Georgia": "DejaVu Serif", "Arial": "DejaVu Sans", "Cambria": "DejaVu Serif", "Helvetica": "DejaVu Sans"}
FAULTS = {
    "dark mode is lost": (DARK_PHONE, "prefers-color-scheme: dark", "prefers-color-scheme: no"),
    "the band is lost": (DESK, "#0f5866", "#fefcf9"),
    "the sheet is darker": (DESK, "#fffdf9", "#9fb4b8"),
    "pictures are lost": (DESK, ".png", ".not"),
}


def change(subject: SheetSubject, changes: dict[str, str]) -> SheetSubject:
    """Return it with other words in its mail and style sheet."""
    files = dict(subject.files)
    for path in (subject.addresses[MAIL], "site/style.css"):
        for before, after in changes.items():
            files[path] = files[path].replace(before.encode(), after.encode())
    return replace(subject, files=files)


def compare(page: Page, part: str, view: SheetView, changes: dict[str, str]) -> float:
    subject = make_subject("image")
    return measure_difference(*(shoot(one, part, view, page) for one in (subject, change(subject, changes))))


@pytest.mark.parametrize("part", [MAIL, "issue"])
def test_other_fonts_are_within_the_tolerance(page: Page, part: str) -> None:
    assert compare(page, part, DESK, FONTS) < MOST


@pytest.mark.parametrize(("view", "before", "after"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_not_within_the_tolerance(page: Page, view: SheetView, before: str, after: str) -> None:
    assert compare(page, MAIL, view, {before: after}) > MOST
