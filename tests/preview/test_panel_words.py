"""What panels say is for people who know no file format: no panel shows a word of one, whatever goes wrong."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.importing.test_put_back import PAGE
from tests.preview.previews import Preview
from tests.preview.test_adding_pictures import change, draw
from tests.preview.test_adding_pictures import send as send_picture
from tests.preview.test_import import answer, send

FOREIGN = re.compile(
    r"\bYAML\b|\bTOML\b|\bJSON\b|\bgit\b|\bcommit\b|\bbranch\b|\bschema\b|\bpath\b|\b(?<!arrow )keys?\b|\bblocks\[|"
    r"\w+_\w+|\bMarkdownLine\b|\bPlainText\b|\.toml\b|\.yaml\b|\bissues/|(?<![\w-])--\w|^\w+: \w+:",
    re.IGNORECASE,
)
"""Words of file formats, of programs and of this one's insides."""


def read_words(html: str) -> str:
    """Return what a panel shows and what its controls are called."""
    labels = " ".join(re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]*>", " ", html) + labels)


@pytest.fixture(scope="module")
def panels(running: Preview) -> dict[str, str]:
    """Return every panel in every state, as the preview makes it."""
    preview = running
    send_picture(preview, draw(), path='["blocks", 0]')
    return {
        "new": preview.ask("panel/new").text,
        "new, taken": answer(preview, "panel/new", period="2024-01").text,
        "new, none": answer(preview, "panel/new", period="").text,
        "import": preview.ask("panel/import").text,
        "import, done": send(preview, PAGE.encode()).text,
        "import, put back": answer(preview, "panel/import/2031-03", line="5").text,
        "import, no report": preview.ask("panel/import/2024-01").text,
        "import, no period": send(preview, b"Some words.\n\nMore words.").text,
        "import, other period": send(preview, b"The Green, week 7 of 2031\n\nWords.\n\nMore.").text,
        "import, there already": send(preview, PAGE.encode()).text,
        "import, empty": send(preview, b" ", "a.txt").text,
        "import, broken": send(preview, b"PK\x03\x04", "a.docx").text,
        "import, picture": send(preview, draw(), "a.png").text,
        "pictures": preview.ask("panel/picture/2024-01").text,
        "picture": preview.ask('panel/picture/2024-01?path=["blocks",0]').text,
        "picture, saved": change(preview, ["blocks", 0]).text,
        "picture, no words": change(preview, ["blocks", 0], alt="").text,
        "picture, a name": change(preview, ["blocks", 0], alt="IMG_1.png".replace("_", " ")).text,
        "picture, a picture": change(preview, ["blocks", 0], alt="A picture of a boat").text,
        "picture, a link": change(preview, ["blocks", 0], link="http://example.org").text,
        "picture, decorative link": change(preview, ["blocks", 0], link="https://example.org", decorative="yes").text,
        "picture, wrong": send_picture(preview, b"%PDF", "a.pdf").text,
        "picture, damaged": send_picture(preview, draw()[:-99], "a.png").text,
    }


def test_no_panel_says_a_word_of_a_file_format(panels: dict[str, str]) -> None:
    found = {name: seen[0] for name, html in panels.items() if (seen := FOREIGN.search(read_words(html)))}

    assert found == {}


def test_each_panel_has_a_heading_and_a_name_for_every_control(panels: dict[str, str]) -> None:
    for name, html in panels.items():
        assert html.count('id="panel-heading"') == 1, name
        ids = set(re.findall(r'\bid="([^"]+)"', html))
        assert set(re.findall(r'\b(?:for|aria-describedby)="([^"]+)"', html)) <= ids, name
