"""``newsletter check --fix`` writes the spellings that a publication prefers, and touches no other byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.checking.examples import ISSUE_NAME
from newsletter.checking.fixes import fix_issues, write_spellings
from newsletter.cli import main
from newsletter.loading import parse_issue
from tests.checking.documents import load_changed_publication, write_issue, write_publication
from tests.matrix import often
from tests.packs import PACKS

HEAD = "# Re-launch in a comment\nperiod: 2024-03\ntitle: T\n"

TEXTS = [
    ("intro: The re-launch of it\n", "intro: The relaunch of it\n"),
    ("intro: Re-launch of it # re-launch\n", "intro: Relaunch of it # re-launch\n"),
    ("intro: RE-LAUNCH!\n", "intro: RELAUNCH!\n"),
    ("intro: 'The re-launch, ''here'''\n", "intro: 'The relaunch, ''here'''\n"),
    ('intro: "A \\"re-launch\\" é \\u00e9"\n', 'intro: "A \\"relaunch\\" é \\u00e9"\n'),
    (
        "intro: |\n  One re-launch.\n\n  #re-launch is a text here\n",
        "intro: |\n  One relaunch.\n\n  #relaunch is a text here\n",
    ),
    (
        "intro: >-\n  After\n  Covid-19  the re-launch\n  comes\n",
        "intro: >-\n  After\n  COVID-19  the relaunch\n  comes\n",
    ),
    (
        'intro: "See [the re-launch](https://example.org/re-launch)."\n',
        'intro: "See [the relaunch](https://example.org/re-launch)."\n',
    ),
    ("intro: Write `re-launch` or re-launch\n", "intro: Write `re-launch` or relaunch\n"),
    ("intro: pre-launch, re-launched, xre-launch\n", None),
    ("subject: A re-launch\r\nintro: A re-launch\r\n", "subject: A relaunch\r\nintro: A relaunch\r\n"),
    (
        "blocks:\n  - type: links\n    title: Re-launch\n    items: [{text: re-launch it, url: 'https://a.example.org'}]\n",
        "blocks:\n  - type: links\n    title: Relaunch\n    items: [{text: relaunch it, url: 'https://a.example.org'}]\n",
    ),
    ("intro: A re-launch\nwaivers: [{rule: words.house-spelling, path: intro, reason: It quotes.}]\n", None),
    ("intro: As\n  the re-launch\n  does\n", "intro: As\n  the relaunch\n  does\n"),
]


def fix(tmp_path: Path, text: str) -> str:
    publication = load_changed_publication(tmp_path, "").publication
    return write_spellings(parse_issue(text.encode(), "issues/2024-03.yaml", PACKS), publication).text


@pytest.mark.parametrize(("text", "fixed"), TEXTS)
def test_a_spelling_is_written_and_nothing_else(tmp_path: Path, text: str, fixed: str | None) -> None:
    assert fix(tmp_path, HEAD + text) == HEAD + (text if fixed is None else fixed)


def test_points_of_a_review_are_fixed_where_they_are_bare_text(tmp_path: Path) -> None:
    text = write_issue("").replace("Listening to the child", "The re-launch, and a re-launch")

    assert fix(tmp_path, text) == text.replace("re-launch", "relaunch")


def test_a_document_without_such_a_word_is_not_written(tmp_path: Path) -> None:
    load_changed_publication(tmp_path, "")
    (tmp_path / "issues").mkdir()
    path = tmp_path / ISSUE_NAME
    path.write_bytes(b"\xef\xbb\xbf" + write_issue("").encode())
    before = path.stat().st_mtime_ns

    assert fix_issues(tmp_path, [ISSUE_NAME]) == ()
    assert path.stat().st_mtime_ns == before


def test_the_command_fixes_says_what_and_checks_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "issues").mkdir()
    (tmp_path / "newsletter.toml").write_text(write_publication(""), encoding="utf-8")
    (tmp_path / ISSUE_NAME).write_bytes(b"\xef\xbb\xbf" + write_issue("intro: After Covid-19.\n").encode())
    (tmp_path / "issues/2024-02.yaml").write_text("title: a: b\n", encoding="utf-8")

    ended = main(["check", "--fix", "--as-of", "2024-04-01", "--root", str(tmp_path)])

    output = capsys.readouterr().out
    assert ended == 1  # for the other issue, which is broken and stays as it was
    assert f"{ISSUE_NAME}:5: wrote 'COVID-19' in the place of 'Covid-19'." in output
    assert "words.house-spelling" not in output
    assert (tmp_path / ISSUE_NAME).read_bytes() == b"\xef\xbb\xbf" + write_issue("intro: After COVID-19.\n").encode()
    assert (tmp_path / "issues/2024-02.yaml").read_text() == "title: a: b\n"


WORDS = st.sampled_from(
    ["re-launch", "Covid-19", "a", "#b", "[d](https://e.example.org/re-launch)", "é", "`re-launch`"]
)


@settings(max_examples=often(100), deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["|\n  ", ">\n  ", ">-\n  "]))
def test_whatever_stands_around_it_only_the_spelling_changes(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], style: str
) -> None:
    typed = f"{HEAD}intro: {style}{' '.join(words)}\n"
    spelt = {"re-launch": "relaunch", "Covid-19": "COVID-19"}
    expected = f"{HEAD}intro: {style}{' '.join(spelt.get(word, word) for word in words)}\n"

    assert fix(tmp_path_factory.mktemp("a"), typed) == expected
