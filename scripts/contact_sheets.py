"""Regenerate the contact sheets in ``tests/contact_sheets``: every golden case's mail as a browser shows it.

Run ``.venv/bin/python -m scripts.contact_sheets`` after a change to the look, and look at what changed. A sheet shows,
from left to right: 375 px light and dark, 600 px light and dark and forced dark, 375 px without the style block. No
picture is loaded.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_html
from newsletter.rendering.renderer import make_renderer
from scripts import chromium
from scripts.golden import CASES, GOLDEN, ROOT, load_case

SHEETS = ROOT / "tests" / "contact_sheets"
_SCALE = 5
_TALLEST = 2000


class SheetView(NamedTuple):
    """How a mail is looked at: its width in CSS pixels, the reader's scheme, and what the mail program does to it."""

    width: int
    scheme: Literal["light", "dark"]
    is_forced: bool = False
    is_bare: bool = False


VIEWS = (
    SheetView(375, "light"),
    SheetView(375, "dark"),
    SheetView(600, "light"),
    SheetView(600, "dark"),
    SheetView(600, "light", is_forced=True),
    SheetView(375, "light", is_bare=True),
)


def main() -> None:
    """Write the sheet of every case."""
    with sync_playwright() as playwright:
        program = chromium.find(playwright)
        if program is None:
            sys.exit(chromium.ADVICE)
        with playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"]) as browser:
            for case in CASES:
                draw_sheet(case, browser).save(SHEETS / f"{case}.png", optimize=True)


def draw_sheet(case: str, browser: Browser) -> Image.Image:
    """Draw the mail of a case in every view, at a fifth of its size and in few colours."""
    html = _render(case)
    shots = [_shoot(html, view, browser) for view in VIEWS]
    sheet = Image.new("RGB", (sum(one.width for one in shots), max(one.height for one in shots)), "#808080")
    left = 0
    for shot in shots:
        sheet.paste(shot, (left, 0))
        left += shot.width
    return sheet.quantize(64).convert("RGB").quantize(64)


def _render(case: str) -> str:
    publication, loaded = load_case(case)
    own = GOLDEN / case
    root = own if (own / "newsletter.toml").exists() else Path(GOLDEN)
    renderer = make_renderer(root, publication.publication.packs)
    return render_html(Edition(publication.publication, loaded.issue), renderer)


def _shoot(html: str, view: SheetView, browser: Browser) -> Image.Image:
    if view.is_forced:
        html = html.replace("<body", "<body data-ogsc=''", 1)
    if view.is_bare:
        html = re.sub(r"<style\b.*?</style>", "", html, flags=re.DOTALL)
    context = browser.new_context(viewport={"width": view.width, "height": 600}, color_scheme=view.scheme)
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())
    page.set_content(html)
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    context.close()
    shot = shot.crop((0, 0, view.width, min(_TALLEST, shot.height)))
    return shot.resize((view.width // _SCALE, shot.height // _SCALE))


if __name__ == "__main__":
    main()
