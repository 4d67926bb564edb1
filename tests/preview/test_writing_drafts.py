"""What is typed and not yet saved when the browser goes down is offered again, once."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Playwright, expect

from scripts import chromium
from tests.browser import QUIET, find_violations
from tests.preview.previews import Preview
from tests.preview.writers import (
    JANUARY,
    box,
    click_words,
    expect_saved,
    follower,
    open_writing,
    previewing_january,
)

pytestmark = pytest.mark.browser

SENTENCE = "A boy of 7, Child A, died"


@contextmanager
def browsing(playwright: Playwright, profile: Path) -> Iterator[Page]:
    """Run a browser that keeps in a folder what pages tell it; it may be killed meanwhile."""
    program = chromium.find(playwright)
    context = playwright.chromium.launch_persistent_context(profile, executable_path=program, args=list(QUIET))
    try:
        yield context.pages[0]
    finally:
        with suppress(Error):  # it was killed
            context.close()


def kill_browser(profile: Path) -> None:
    """Kill every process of the browser that works in a folder, as a crash does."""
    for place in Path("/proc").iterdir():
        try:
            started = (place / "cmdline").read_bytes() if place.name.isdigit() else b""
        except OSError:  # it has ended
            continue
        if str(profile).encode() in started:
            os.kill(int(place.name), signal.SIGKILL)


def test_words_typed_before_a_crash_are_offered_again(playwright: Playwright, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with previewing_january(tmp_path / "news") as january:
        with browsing(playwright, profile) as page:
            open_writing(page, january)
            click_words(page, SENTENCE, "hit")
            page.keyboard.type("suddenly ")
            expect(follower(page, "On a phone")).to_contain_text("suddenly hit")
            kill_browser(profile)
        assert "suddenly" not in read_issue(january)
        with browsing(playwright, profile) as page:
            open_writing(page, january)
            expect(page.locator(".offer")).to_contain_text("suddenly hit")
            assert find_violations(page, (1440, 375)) == []
            page.get_by_role("button", name="Put them back").click()
            expect(box(page)).to_have_value(re.compile("suddenly hit"))
            page.keyboard.press("Control+Enter")
            expect_saved(page)
            assert "suddenly hit" in read_issue(january)
            page.reload()
            expect(page.locator("#layer .hit").first).to_be_attached()
            expect(page.locator(".offer")).to_have_count(0)


def read_issue(preview: Preview) -> str:
    """Return the document as it is saved."""
    return (preview.root / f"issues/{JANUARY}.yaml").read_text(encoding="utf-8")
