"""Golden cases: an issue, and what readers get of it.

After a wanted change run ``.venv/bin/python -m scripts.golden`` and read the diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import unified_diff
from pathlib import Path

import pytest
from pydantic import BaseModel

from newsletter.checking import check_issue, check_publication
from newsletter.errors import Severity
from newsletter.outputs import find_outputs
from newsletter.packs.case_reviews.block import (
    CaseReview,
    Confirmation,
    Incident,
    ReviewResource,
    Subject,
)
from newsletter.packs.case_reviews.points import ReviewPoint, SubPoint
from newsletter.rendering.renderer import find_template_folders
from scripts.golden import CASES, GOLDEN, SHOWN_AS_READ, extract, keep_whole, load_case, show_invisible
from tests.packs import BLOCKS, PACKS

TEMPLATES = find_template_folders(Path("no publication here"), PACKS)


def read_expected(case: str) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in (GOLDEN / case / "expected").iterdir()}


def describe_difference(case: str, expected: dict[str, str], made: dict[str, str]) -> str:
    """Write what changed as a person reads it, invisible characters shown."""
    lines = [
        line
        for name in sorted(expected | made)
        for line in unified_diff(
            show_invisible(expected.get(name, "")).splitlines(),
            show_invisible(made.get(name, "")).splitlines(),
            f"tests/golden/{case}/expected/{name}",
            "now",
            lineterm="",
            n=1,
        )
    ]
    return "\n".join([*lines, "", "If this is wanted: .venv/bin/python -m scripts.golden"])


@pytest.mark.parametrize("case", CASES)
def test_a_golden_case_yields_what_it_did(case: str) -> None:
    expected, made = read_expected(case), extract(case)

    assert made == expected, describe_difference(case, expected, made)


def test_what_a_new_output_makes_is_part_of_every_golden_case_without_a_change_here() -> None:
    files = {"email": {"email/2024-03.txt": b"Known."}, "calendar": {"site/2024-03/events.ics": b"BEGIN:VCALENDAR\xff"}}

    assert find_outputs().keys() >= SHOWN_AS_READ
    assert keep_whole(files) == {"site-2024-03-events.ics": "BEGIN:VCALENDAR\\xff"}


@pytest.mark.parametrize("case", CASES)
def test_a_golden_case_is_fit_to_be_published(case: str) -> None:
    publication, loaded = load_case(case)
    found = [
        *check_publication(publication, date(2024, 4, 1)),
        *check_issue(loaded, publication.publication),
    ]

    assert loaded.issue.is_ready
    assert [str(problem) for problem in found if problem.severity is Severity.ERROR] == []


@pytest.mark.parametrize("block_type", BLOCKS)
def test_every_block_type_has_both_partials_and_a_golden_case(block_type: str) -> None:
    shown = {block.type for case in CASES for block in load_case(case)[1].issue.walk()}
    partials = [path.name for folder in TEMPLATES for path in (folder / "blocks").glob(f"{block_type}.*")]

    assert {f"{block_type}.html", f"{block_type}.txt"} <= set(partials)
    assert set(partials) <= {f"{block_type}.{ending}" for ending in ("html", "mjml", "txt")}
    assert block_type in shown


def test_every_block_partial_belongs_to_a_block_type() -> None:
    partials = {path.stem for folder in TEMPLATES for path in (folder / "blocks").glob("[a-z]*")}

    assert partials == set(BLOCKS)


def walk_parts(part: BaseModel) -> Iterator[BaseModel]:
    """Yield a part of a document and every part below it."""
    yield part
    for _, value in part:
        for below in value if isinstance(value, tuple) else (value,):
            if isinstance(below, BaseModel):
                yield from walk_parts(below)


def test_the_full_review_sets_every_field_there_is() -> None:
    parts = [part for review in load_case("case_review_full")[1].issue.items() for part in walk_parts(review)]
    there_are = {f"{type(part).__name__}.{name}" for part in parts for name in type(part).model_fields}
    are_set = {f"{type(part).__name__}.{name}" for part in parts for name in part.model_fields_set}

    assert {type(part) for part in parts} >= {
        CaseReview,
        Subject,
        Confirmation,
        Incident,
        ReviewPoint,
        SubPoint,
        ReviewResource,
    }
    of_every_block = {"CaseReview.language", "CaseReview.direction", "CaseReview.withdrawn"}  # set by other cases
    assert there_are - are_set == of_every_block


def test_a_difference_is_shown_by_file_and_line_with_the_invisible_made_visible() -> None:
    shown = describe_difference("text", {"email.txt": "same\nold\u00ad\n"}, {"email.txt": "same\nnew\n", "b": "more\n"})

    assert "--- tests/golden/text/expected/email.txt" in shown
    assert "-old&#xAD;" in shown
    assert "+new" in shown
    assert "+more" in shown
