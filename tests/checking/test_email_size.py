"""An e-mail that is nearly too large is warned about, one that is too large refused, and the block to blame named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.checking import Stage, ask
from newsletter.checking.contexts import EmailContext
from newsletter.checking.rules.size import CLIP_AT, WARN_AT
from newsletter.errors import Problem, ProblemsFoundError, Severity
from newsletter.loading import LoadedIssue, parse_issue
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import TOO_LONG, render_campaign
from newsletter.rendering.renderer import make_renderer
from tests.building.publications import make, make_publication, write_issue
from tests.packs import PACKS
from tests.rendering.editions import PUBLICATION

ROOT = Path(__file__).parents[2]
ISSUE = """\
period: 2024-03
title: News
blocks:
  - {type: text, body: Short.}
  - type: section
    title: Part
    blocks:
      - {type: text, body: Short too.}
      - {type: text, body: LONG}
"""


def check_size(loaded: LoadedIssue, size: int) -> list[Problem]:
    """Return what a build says of the e-mail of an issue if its HTML has so many bytes."""
    edition, renderer = Edition(PUBLICATION, loaded.issue), make_renderer(ROOT, PACKS)
    campaign = replace(render_campaign(edition, renderer), html="x" * size)
    return list(ask(EmailContext(edition, renderer, campaign), loaded.document, Stage.BUILD))


@pytest.mark.parametrize(
    ("size", "found"),
    [
        (WARN_AT - 1, []),
        (WARN_AT, [Severity.WARNING]),
        (TOO_LONG - 1, [Severity.WARNING]),
        (TOO_LONG, [Severity.ERROR]),
    ],
)
def test_size_weighs_by_how_near_the_clip_it_is(size: int, found: list[Severity]) -> None:
    loaded = parse_issue(ISSUE.encode(), "issues/2024-03.yaml", PACKS)
    problems = check_size(loaded, size)

    assert [problem.severity for problem in problems] == found


def test_the_largest_block_is_to_blame_where_it_stands() -> None:
    loaded = parse_issue(ISSUE.replace("LONG", "word " * 400).encode(), "issues/2024-03.yaml", PACKS)
    (problem,) = check_size(loaded, WARN_AT)

    assert str(problem.place) == "issues/2024-03.yaml:9:9"
    assert problem.path == "blocks[1].blocks[1]"
    assert "80 KB of HTML" in problem.message
    assert "brings 2 KB" in problem.hint


def test_an_empty_issue_can_be_blamed_on_nothing_but_itself() -> None:
    loaded = parse_issue(b"period: 2024-03\ntitle: News\n", "issues/2024-03.yaml", PACKS)
    (problem,) = check_size(loaded, TOO_LONG)

    assert (str(problem.place), problem.path) == ("issues/2024-03.yaml:1:1", "")


def test_the_limits_leave_room_for_what_providers_add() -> None:
    assert WARN_AT < TOO_LONG < CLIP_AT


def write_long(signs: int) -> str:
    """Write a text with so many signs that take two characters each in the document, and six in the mail."""
    return "R" + " &" * signs


def test_a_build_refuses_a_mail_that_would_not_arrive_whole(tmp_path: Path) -> None:
    root = make_publication(tmp_path)
    write_issue(root, "2024-02", words=write_long(20_000))
    with pytest.raises(ProblemsFoundError, match=r"2024-02\.yaml:\d+:5: error: blocks\[0\]: the e-mail is 1\d\d KB"):
        make(root)

    assert not (root / "dist").exists()
    write_issue(root, "2024-02", words=write_long(12_000))
    assert [problem.rule for problem in make(root).warnings] == ["email.size"]
