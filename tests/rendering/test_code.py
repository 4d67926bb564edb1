"""Listings: every space of the code is in every output, marked in three styles, and on the web they scroll."""

from __future__ import annotations

import json
import re
from html import unescape
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from pygments.lexers import get_all_lexers

from newsletter.documents.blocks.code import LANGUAGES, LONGEST_CODE, Code
from newsletter.errors import ProblemsFoundError
from newsletter.loading import parse_issue
from newsletter.rendering.highlighting import highlight
from scripts.golden import load_case, make_files
from tests.matrix import nightly

PUBLICATION = load_case("code")[0].publication
CODE = "\n\n    await f(\"<b>\", 'a & b')  # why\n\n\tclass Émile(Base):\n  return None {{ 7 }} \\n \n\n"
SHOWN = CODE.strip("\n").rstrip()


def make_issue_files(**block: str) -> dict[str, bytes]:
    issue = {"period": "2024-03", "title": "Code", "status": "ready", "blocks": [{"type": "code", **block}]}
    return make_files(PUBLICATION, parse_issue(json.dumps(issue).encode(), "issues/2024-03.yaml", ()).issue)


def read_listing(document: str | bytes) -> str:
    (listing,) = html.document_fromstring(document).iter("pre")
    return "".join(map(str, listing.itertext()))


@pytest.mark.parametrize("language", [{}, {"language": "python"}, {"language": "html"}])
def test_every_space_of_the_code_is_in_mail_page_and_feed(language: dict[str, str]) -> None:
    files = make_issue_files(code=CODE, **language)
    entry = json.loads(files["site/feed.json"])["items"][0]["content_html"]

    assert read_listing(files["email/2024-03.html"].decode()) == SHOWN
    assert read_listing(files["site/issues/2024-03/index.html"].decode()) == SHOWN
    assert read_listing(entry) == SHOWN


def test_plain_text_has_the_lines_indented_and_whole() -> None:
    lines = make_issue_files(code="if x:\n\n  " + "word " * 40)["email/2024-03.txt"].decode().splitlines()

    assert lines[lines.index("    if x:") :][:3] == ["    if x:", "", "      " + ("word " * 40).rstrip()]


def test_yaml_keeps_the_first_indent() -> None:
    document = "period: 2024-03\ntitle: x\nblocks:\n  - type: code\n    code: |2\n          deep\n        less\n"
    (block,) = parse_issue(document.encode(), "issues/2024-03.yaml", ()).issue.blocks

    assert isinstance(block, Code)
    assert block.lines == ["    deep", "  less"]


def test_comments_strings_and_keywords_are_marked_and_nothing_else() -> None:
    assert highlight("if x == 'a<b':  # why\n    return None", "python") == (
        '<b>if</b> x == <span class="string">&#39;a&lt;b&#39;</span>:  <span class="comment"># why</span>\n'
        "    <b>return</b> None"
    )  # fmt: skip
    assert highlight("- old\n+ new", "diff").count("span") == 4
    assert highlight("if x: # why", None) == "if x: # why"


COMMON = (
    "python",
    "rust",
    "javascript",
    "html",
    "css",
    "bash",
    "console",
    "yaml",
    "json",
    "sql",
    "c++",
    "diff",
    "toml",
)


@given(
    st.sampled_from(COMMON), st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t<&\"'#/"))
)
@example("python", "\ufeffx")
def test_marking_changes_no_character(language: str, code: str) -> None:
    marked = highlight(code, language)

    assert unescape(re.sub(r"</?(?:b|span)(?: class=\"[a-z]+\")?>", "", marked)) == code


def test_a_listing_on_the_web_is_reached_by_keyboard_and_one_in_a_mail_is_not() -> None:
    files = make_issue_files(code=CODE)

    assert '<pre class="code" tabindex="0" dir="ltr">' in files["site/issues/2024-03/index.html"].decode()
    assert "tabindex" not in files["email/2024-03.html"].decode()
    assert "tabindex" not in files["site/feed.json"].decode()


def test_every_language_is_one_that_pygments_has() -> None:
    there_are = {alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases}

    assert set(LANGUAGES) <= there_are
    assert "<b>" in highlight(
        "SELECT 1", Code.model_validate({"type": "code", "code": "x", "language": "SQL"}).language
    )
    assert Code.model_validate({"type": "code", "code": "x", "language": "sh"}).language == "bash"


SLOW = ("(", "'", "\\", "<!--", "a ", "{", "/*", '"', "`", "\n", "a.b.", "::", "&", "<<A\n", "A:", "0", "=>", "é", "$(")


SLOWEST = {"c", "c++", "java", "console", "markdown", "matlab", "ruby", "tsx", "typescript"}
"""The languages that take most of the time of all; the others take it at night."""


@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param(one, marks=() if one in SLOWEST else nightly) for one in LANGUAGES])
def test_the_longest_listing_takes_seconds_at_worst(language: str) -> None:
    """Pygments' patterns take quadratic time in places, so that only the length of a listing limits the time."""
    start = process_time()
    for text in SLOW:
        assert highlight((text * LONGEST_CODE)[:LONGEST_CODE], language)

    assert process_time() - start < 10


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ({"language": "pyton"}, "'pyton' is not a programming language that is known here. Did you mean python?"),
        ({"language": "§§§"}, "Leave it out, or write one of bash, c, c++,"),
        ({"code": " \n "}, "code: this is empty. Write something, or leave the block out."),
        ({"code": "a\u202eb"}, "the invisible character U+202E, which turns the direction of text around"),
        ({"code": "a\x07b"}, "invisible character U+0007"),
        ({"code": "x" * (LONGEST_CODE + 1)}, "5000 characters"),
    ],
)
def test_what_cannot_be_shown_is_refused(block: dict[str, str], message: str) -> None:
    with pytest.raises(ProblemsFoundError) as refused:
        make_issue_files(**{"code": "x", **block})

    assert message in str(refused.value).replace(",", "").replace("\n", " ") or message in str(refused.value)


def test_the_key_language_is_not_that_of_the_words() -> None:
    files = make_issue_files(code="x", language="PYTHON")

    assert 'lang="python"' not in files["email/2024-03.html"].decode().casefold()
