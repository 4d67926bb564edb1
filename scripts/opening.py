"""Time how long a click on words takes until their box is open, with the caret in it, in a real browser.

Run it with the project's own Python, on a quiet machine: ``.venv/bin/python scripts/opening.py [--times 20]``. It is
done in the January issue and in one ten times as long. What is timed is all between the event of the click and the
caret: what is asked of the server, and what the page lays out. The aim is half a second.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WORDS = """() => {
  const { contentDocument: document } = window.frame = window.document.querySelector(".pane iframe:not(.next)");
  const isLong = (span) => span.textContent.length > 40 && span.offsetWidth;
  window.runs = [...document.querySelectorAll("p [data-f]")].filter(isLong);
  return runs.length;
}"""
_POINT = """(number) => {
  const { frame } = window, screen = frame.parentElement, span = runs[number];
  const scale = frame.getBoundingClientRect().width / frame.offsetWidth;
  screen.scrollTop = span.getClientRects()[0].top * scale - 200;
  const [line, around] = [span.getClientRects()[0], frame.getBoundingClientRect()];
  window.took = new Promise((resolve) => {
    document.addEventListener("click", () => (window.began = performance.now()), { capture: true, once: true });
    const look = () => {
      if (document.activeElement.matches("#box textarea")) resolve(performance.now() - began);
      else requestAnimationFrame(look);
    };
    look();
  });
  return [around.left + (line.left + line.width / 2) * scale, around.top + (line.top + line.height / 2) * scale];
}"""


def main() -> None:
    """Time clicks in both issues and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="clicks in each issue")
    from scripts.keystrokes import PERIOD, TIMES_AS_LONG, lengthen

    times = parser.parse_args().times
    january = (ROOT / "issues" / f"{PERIOD}.yaml").read_text(encoding="utf-8")
    report("January", january, times)
    report(f"{TIMES_AS_LONG} times as long", lengthen(january), times)


def report(name: str, issue: str, times: int) -> None:
    """Print how long words take to open."""
    taken = time_clicks(issue, times)
    print(f"{name}: click to caret, best {min(taken):.0f}, median {statistics.median(taken):.0f}, ", end="")
    print(f"p95 {statistics.quantiles(taken, n=20)[-1]:.0f} ms")


def time_clicks(issue: str, times: int) -> list[float]:
    """Click on words, chosen at random but the same each time; return the milliseconds until each are open."""
    from scripts._preview import open_browser, preview_issue
    from scripts.keystrokes import PERIOD

    with preview_issue(issue, PERIOD) as address, open_browser() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(f"{address}?issue={PERIOD}")
        page.locator("#layer .hit").first.wait_for(state="attached")
        numbers = Random(1).choices(range(page.evaluate(_WORDS)), k=times)  # noqa: S311  # which words, no secret
        return [time_click(page, number) for number in numbers]


def time_click(page: Page, number: int) -> float:
    """Return the milliseconds that one click takes, and close what it opened."""
    page.mouse.click(*page.evaluate(_POINT, number))
    taken: float = page.evaluate("window.took")
    page.keyboard.press("Escape")
    page.locator("#box").wait_for(state="detached")
    return taken


if __name__ == "__main__":
    main()
