"""A block that frames its heading shows it once, within the frame, wherever there is one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from newsletter.building import BuildRequest, build
from tests.checking.documents import write_issue, write_publication
from tests.packs import BLOCKS

ISSUE = """
blocks:
  - {type: notice, title: Closed on Friday, body: The hall is closed.}
  - type: section
    title: More
    blocks:
      - {type: notice, title: Act by Friday, tone: important, body: Write to us.}
"""
FRAMED = re.compile(
    r"<div[^>]*>\s*(?:<p[^>]*>Please note</p>\s*)?"
    r"<h([23])[^>]*>(Closed on Friday|Act by Friday)</h\1>\s*<p[^>]*>(?:The|Write)"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publication")
    (folder / "issues").mkdir()
    (folder / "newsletter.toml").write_text(write_publication(""), encoding="utf-8")
    (folder / "issues" / "2024-03.yaml").write_text(write_issue(ISSUE), encoding="utf-8")
    build(BuildRequest(folder, folder / "dist", date(2024, 4, 1)))
    return folder / "dist"


@pytest.mark.parametrize("path", ["email/2024-03.html", "site/issues/2024-03/index.html", "site/rss.xml"])
def test_the_heading_is_on_top_within_the_frame_and_stands_there_once(built: Path, path: str) -> None:
    html = (built / path).read_text(encoding="utf-8").replace("&lt;", "<").replace("&gt;", ">")

    assert [(level, words) for level, words in FRAMED.findall(html)] == [
        ("2", "Closed on Friday"),
        ("3", "Act by Friday"),
    ]
    assert len(re.findall(r"<h\d[^>]*>Act by Friday</h", html)) == 1


def test_plain_text_says_it_above_the_words(built: Path) -> None:
    text = (built / "email/2024-03.txt").read_text(encoding="utf-8")

    assert "Closed on Friday\n----------------\n\nThe hall is closed." in text
    assert "Act by Friday\n\nWrite to us." in text


@pytest.mark.parametrize("kind", [kind for kind, block in BLOCKS.items() if block.frames_heading])
def test_the_template_of_such_a_block_shows_its_heading(kind: str) -> None:
    template = Path(__file__).parents[2] / "templates" / "blocks" / f"{kind}.html"

    assert re.search(r"entry\.(?:heading|title_in)\b", template.read_text(encoding="utf-8"))
