"""A link to a block of the same issue leads there from every output: within a page, and elsewhere to the page."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from newsletter.building import BuildRequest, build
from tests.checking.documents import write_issue, write_publication

ISSUE = """
intro: "Come to [what is on](#events), and see <#news> in `[code](#news)`."
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: lcspr
    summary: "A visit was missed, as [the news](#news) says."
    learning: {items: [Listening to the child]}
  - type: links
    id: news
    title: News
    items:
      - {text: All events, url: "#events"}
      - {text: The review, url: "#child-a"}
  - {type: text, id: events, title: What is on, body: "Back to [the news](#news)."}
"""
PAGE = "https://digest.example.org/issues/2024-03/"
LINKS = ["#events", "#news", "#events", "#child-a", "#news"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publication")
    (folder / "issues").mkdir()
    (folder / "newsletter.toml").write_text(write_publication(""), encoding="utf-8")
    (folder / "issues" / "2024-03.yaml").write_text(write_issue(ISSUE), encoding="utf-8")
    build(BuildRequest(folder, folder / "dist", date(2024, 4, 1)))
    return folder / "dist"


def find_targets(html: str) -> list[str]:
    """Return where the links to blocks lead, in the order of the document."""
    return [target for target in re.findall(r'<a [^>]*href="([^"]*)"', html) if re.search(r"#(?!the_|by_)", target)]


def test_on_the_page_of_the_issue_they_lead_to_its_own_blocks(built: Path) -> None:
    page = (built / "site" / "issues" / "2024-03" / "index.html").read_text()

    assert find_targets(page) == LINKS
    assert all(f'id="{target[1:]}"' in page for target in LINKS)


def test_on_the_page_of_an_item_they_lead_to_the_page_of_the_issue(built: Path) -> None:
    page = (built / "site" / "issues" / "2024-03" / "child-a" / "index.html").read_text()

    assert find_targets(page) == ["../../../issues/2024-03/#news"]


def test_in_the_mail_they_lead_to_the_copy_on_the_web(built: Path) -> None:
    html = (built / "email" / "2024-03.html").read_text()

    assert find_targets(html) == [f"{PAGE}{target}" for target in LINKS]


def test_in_plain_text_they_lead_to_the_copy_on_the_web(built: Path) -> None:
    text = (built / "email" / "2024-03.txt").read_text()

    assert re.findall(r"<(\S+#\S+)>", text) == [
        f"{PAGE}#events",
        f"{PAGE}#news",
        *(f"{PAGE}{link}" for link in LINKS[1:]),
    ]
    assert "[code](#news)" in " ".join(text.split())


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "feed.json", "items/rss.xml"])
def test_in_feeds_they_are_whole_addresses(built: Path, name: str) -> None:
    feed = (built / "site" / name).read_text()
    phrase = json.dumps(json.loads(feed)["items"], ensure_ascii=False) if name.endswith("json") else feed

    assert f"{PAGE}#news" in phrase
    assert not re.search(r"""href=(?:\\?["']|&quot;|&#34;)#""", phrase)


def test_the_list_of_issues_names_whole_addresses(built: Path) -> None:
    index = (built / "site" / "index.html").read_text()

    assert "&lt;#events" not in index
