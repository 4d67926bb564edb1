"""What was withdrawn does not come back: not in the reason, and not in an e-mail about the correction."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.checker import CheckRequest, check_all
from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.errors import Problem
from newsletter.pipeline import Tools
from tests.building.publications import TODAY, make_publication

GONE = "The caretaker of the hall was away in June"
_ISSUE = """\
period: 2024-01
title: News
subject: News of January
preheader: In short, what there is to read in this issue.
intro: The hall opens its doors again on Monday morning.
status: ready
blocks:
  - type: article
    id: hall
    title: Who kept it
    body: "{gone}. The hall opens its doors again on Monday morning."
    withdrawn: {{at: 2024-02-10T10:00:00Z, reason: "{reason}"}}
"""
_NOTICE = """\
period: 2024-01-extra
title: A correction
subject: A correction
preheader: What we said in January, and what is right.
intro: An entry in January's issue was wrong.
status: ready
published: 2024-03-05
corrects: 2024-01
blocks:
  - type: text
    title: What was wrong
    body: "{words}"
"""


def find(root: Path, words: str, reason: str = "It was wrong.", more: str = "") -> list[Problem]:
    """Return the repeated words that are found in an e-mail about a correction, and in the issue."""
    make_publication(root, [])
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + more, encoding="utf-8")
    (root / "issues/2024-01.yaml").write_text(_ISSUE.format(gone=GONE, reason=reason), encoding="utf-8")
    (root / "issues/2024-01-extra.yaml").write_text(_NOTICE.format(words=words), encoding="utf-8")
    names = ("issues/2024-01.yaml", "issues/2024-01-extra.yaml")
    problems = check_all(CheckRequest(root, TODAY, names, Tools((), LinkIndex(root, names)))).problems
    return [one for one in problems if one.rule == "withdrawn.repeated"]


@pytest.mark.parametrize(
    "words",
    [
        f"We wrote: {GONE}.",
        "We wrote that the CARETAKER *of* the hall was not there.",
        "It was in the part on who kept it.",
    ],
)
def test_words_that_were_withdrawn_are_refused_in_a_correction(tmp_path: Path, words: str) -> None:
    [problem] = find(tmp_path, words)

    assert (problem.place.file, problem.path) == ("issues/2024-01-extra.yaml", "blocks[0].body")
    assert problem.severity == "error"
    assert "caretaker" not in problem.message + problem.hint


@pytest.mark.parametrize(
    "words",
    [
        "What we said of a person was wrong.",
        "The hall opens its doors again on Monday morning.",
        "The caretaker of the town was here in June.",
    ],
)
def test_other_words_and_those_that_readers_can_still_read_are_not(tmp_path: Path, words: str) -> None:
    assert find(tmp_path, words) == []


def test_a_title_may_be_named_where_the_publication_names_it(tmp_path: Path) -> None:
    assert find(tmp_path, "It was in the part on who kept it.", more="\n[withdrawals]\nshow_titles = true\n") == []


def test_a_reason_does_not_repeat_it_either(tmp_path: Path) -> None:
    [problem] = find(tmp_path, "It was wrong.", "The caretaker of the hall was here.")

    assert (problem.place.file, problem.path) == ("issues/2024-01.yaml", "blocks[0].withdrawn.reason")
