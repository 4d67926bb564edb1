"""What an editor does with the preview, in a real Chromium: mend, look, compare, send a test."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from newsletter.sending.history import EventKind
from newsletter.sending.ledger import open_ledger
from newsletter.sending.prepare import prepare_issue
from tests.building.publications import make_publication, write_issue
from tests.preview.previews import TOGETHER, Preview, frame_of, open_app, previewing

pytestmark = pytest.mark.browser

BROKEN = "summary: What happened."
MARK = "[data-marked]"
NEW = "2024-11"
"""A month that no other test looks at, so that the preview has no rendering of it yet."""


def change(path: Path, before: str, after: str) -> None:
    """Change a file as most editors do: write another, and give it the name."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    new = path.with_name(f".{path.name}.swp.new")
    new.write_text(text.replace(before, after), encoding="utf-8")
    new.replace(path)


def test_a_newcomer_mends_an_issue_looks_at_it_and_sends_a_test(page: Page, preview: Preview) -> None:
    issue = write_issue(preview.root, NEW, words="First words.")
    change(issue, BROKEN, "sumary: What happened.")
    frame = open_app(page, preview)

    expect(frame.get_by_role("heading", name="Nothing to show yet")).to_be_visible()
    expect(page.locator(".problem.error").first).to_contain_text(f"issues/{NEW}.yaml:16:5")
    expect(page.locator(".problem.error").first).to_contain_text("Did you mean summary?")
    expect(page.locator("#issues [aria-current] .state")).to_have_text("1 error")

    change(issue, "sumary", "summary")
    expect(frame.get_by_role("heading", name=f"Issue {NEW}")).to_be_visible()
    expect(page.locator(".problem.error")).to_have_count(0)
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator("#issues [aria-current] .state")).to_have_text("Published")

    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("Dark", exact=True).check()
    expect(page.locator(".note")).to_have_text("390 px")
    expect(frame.locator(".paper").first).to_have_css("background-color", "rgb(28, 35, 38)")

    page.get_by_label("To this address alone").fill("newcomer@example.org")
    page.get_by_role("button", name="Send test").click()
    expect(page.locator("#sent")).to_contain_text("Test sent to newcomer@example.org alone: written to outbox/")
    expect(page.locator("#test-status")).to_contain_text("Tests of exactly this version: newcomer@example.org")

    (letter,) = (preview.root / "outbox").glob(f"{NEW}-test-*.eml")
    message = message_from_bytes(letter.read_bytes(), policy=policy.default)
    body = message.get_body(("html",))
    campaign = prepare_issue(preview.root, NEW, datetime.now(UTC)).campaign
    history = open_ledger(preview.root, {}).read(campaign.marker)
    assert message["To"] == "newcomer@example.org"
    assert body
    assert "First words." in body.get_content()
    assert "<!--block" not in body.get_content()
    assert [(event.kind, event.audience, event.digest) for event in history.events] == [
        (EventKind.TEST, "newcomer@example.org", campaign.digest)
    ]


def test_a_broken_issue_shows_its_problems_over_the_last_good_rendering(page: Page, preview: Preview) -> None:
    frame = open_app(page, preview, "?issue=2024-02")
    expect(frame.get_by_text("Hello.")).to_be_visible()
    issue = preview.root / "issues/2024-02.yaml"

    change(issue, "title: A word", "title: [A word")
    expect(page.locator("#stale")).to_contain_text("Below is the last version that could.")
    expect(page.locator(".problem.error").first).to_contain_text("issues/2024-02.yaml:")
    expect(frame.get_by_text("Hello.")).to_be_visible()

    change(issue, "title: [A word", "title: Another word")
    expect(page.locator("#stale")).to_be_hidden()
    expect(frame.get_by_role("heading", name="Another word")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "broken", "message"),
    [
        ("newsletter.toml", 'title = "unfinished', "newsletter.toml:"),
        (
            "templates/email/issue.mjml",
            "<mjml>{{ nobody.knows }}</mjml>",
            "templates/email/issue.mjml:1",
        ),
        ("templates/blocks/text.html", "{% if %}", "templates/blocks/text.html:1"),
    ],
)
def test_what_all_issues_share_may_break_too(
    page: Page, preview: Preview, name: str, broken: str, message: str
) -> None:
    frame = open_app(page, preview, "?issue=2024-02")
    expect(frame.get_by_text("Hello.")).to_be_visible()
    path = preview.root / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(broken, encoding="utf-8")

    expect(page.locator(".problem.error").first).to_contain_text(message)
    expect(page.locator("#stale")).to_be_visible()
    expect(frame.get_by_text("Hello.")).to_be_visible()

    if before is None:
        path.unlink()
    else:
        path.write_text(before, encoding="utf-8")
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator(".problem.error")).to_have_count(0)


def test_files_come_go_and_change_their_names(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02")
    names = page.locator("#issues .when")
    expect(names).to_have_text(["Feb 2024", "Jan 2024"])

    write_issue(preview.root, "2024-05", status="draft")
    expect(names).to_have_text(["May 2024", "Feb 2024", "Jan 2024"])
    expect(page.locator("#issues .state").first).to_have_text("Draft")

    (preview.root / "issues/2024-02.yaml").rename(preview.root / "issues/february.yaml")
    expect(names).to_have_text(["May 2024", "Jan 2024", "february.yaml"])
    expect(page.locator("#stale")).to_contain_text("This issue is not there any more.")
    expect(frame_of(page).get_by_text("Hello.")).to_be_visible()

    (preview.root / "issues").rename(preview.root / "elsewhere")
    expect(names).to_have_count(0)
    (preview.root / "elsewhere").rename(preview.root / "issues")
    write_issue(preview.root, "2024-02", words="Here again.")
    expect(frame_of(page).get_by_text("Here again.")).to_be_visible()


def test_a_problem_shows_the_block_it_is_about(page: Page, preview: Preview) -> None:
    issue = preview.root / "issues/2024-02.yaml"
    change(issue, "themes: [workforce]", "themes: [workforce, unheard-of]")
    query = "?issue=2024-02&pane=email-phone-light&pane=web-phone-dark&pane=text-phone-light&pane=feed-phone-dark"
    frame = open_app(page, preview, query)
    problem = page.locator(".problem", has_text="unheard-of").first
    problem.click()

    expect(problem).to_have_attribute("aria-pressed", "true")
    for number, words in enumerate(("Review one", "Review one", "What happened.", "Review one")):
        expect(frame_of(page, number).locator(MARK)).to_have_count(1)
        expect(frame_of(page, number).locator(MARK)).to_contain_text(words)
        expect(frame_of(page, number).locator(MARK)).to_be_in_viewport()
    change(issue, "Hello.", "Hello again.")
    expect(frame.get_by_text("Hello again.")).to_be_attached()
    expect(frame.locator(MARK)).to_contain_text("Review one")


def test_a_view_that_comes_late_shows_the_block_that_was_asked_for(page: Page, preview: Preview) -> None:
    words = "\n".join(f"      Paragraph {number}.\n" for number in range(60))
    issue = write_issue(preview.root, "2024-02", words=f"|\n{words}")
    change(issue, "themes: [workforce]", "themes: [workforce, unheard-of]")
    held: list[Route] = []
    page.route("**/site/**", lambda route: held.append(route))  # noqa: PLW0108  # Playwright reads its signature
    open_app(page, preview, "?issue=2024-02&pane=email-phone-light&pane=web-phone-light")
    page.locator(".problem", has_text="unheard-of").first.click()
    expect(frame_of(page).locator(MARK)).to_be_in_viewport()
    assert held
    page.unroute("**/site/**")  # which lets go what is held

    expect(frame_of(page, 1).locator(MARK)).to_be_in_viewport()


def test_a_problem_of_the_subject_shows_the_line_of_the_inbox(page: Page, preview: Preview) -> None:
    change(preview.root / "issues/2024-02.yaml", "preheader: In short, what there is to read in this issue.\n", "")
    open_app(page, preview, "?issue=2024-02")
    page.locator(".problem", has_text="preheader").first.click()

    expect(page.locator("#inbox")).to_have_class(re.compile("is-marked"))


def test_a_save_keeps_the_place_that_was_scrolled_to(page: Page, preview: Preview) -> None:
    words = "\n".join(f"      Paragraph {number}.\n" for number in range(60))
    issue = write_issue(preview.root, "2024-02", words=f"|\n{words}")
    frame = open_app(page, preview, "?issue=2024-02")
    frame.get_by_text("Paragraph 40.").evaluate("element => element.ownerDocument.defaultView.scrollTo(0, 900)")
    change(issue, "Paragraph 45.", "Paragraph forty-five.")

    expect(frame.get_by_text("Paragraph forty-five.")).to_be_attached()
    assert frame.locator("body").evaluate("body => body.ownerDocument.defaultView.scrollY") == 900


def test_switches_are_in_the_address_and_a_reload_keeps_them(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-01")
    page.get_by_label("Tablet", exact=True).check()
    page.get_by_label("No styles", exact=True).check()
    page.get_by_role("button", name="Compare with another view").click()
    page.get_by_label("Forced").nth(1).check()
    page.get_by_label("What to show").nth(1).select_option("feed")
    expect(page.get_by_label("Dark", exact=True).nth(1)).to_be_checked()
    page.get_by_text("Size by block").click()
    expect(page).to_have_url(
        re.compile(r"\?issue=2024-01&pane=email-tablet-light-nostyles&pane=feed-tablet-dark-nostyles&sizes=shown$")
    )
    page.reload()

    expect(page.locator(TOGETHER)).to_have_count(2)
    expect(page.get_by_label("No styles").first).to_be_checked()
    expect(frame_of(page, 1).get_by_text("In the feed of entries, each is on its own:")).to_be_visible()
    expect(page.locator(".share", has_text="Review one")).to_be_visible()


def test_going_to_another_issue_can_be_gone_back_on(page: Page, preview: Preview) -> None:
    frame = open_app(page, preview)
    expect(frame.get_by_text("Welcome to 2024-02.")).to_be_visible()
    page.get_by_role("link", name="Jan 2024").click()
    expect(frame.get_by_text("Welcome to 2024-01.")).to_be_visible()
    page.go_back()

    expect(frame.get_by_text("Welcome to 2024-02.")).to_be_visible()
    expect(page.get_by_role("link", name="Feb 2024")).to_have_attribute("aria-current", "page")


def test_pages_of_the_site_can_be_walked_through(page: Page, preview: Preview) -> None:
    frame = open_app(page, preview, "?issue=2024-02&pane=web-desktop-dark")
    frame.get_by_role("link", name="Review one").first.click()
    expect(frame.get_by_role("heading", level=1, name="Review one")).to_be_visible()
    change(preview.root / "issues/2024-02.yaml", "What happened.", "What really happened.")

    expect(frame.get_by_text("What really happened.")).to_be_visible()
    expect(frame.get_by_role("heading", level=1, name="Review one")).to_be_visible()
    expect(frame.locator("body")).to_have_css("background-color", "rgb(28, 35, 38)")
    frame.get_by_role("link", name="All issues", exact=True).click()
    expect(frame.get_by_role("heading", name="Not part of this issue")).to_be_visible()


def test_the_keyboard_alone_will_do(page: Page, preview: Preview) -> None:
    frame = open_app(page, preview)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the preview")).to_be_focused()
    page.get_by_label("Find an issue").press_sequentially("2024-01")
    expect(page.locator("#issues li:visible")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(frame.get_by_text("Welcome to 2024-01.")).to_be_visible()
    page.get_by_label("Desktop", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("Tablet", exact=True)).to_be_checked()
    page.get_by_role("button", name="Compare with another view").press("Enter")
    expect(page.get_by_label("What to show").nth(1)).to_be_focused()
    page.get_by_role("button", name="Close this view").nth(1).press("Enter")
    expect(page.locator(".pane")).to_have_count(1)


def test_a_test_that_fails_says_why_in_plain_words(page: Page, preview: Preview) -> None:
    (preview.root / "outbox").write_text("a file is in the way", encoding="utf-8")
    open_app(page, preview)
    page.get_by_label("To this address alone").fill("me@example.org")
    page.get_by_role("button", name="Send test").click()

    expect(page.locator("#sent.bad")).to_contain_text("outbox")
    expect(page.get_by_role("button", name="Send test")).to_be_enabled()


def test_the_app_finds_the_preview_again_when_it_is_started_anew(page: Page, tmp_path: Path) -> None:
    root = make_publication(tmp_path)
    with previewing(root) as first:
        port = first.host.rpartition(":")[2]
        frame = open_app(page, first, "?issue=2024-02")
        token = page.locator("meta[name=token]").get_attribute("content")
        assert first.stop()[:2] == (0, "Stopped.\n")
    expect(page.locator("#line")).to_contain_text("Not connected")
    write_issue(root, "2024-02", words="Written meanwhile.")
    with previewing(root, "--port", port):
        expect(frame.get_by_text("Written meanwhile.")).to_be_visible()
        expect(page.locator("meta[name=token]")).not_to_have_attribute("content", str(token))
