"""Take the pictures that the README shows: ``.venv/bin/python -m scripts.screenshots``.

They show the example of a parish council, so that no picture shows a real issue.
"""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import Browser, Page

from newsletter.building import BuildRequest, build
from newsletter.scaffolding.examples import make_example
from scripts._preview import open_browser, run_preview

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / ".github" / "images"
SIZE = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 760}
PAGE = {"width": 900, "height": 760}
COMPARED = 500  # CSS pixels: as high as a picture of the page may be that shows a photograph large
LARGEST = 150_000  # bytes of a picture in the README
SHOWN = ".pane iframe:not(.next)"
LATEST = "2026-11"
TODAY = date(2026, 11, 5)

_LETTER = """<!doctype html><title>December on Mill Lane, December 2026</title>
<h2>Carols on the Green</h2><p>We sing under the tree on Saturday at half past six, and in the church if it rains.</p>
<p style="display:none">Bring your own chairs, and some for others.</p>
<p>The silver band plays, and there is mulled apple juice for everyone.</p>
<h2>Help with the lights</h2><ul><li>Two ladders</li><li>A van for the tree</li></ul>
<p><s>The meeting on Tuesday is in the school.</s></p>"""
_DROP = """(text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "carols.html"));
  for (const kind of ["dragenter", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def main() -> None:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        take_outputs(browser, make_publication(Path(folder) / "published", "ready"))
        root = make_publication(Path(folder) / "riverside", "draft")
        with run_preview(root) as address:
            page = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]}, color_scheme="light")
            page.goto(f"{address}?issue={LATEST}&pane=email-phone-light&pane=email-phone-dark")
            page.locator(SHOWN).nth(1).wait_for()
            page.locator("#no-problems, #problems li").first.wait_for()
            page.set_viewport_size({"width": SIZE["width"], "height": COMPARED + 30})
            take(page, "preview-compare")
            page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
            take_writing(page, f"{address}?issue={LATEST}&pane=email-desktop-light")
            take_import(page, address)
            break_issue(root / "issues" / f"{LATEST}.yaml")
            page.goto(f"{address}?issue={LATEST}&pane=email-desktop-light")
            page.wait_for_selector("#stale:not([hidden])")
            page.locator(SHOWN).wait_for()
            page.set_viewport_size({"width": SIZE["width"], "height": COMPARED})
            take(page, "preview-broken")


def take_writing(page: Page, address: str) -> None:
    """Take the words of a mail while they are written, and the form of a fact."""
    page.goto(address)
    page.locator(SHOWN).first.wait_for()
    page.set_viewport_size({"width": SIZE["width"], "height": COMPARED})
    take_opened(page, "The silver band", "#box textarea", "preview-words")
    take_opened(page, "19 December", "#form[open]", "preview-facts")
    page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})


def take_opened(page: Page, words: str, opened: str, name: str) -> None:
    """Open words by the keyboard, as a click would, and take what opens."""
    page.locator(f'#layer .hit[aria-label*="{words}"]').first.focus()
    page.keyboard.press("Enter")
    page.locator(opened).wait_for()
    take(page, name)
    page.keyboard.press("Escape")


def take_import(page: Page, address: str) -> None:
    """Take a draft that was made of a dropped file, with what became of each line beside it."""
    page.goto(address)
    page.locator(SHOWN).first.wait_for()
    page.evaluate(_DROP, _LETTER)
    page.get_by_role("button", name="Put it back").first.click()
    page.locator("#panel .good").wait_for()
    page.frame_locator(SHOWN).first.get_by_text("Bring your own chairs").first.wait_for()
    take(page, "preview-import")


def take_outputs(browser: Browser, root: Path) -> None:
    """Take the e-mail as a phone shows it, and the issue's page as a desktop does."""
    build(BuildRequest(root, root / "dist", TODAY))
    shown = {
        "email-phone": (PHONE, f"email/{LATEST}.html"),
        "archive": (PAGE, f"site/issues/{LATEST}/index.html"),
    }
    for name, (size, path) in shown.items():
        page = browser.new_page(viewport={"width": size["width"], "height": size["height"]}, color_scheme="light")
        page.route(re.compile("^https://"), lambda route: route.fulfill(path=find_served(root, route.request.url)))
        page.goto((root / "dist" / path).as_uri())
        take(page, name)


def find_served(root: Path, url: str) -> Path:
    """Return the file that the newsletter's own site would serve at an address."""
    return root / "dist" / "site" / urlsplit(url).path.lstrip("/")


def make_publication(root: Path, status: str) -> Path:
    """Begin a newsletter from the example of a parish; its newest issue gets this status."""
    for file, content in make_example("parish", "Mill Lane News", UUID(int=1), TODAY).files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    latest = root / "issues" / f"{LATEST}.yaml"
    latest.write_text(
        latest.read_text(encoding="utf-8").replace("status: ready", f"status: {status}"), encoding="utf-8"
    )
    return root


def break_issue(issue: Path) -> None:
    """Make the mistake that the picture shows: a misspelt key."""
    issue.write_text(issue.read_text(encoding="utf-8").replace("body:", "boddy:", 1), encoding="utf-8")


def take(page: Page, name: str) -> None:
    """Take one picture, and fail if it is too large for a README."""
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} weighs {path.stat().st_size} bytes, more than {LARGEST}.")
    print(f"{path.name}: {path.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
