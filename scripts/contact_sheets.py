"""Draw the contact sheets in ``tests/contact_sheets``: how every golden case and every example looks in a browser.

Run ``.venv/bin/python -m scripts.contact_sheets NAME …`` after a change to the look, and look at what changed. A name
is that of a case, an example or one sheet (``quote``, ``parish``, ``parish.index``); without names all are drawn.
``--large FOLDER`` draws them there instead, at half size, to look at. From left to right a sheet shows the ``VIEWS``.
"""

from __future__ import annotations

import argparse
import io
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, Route

from newsletter.preview.client_simulation import drop_styles, force_dark
from scripts._preview import open_browser
from scripts.golden import ROOT
from scripts.sheet_subjects import MAIL, SheetSubject, list_sheets, make_subject

SHEETS = ROOT / "tests" / "contact_sheets"
SUFFIX = ".webp"
SCALE, _LARGE = 5, 2
GROUND = "#808080"
_TALLEST = 3600
_QUALITY = 30
_TWICE = """() => [...document.querySelectorAll('body *')]
  .map(element => [element, getComputedStyle(element)])
  .map(([element, {fontSize, lineHeight}]) => [element, 2 * parseFloat(fontSize), 2 * parseFloat(lineHeight)])
  .forEach(([element, size, height]) => {
    element.style.setProperty('font-size', `${size}px`, 'important');
    if (height) element.style.setProperty('line-height', `${height}px`, 'important');
  })"""


class SheetView(NamedTuple):
    """How a mail or a page is looked at: its width in CSS pixels, and what the reader or the program does to it.

    Forced: a mail in colours that the program turned around, a page in those of the reader's system.
    """

    width: int
    scheme: Literal["light", "dark"] = "light"
    change: Literal["forced", "no pictures", "no style", "right to left", "large text"] | None = None


VIEWS = (
    SheetView(320),
    SheetView(375),
    SheetView(375, "dark"),
    SheetView(375, "light", "forced"),
    SheetView(600),
    SheetView(600, "dark"),
    SheetView(600, "light", "forced"),
    SheetView(1200),
    SheetView(1200, "dark"),
    SheetView(1200, "light", "forced"),
    SheetView(320, "light", "no pictures"),
    SheetView(600, "light", "no pictures"),
    SheetView(375, "light", "no style"),
    SheetView(375, "light", "right to left"),
    SheetView(600, "light", "right to left"),
    SheetView(375, "light", "large text"),
)


def main() -> None:
    """Write the sheets that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="scripts.contact_sheets", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a golden case, an example, or one sheet")
    parser.add_argument("--large", type=Path, metavar="FOLDER", help="draw at half size into this folder")
    given = parser.parse_args()
    sheets = list_sheets(given.names)
    if not sheets:
        parser.error(f"no case, example or sheet is called {', '.join(given.names)}")
    with open_browser() as browser:
        for sheet in sheets:
            if given.large:
                draw_sheet(sheet, browser, scale=_LARGE).save(given.large / f"{sheet}.png")
            else:
                write_sheet(sheet, draw_sheet(sheet, browser))


def write_sheet(name: str, sheet: Image.Image) -> None:
    """Write a sheet, and say how large it is."""
    SHEETS.mkdir(exist_ok=True)
    path = SHEETS / f"{name}{SUFFIX}"
    sheet.save(path, quality=_QUALITY, method=6)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} KB")


def draw_sheet(name: str, browser: Browser, scale: int = SCALE) -> Image.Image:
    """Draw a sheet: every view of a mail or page beside the others, so many times smaller than it is."""
    shots = list(draw_views(name, browser, VIEWS, scale))
    sheet = Image.new("RGB", (sum(one.width for one in shots), max(one.height for one in shots)), GROUND)
    left = 0
    for shot in shots:
        sheet.paste(shot, (left, 0))
        left += shot.width
    return sheet


def draw_views(name: str, browser: Browser, views: Sequence[SheetView], scale: int = SCALE) -> Iterator[Image.Image]:
    """Draw some views of a sheet."""
    subject, _, part = name.partition(".")
    context = browser.new_context()
    page = context.new_page()
    for view in views:
        shot = shoot(make_subject(subject, "rtl" if view.change == "right to left" else None), part, view, page)
        yield shot.resize((shot.width // scale, shot.height // scale), Image.Resampling.BOX)
    context.close()


def cut_views(sheet: Image.Image) -> dict[SheetView, Image.Image]:
    """Cut a sheet into its views; below a short one is the ground of the sheet."""
    lefts = [0, *accumulate(view.width // SCALE for view in VIEWS)]
    return {
        view: sheet.crop((left, 0, right, sheet.height))
        for view, (left, right) in zip(VIEWS, pairwise(lefts), strict=True)
    }


def shoot(subject: SheetSubject, part: str, view: SheetView, page: Page) -> Image.Image:
    """Take a picture of a mail or page in one view, down to a limit."""
    is_forced_page = view.change == "forced" and part != MAIL
    page.unroute_all()
    page.route("**/*", lambda route: _answer(route, subject, part, view))
    page.set_viewport_size({"width": view.width, "height": 600})
    page.emulate_media(color_scheme=view.scheme, forced_colors="active" if is_forced_page else "none")
    page.goto(f"{subject.base_url}/{MAIL if part == MAIL else subject.addresses[part]}")
    if view.change == "large text":
        page.evaluate(_TWICE)
    shot = page.screenshot(full_page=True, type="jpeg", quality=95, animations="disabled")
    with Image.open(io.BytesIO(shot)) as image:
        return image.convert("RGB").crop((0, 0, view.width, min(_TALLEST, image.height)))


def _answer(route: Route, subject: SheetSubject, part: str, view: SheetView) -> None:
    content, kind = subject.answer(route.request.url)
    if not content or (view.change == "no pictures" and route.request.resource_type == "image"):
        route.abort()
        return
    if kind.startswith("text/html"):
        content = _treat(content.decode(), part, view).encode()
    route.fulfill(body=content, content_type=kind)


def _treat(html: str, part: str, view: SheetView) -> str:
    """Do to a mail or page what the program that shows it does."""
    html = html.replace(' loading="lazy"', "")
    if view.change == "no style":
        return re.sub(r"<link rel=\"stylesheet\"[^>]*>", "", drop_styles(html))
    return force_dark(html) if view.change == "forced" and part == MAIL else html


if __name__ == "__main__":
    main()
