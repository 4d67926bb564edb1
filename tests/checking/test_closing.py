"""Jobs and polls: closed ones are found; recordings: what contradicts itself is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.errors import ProblemsFoundError
from newsletter.loading import parse_issue
from tests.checking.documents import inspect_issue, write_issue
from tests.packs import PACKS

POLL = "title: Tea?, answers: [{text: Tea, url: 'https://a.example.org/'}, {text: No, url: 'https://b.example.org/'}]"


@pytest.mark.parametrize(
    ("block", "rules"),
    [
        (f"type: poll, closes: 2024-03-31, {POLL}", ["closing.past"]),
        (f"type: poll, closes: 2024-04-01, {POLL}", []),
        (f"type: poll, {POLL}", []),
        ("type: job, title: Caretaker, closes: 2024-03-31", ["closing.past"]),
        ("type: job, title: Caretaker, closes: 2024-04-01", []),
    ],
)
def test_what_is_closed_when_the_issue_goes_out_is_found(tmp_path: Path, block: str, rules: list[str]) -> None:
    problems = inspect_issue(tmp_path, f"blocks:\n  - {{{block}}}\n")

    assert [problem.rule for problem in problems] == rules
    assert {problem.path for problem in problems} <= {"blocks[0].closes"}


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("type: poll, title: Tea?, answers: [{text: Tea, url: 'https://a.example.org/'}]", "2"),
        ("type: media, title: A, kind: audio, url: 'https://a.example.org/', media_type: video/mp4", "kind is audio"),
        ("type: media, title: A, kind: audio, url: 'https://a.example.org/', media_type: text/html", "media_type"),
        (
            "type: media, title: A, kind: audio, url: 'https://a.example.org/', bytes: 1",
            "leave bytes out",
        ),
        ("type: media, title: A, kind: film, url: 'https://a.example.org/'", "kind"),
    ],
)
def test_what_contradicts_itself_is_refused(block: str, message: str) -> None:
    with pytest.raises(ProblemsFoundError) as refused:
        parse_issue(write_issue(f"blocks:\n  - {{{block}}}\n").encode(), "issues/2024-03.yaml", PACKS)

    assert message in str(refused.value)
