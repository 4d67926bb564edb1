"""What an editor does in the page that writes, in a real browser: opens words, types, looks at what follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.building.publications import ROOT
from tests.preview.previews import Preview, previewing

JANUARY = "2024-01"
POINT = """([words, inner]) => {
  const plain = (text) => text.replace(/\\s/g, " ");
  const frame = document.querySelector(".pane:first-child iframe:not(.next)");
  const spans = [...frame.contentDocument.querySelectorAll("[data-f]")];
  const found = spans.find((span) => plain(span.textContent).includes(words));
  const texts = frame.contentDocument.createTreeWalker(found, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() && !plain(texts.currentNode.data).includes(inner));
  const start = plain(texts.currentNode.data).indexOf(inner);
  const range = frame.contentDocument.createRange();
  range.setStart(texts.currentNode, start);
  range.setEnd(texts.currentNode, start + inner.length);
  const screen = frame.parentElement;
  screen.scrollIntoView({ block: "center" });
  const scale = frame.getBoundingClientRect().width / frame.offsetWidth;
  screen.scrollTop = range.getBoundingClientRect().top * scale - 150;
  const [box, around] = [range.getBoundingClientRect(), frame.getBoundingClientRect()];
  return [around.left + box.left * scale + 1, around.top + (box.top + box.height / 2) * scale];
}"""
CARET = """() => {
  const { selectionStart: at, value } = document.activeElement;
  return [value.slice(0, at), value.slice(at)];
}"""


def copy_january(root: Path) -> Path:
    """Copy the publication of this repository with its January issue."""
    (root / "issues").mkdir(parents=True, exist_ok=True)
    for name in ("newsletter.toml", f"issues/{JANUARY}.yaml"):
        shutil.copy(ROOT / name, root / name)
    return root


@contextmanager
def previewing_january(root: Path) -> Iterator[Preview]:
    """Run a preview of a copy of January that writes."""
    with previewing(copy_january(root)) as preview:
        yield preview


def open_writing(page: Page, preview: Preview, query: str = f"?issue={JANUARY}") -> None:
    """Open the page and wait until words can be written."""
    page.goto(preview.url + query)
    expect(page.locator("#layer .hit").first).to_be_attached()
    expect(page.locator("#saved")).to_have_text("Saved")


def click_words(page: Page, words: str, inner: str) -> Locator:
    """Click at the beginning of ``inner``, in the field that shows ``words``; return the box that opens."""
    page.mouse.click(*page.evaluate(POINT, [words, inner]))
    expect(box(page)).to_be_focused()
    return box(page)


def box(page: Page) -> Locator:
    """Return what one types in."""
    return page.locator("#box textarea")


def read_caret(page: Page) -> tuple[str, str]:
    """Return what is before the caret and after it."""
    before, after = page.evaluate(CARET)
    return before, after


def expect_saved(page: Page) -> None:
    """Wait until the box is closed and all is saved."""
    expect(page.locator("#box")).to_have_count(0)
    expect(page.locator("#saved")).to_have_text("Saved")


def follower(page: Page, name: str) -> Locator:
    """Return what a small frame shows."""
    return page.frame_locator(f'#followers iframe[title="{name}"]').locator("body")


def list_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines that differ, of two texts with as many lines."""
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [(old, new) for old, new in pairs if old != new]
