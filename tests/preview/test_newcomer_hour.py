"""A newcomer's hour: from an empty folder to a mail, by clicks and typing alone; every action is counted.

They have the list of reviews as a PDF. They begin a newsletter, drop the PDF, put back what they miss, mend what is
underlined, write the line for the inbox, add a picture and send a test. No word on the screen is of a file format.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import find_violations
from tests.importing.sources import write_digest
from tests.preview.previews import Preview, frame_of, previewing
from tests.preview.test_adding_pictures import draw
from tests.preview.test_import import drop

pytestmark = pytest.mark.browser

MOST_ACTIONS = 60
"""Of the seed, too, in which six documents have no address: each asks for four of them."""
MOST_SECONDS = 15 * 60
STYLE = '<meta charset="utf-8"><style>body { font: 11pt serif }</style>'
FOREIGN = re.compile(
    r"\bYAML\b|\bTOML\b|\bJSON\b|\bgit\b|\bcommit(?!ted suicide)\b|\bbranch\b|\bschema\b|\bpath\b|\bblocks\[|_type\b|"
    r"\bMarkdownLine\b|\bPlainText\b|newsletter\.toml|issues/"
)
"""Words that no editor should have to know."""


class Newcomer:
    """An editor at a page: each click, drop and piece of typing is one action, with the time at which it was made."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log: list[tuple[float, str]] = []
        self._began = time.monotonic()

    def _note(self, what: str) -> None:
        self.log.append((round(time.monotonic() - self._began, 1), what))
        shown = self.page.locator("body").inner_text()
        seen = FOREIGN.search(shown)
        assert seen is None, f"after {self.log[-1]}: {shown[max(0, seen.start() - 200) : seen.end() + 60]!r}"

    def click(self, where: Locator) -> None:
        """Click on something."""
        name = " ".join((where.get_attribute("aria-label") or where.inner_text()).split())
        where.click()
        self._note(f"click {name[:60]}")

    def type(self, words: str) -> None:
        """Type where the caret is."""
        self.page.keyboard.type(words)
        self._note(f"type {words[:40]}")

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)
        self._note(f"press {key}")

    def drop(self, content: bytes, name: str) -> None:
        """Drop a file on the page."""
        drop(self.page, content, name)
        self._note(f"drop {name}")

    def write_log(self, path: Path) -> None:
        path.write_text("\n".join(f"{seconds:6.1f} s  {what}" for seconds, what in self.log) + "\n", encoding="utf-8")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Preview]:
    """Return a preview in an empty folder."""
    folder = tmp_path / "learning"
    folder.mkdir()
    with previewing(folder) as preview:
        yield preview


def print_pdf(browser: Browser, text: str, folder: Path) -> bytes:
    """Return a list as Chromium prints it."""
    source = folder / "list.html"
    source.write_text(STYLE + MarkdownIt().render(text), encoding="utf-8")
    page = browser.new_page()
    page.goto(source.as_uri())
    printed = page.pdf(display_header_footer=True)
    page.close()
    return printed


def begin(editor: Newcomer) -> None:
    page = editor.page
    expect(page.get_by_label("What is it called?")).to_be_focused()
    editor.type("Learning from reviews")
    editor.click(page.get_by_text("A digest of case reviews."))
    editor.click(page.get_by_role("button", name="Begin"))
    expect(page.locator("#publication")).to_have_text("Learning from reviews")
    expect(page.locator(".hit").first).to_be_attached()


def bring_in(editor: Newcomer, content: bytes, month: str) -> None:
    """Drop the list, and say which month it is of if that is asked."""
    page = editor.page
    editor.drop(content, "list.pdf")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", level=2)).to_be_visible()
    if panel.get_by_role("heading", name="Which issue is this?").is_visible():
        panel.get_by_label("becomes the issue of").select_option(label=month)
        editor.log.append((0.0, "choose the month"))
        editor.click(panel.get_by_role("button", name="Make the draft"))
    expect(page.get_by_role("dialog", name="The draft is here")).to_be_visible()


def put_back(editor: Newcomer) -> None:
    """Put back the first line that was left out, if any was."""
    panel = editor.page.get_by_role("dialog")
    lost = panel.get_by_role("button", name="Put it back")
    before = lost.count()
    if before:
        editor.click(lost.first)
        expect(lost).to_have_count(before - 1)
    editor.click(panel.get_by_role("button", name="Close"))


def mend(editor: Newcomer) -> None:
    """Take what each rule offers to write, until no rule offers anything."""
    offers = editor.page.locator("#problems .mends button")
    expect(editor.page.locator("#problem-count, #no-problems").first).to_be_visible()
    while left := offers.count():
        assert len(editor.log) < MOST_ACTIONS
        editor.click(offers.first)
        expect(offers).not_to_have_count(left)


def write_preview_line(editor: Newcomer) -> None:
    write_line(editor, "#preheader", "What the reviews found, and what they ask of us.")


def write_line(editor: Newcomer, line: str, words: str) -> None:
    """Write a line of the inbox in its place."""
    page = editor.page
    editor.click(page.locator(line))
    editor.type(words)
    editor.press("Enter")
    expect(page.locator("#saved")).to_have_text("Saved")


def add_picture(editor: Newcomer) -> None:
    page = editor.page
    page.evaluate(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "harbour.png", { type: "image/png" }));
          const where = { dataTransfer: data, bubbles: true, cancelable: true, clientX: 500, clientY: 400 };
          for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, where));
        }""",
        list(draw()),
    )
    panel = page.get_by_role("dialog", name="Picture")
    expect(panel.get_by_label("What does it show?")).to_be_focused()
    editor.log.append((0.0, "drop harbour.png"))
    editor.type("Boats in the harbour at dusk.")
    editor.click(panel.get_by_role("button", name="Save"))
    expect(panel.get_by_role("status")).to_have_text("Saved.")
    editor.click(panel.get_by_role("button", name="Close"))


def send_test(editor: Newcomer) -> None:
    page = editor.page
    editor.click(page.get_by_role("button", name="Send", exact=True))
    panel = page.get_by_role("dialog")
    editor.click(panel.get_by_label("To these addresses alone"))
    editor.type("newcomer@example.org")
    editor.click(panel.get_by_role("button", name="Send test"))
    expect(panel.get_by_role("status")).to_contain_text("Test sent to newcomer@example.org alone")


def ask_and_approve(editor: Newcomer) -> None:
    """Go on from what says that it is ready: freeze a proof, and approve it as it is."""
    panel = editor.page.get_by_role("dialog")
    editor.click(panel.get_by_role("button", name="Ask for review", exact=True))
    editor.click(panel.get_by_label("Your name").first)
    editor.type("Ann Example")
    editor.click(panel.get_by_role("button", name="Ask for review"))
    expect(panel.get_by_role("status")).to_contain_text("Proof 1 is ready.")
    approval = panel.get_by_role("region", name="Approval")
    editor.click(approval.get_by_label("Your name"))
    editor.type("Ben Example")
    editor.click(approval.get_by_role("button", name="Approve"))
    expect(approval).to_contain_text("Approved as it is now by Ben Example")


def say_why_there_is_no_link(editor: Newcomer) -> None:
    """Open the form of each document without an address, from the list of problems, and say why it has none."""
    page = editor.page
    rows = page.locator("#problems .problem", has_text="has no address")
    while left := rows.count():
        assert len(editor.log) < MOST_ACTIONS, editor.log
        editor.click(rows.first)
        form = page.locator("form.facts")
        expect(form).to_be_visible()
        editor.click(form.get_by_label("Why there is no link"))
        editor.type("The list gives no address.")
        editor.click(page.get_by_role("button", name="Done", exact=True))
        expect(rows).to_have_count(left - 1)


def make_ready(editor: Newcomer) -> None:
    """Write what is still missing, going to each place from the list, and say that the issue is ready."""
    page = editor.page
    panel = page.get_by_role("dialog")
    editor.click(page.get_by_role("button", name="Draft or ready"))
    expect(panel.get_by_role("heading", name="A draft")).to_be_visible()
    while panel.get_by_role("heading", name="What is still missing").is_visible():
        assert len(editor.log) < MOST_ACTIONS, editor.log
        editor.click(panel.locator(".todo [data-field]").first)
        expect(panel).to_be_hidden()
        editor.press("Enter")
        expect(page.locator("#box textarea")).to_be_focused()
        editor.press("Control+a")
        editor.type("New reviews, and what they ask of us")
        editor.press("Control+Enter")
        expect(page.locator("#saved")).to_have_text("Saved")
        editor.click(page.get_by_role("button", name="Draft or ready"))
        expect(panel.get_by_role("heading", name="A draft")).to_be_visible()
    editor.click(panel.get_by_role("button", name="It is ready"))
    expect(panel.get_by_role("status")).to_contain_text("It is ready now.")


def send(editor: Newcomer, words: str) -> None:
    """Go on from what was approved: look at the plan, type the name of the issue, and send it to the outbox."""
    panel = editor.page.get_by_role("dialog")
    editor.click(panel.get_by_role("button", name="Send", exact=True))
    expect(panel.get_by_role("heading", name="Send ", level=2)).to_be_visible()
    assert panel.get_by_role("button", name="Look, and go on").is_visible(), panel.inner_text()
    editor.click(panel.get_by_role("button", name="Look, and go on"))
    editor.click(panel.get_by_label(f"To send it, type {words}"))
    editor.type(words)
    editor.press("Enter")
    expect(panel.get_by_role("status")).to_contain_text("Sent to the folder outbox/")


def make_a_test_mail(page: Page, preview: Preview, content: bytes, month: str) -> Newcomer:
    """Go from an empty folder to a test mail."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(preview.url)
    editor = Newcomer(page)
    begin(editor)
    bring_in(editor, content, month)
    put_back(editor)
    mend(editor)
    write_preview_line(editor)
    add_picture(editor)
    expect(frame_of(page).locator("img[src*=harbour]").first).to_be_visible()
    send_test(editor)
    editor.click(page.get_by_role("dialog").get_by_role("button", name="Close"))
    return editor


def read_mail(root: Path, *, is_test: bool = False) -> str:
    """Return the only mail of a kind in the outbox."""
    (letter,) = (path for path in (root / "outbox").glob("*.eml") if ("-test-" in path.name) == is_test)
    body = message_from_bytes(letter.read_bytes(), policy=policy.default).get_body(("html",))
    assert body
    return str(body.get_content())


def test_a_newcomer_reviews_approves_and_sends_an_invented_list(
    browser: Browser, page: Page, empty: Preview, tmp_path: Path
) -> None:
    text: list[str] = []
    page.on("console", lambda message: text.append(message.text))
    editor = make_a_test_mail(
        page, empty, print_pdf(browser, write_digest().replace("2031", "2024"), tmp_path), "May 2024"
    )
    make_ready(editor)
    ask_and_approve(editor)
    send(editor, "May 2024")
    editor.write_log(tmp_path / "log.txt")
    mail = read_mail(empty.root)

    assert "He lived by the harbour." in mail
    assert 'alt="Boats in the harbour at dusk."' in mail
    assert len(editor.log) <= MOST_ACTIONS, editor.log
    assert editor.log[-1][0] <= MOST_SECONDS
    assert text == []
    assert find_violations(page, (1440, 375)) == []


def test_a_newcomer_sends_the_list_that_was_circulated(
    browser: Browser, page: Page, empty: Preview, tmp_path: Path, seed_text: str
) -> None:
    editor = make_a_test_mail(page, empty, print_pdf(browser, seed_text, tmp_path), "January 2024")
    kept = empty.ask("panel/import/2024-01").text
    write_line(editor, "#subject", "New reviews, and what they ask of us")
    say_why_there_is_no_link(editor)
    make_ready(editor)
    ask_and_approve(editor)
    send(editor, "January 2024")
    editor.write_log(tmp_path / "log.txt")
    mail = read_mail(empty.root)

    assert "Found 6 reviews, 39 learning items, 37 recommendations, 7 resources." in kept
    assert 'alt="Boats in the harbour at dusk."' in mail
    assert mail.count("The list gives no address.") == 6
    assert len(editor.log) <= MOST_ACTIONS, editor.log
    assert editor.log[-1][0] <= MOST_SECONDS
