"""What text a page in a browser shows, in which colours and sizes, and whether it stands out from its ground."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

ENOUGH_CONTRAST = 4.5
"""Of text to its ground (WCAG 2.2, criterion 1.4.3)."""

READ_TEXTS = """() => {
  const ground = element => {
    for (let here = element; here; here = here.parentElement) {
      const colour = getComputedStyle(here).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || ['STYLE', 'TITLE'].includes(element.tagName) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    if (range.getBoundingClientRect().width < 1) continue;
    const places = ['masthead', 'note', 'go', 'button', 'tile', 'small', 'notice', 'copy'];
    const place = places.find(name => element.closest('.' + name));
    found.push({words, place, ink: style.color, ground: ground(element), size: parseFloat(style.fontSize)});
  }
  return found;
}"""


def read_texts(page: Page) -> list[dict[str, Any]]:
    """Return every piece of text that can be seen: words, colours, size in pixels, and the part it stands in."""
    texts: list[dict[str, Any]] = page.evaluate(READ_TEXTS)
    return texts


def find_faint(page: Page) -> list[tuple[str, str, str]]:
    """Return words that do not stand out from what is behind them, with both colours."""
    texts = read_texts(page)
    assert len(texts) > 10
    return [
        (text["words"][:40], text["ink"], text["ground"])
        for text in texts
        if contrast(text["ink"], text["ground"]) < ENOUGH_CONTRAST
    ]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as browsers write them (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    shares = [int(share) / 255 for share in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
