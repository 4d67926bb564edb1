"""Sponsors: an issue says that it is marketing, or its publication does for all of them."""

from __future__ import annotations

from pathlib import Path

from newsletter.checking.registry import Example
from tests.checking.documents import inspect_example

ISSUE = "blocks:\n  - {type: sponsor, title: Hobbs & Sons, body: Order by Friday.}\n"
MARKETING = '[mail]\nmessage_class = "marketing"\n'


def test_a_publication_can_say_it_for_every_issue_and_an_issue_can_say_otherwise(tmp_path: Path) -> None:
    service = f"message_class: service\n{ISSUE}"
    (problem,) = inspect_example(tmp_path, Example(issue=service, publication=MARKETING))

    assert inspect_example(tmp_path, Example(issue=ISSUE, publication=MARKETING)) == ()
    assert problem.rule == "sponsor.message-class"
    assert 'message_class = "marketing"' in str(problem.hint)
