"""The beginning of an issue: for the next month, ready to build, and right in everything it suggests."""

from __future__ import annotations

import re

import pytest

from newsletter.checking import check_issue
from newsletter.documents.issue import Issue
from newsletter.errors import Severity
from newsletter.importing.blank import find_next_period, write_blank
from newsletter.loading import parse_issue
from tests.importing.sources import PUBLICATION


@pytest.mark.parametrize(
    ("names", "period"),
    [
        ([], "2031-05"),
        (["2024-01", "2024-03", "2024-02"], "2024-04"),
        (["2024-12"], "2025-01"),
        (["notes", "2024-13", "template"], "2031-05"),
        (["2999-12"], "2999-01"),
    ],
)
def test_the_next_month_follows_the_newest_issue(names: list[str], period: str) -> None:
    assert find_next_period(names, "2031-05") == period


def test_a_blank_draft_has_no_error() -> None:
    loaded = parse_issue(write_blank("2031-05", PUBLICATION), "2031-05.yaml")

    assert [p for p in check_issue(loaded, PUBLICATION) if p.severity is Severity.ERROR] == []
    assert loaded.issue.title == "Riverside Digest, May 2031"
    assert not loaded.issue.is_ready


def test_everything_in_its_comments_is_right_once_the_signs_are_gone() -> None:
    text = write_blank("2031-05", PUBLICATION).decode()
    keys = re.sub(r"^# (?=(?:subject|preheader): )", "", text, flags=re.MULTILINE)
    head, more, examples = keys.partition("  # More blocks.")
    blocks = "\n".join(re.sub(r"^  # ?", "  ", line) for line in examples.splitlines()[1:])
    issue: Issue = parse_issue(f"{head}{blocks}\n".encode(), "2031-05.yaml").issue

    assert more
    assert [block.type for block in issue.blocks] == ["text", "event", "links", "case_review", "contacts"]
    assert issue.subject
    assert issue.preheader


def test_a_draft_says_all_that_has_to_go_before_a_line_is_used() -> None:
    assert b"To use a line, take its # and the space after it away." in write_blank("2031-05", PUBLICATION)
