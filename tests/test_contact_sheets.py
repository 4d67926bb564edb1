"""Visual regression: every golden case's mail looks as on its contact sheet, but for what other fonts change.

After a wanted change run ``.venv/bin/python -m scripts.contact_sheets`` and look at the sheets.
"""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser

from scripts.contact_sheets import SHEETS, draw_sheet
from scripts.golden import CASES

pytestmark = pytest.mark.browser

MOST = 16.0
"""The largest mean difference of a channel, from 0 to 255: other fonts move lines, a lost ground changes boxes."""

TALLER = 0.25
"""The share by which a sheet may be taller or shorter, where another font breaks lines elsewhere."""

COARSE = (48, 24)


def measure_difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far two sheets are apart in the mean of all channels, looked at from afar."""
    pair = [image.convert("RGB").resize(COARSE, Image.Resampling.BOX) for image in (one, other)]
    return max(ImageStat.Stat(ImageChops.difference(*pair)).mean)


def test_every_case_has_a_sheet_and_every_sheet_a_case() -> None:
    assert {path.stem for path in SHEETS.glob("*.png")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_mail_looks_as_on_its_sheet(browser: Browser, case: str) -> None:
    expected, drawn = Image.open(SHEETS / f"{case}.png"), draw_sheet(case, browser)

    assert drawn.width == expected.width
    assert abs(drawn.height - expected.height) <= TALLER * expected.height
    assert measure_difference(expected, drawn) <= MOST


def test_a_look_that_lost_its_dark_mode_is_noticed() -> None:
    sheet = Image.open(SHEETS / "text.png").convert("RGB")
    light = sheet.crop((0, 0, 75, sheet.height))
    broken = sheet.copy()
    broken.paste(light, (75, 0))

    assert measure_difference(sheet, broken) > MOST
