"""A real Chromium for tests, and what axe-core says of a page in it. Nothing here skips: no Chromium is a failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from scripts import chromium
from tests.matrix import is_night

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
PATIENCE = 60_000
"""Milliseconds to wait for what a page is to show: Playwright's own five seconds are too few on a busy machine."""
expect.set_options(timeout=PATIENCE)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("dark", "light")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return what starts browsers, once for all tests of a process.

    Playwright leaves a loop of asyncio running in this thread: what a test runs in another belongs in a thread.
    """
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return a Chromium without a window, for all tests of a process: to start one takes a second of CPU."""
    program = chromium.find(playwright)
    if program is None:
        pytest.fail(f"There is no Chromium to test in. {chromium.ADVICE}")
    with playwright.chromium.launch(executable_path=program, args=list(QUIET)) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a new page that shares nothing with others."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def note_requests(page: Page) -> tuple[list[str], list[str]]:
    """Return two lists that fill as a page is used: what it asks for, and what fails or is complained about.

    The console also tells what a page's policy has kept it from doing.
    """
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    return asked, faults


def find_violations(page: Page, widths: Sequence[int], off: Sequence[str] = ()) -> list[tuple[str, int, str, str]]:
    """Return what axe-core finds: colour scheme, width in CSS pixels, rule and the first element it is about.

    It looks in dark, which changes colours alone, at the first width, and then in light at every width, of which the
    last stays; at night in both at every.
    All rules hold but those that are named as off; ``target-size`` (WCAG 2.2, 2.5.8) has to be asked for.
    """
    rules = {"target-size": {"enabled": True}} | {rule: {"enabled": False} for rule in off}
    page.evaluate(AXE)
    found: list[tuple[str, int, str, str]] = []
    for scheme, width in product(SCHEMES, widths):
        if scheme == "dark" and width != widths[0] and not is_night():
            continue
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        result = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], "rules": rules})
        found += [(scheme, width, one["id"], one["nodes"][0]["html"]) for one in result["violations"]]
    return found
