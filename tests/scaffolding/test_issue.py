"""The beginning of an issue: for the next month, ready to build, and right in everything it suggests."""

from __future__ import annotations

import re

import pytest

from newsletter.checking import check_issue
from newsletter.documents.issue import Issue
from newsletter.documents.periods import parse_period
from newsletter.documents.publication import Publication
from newsletter.errors import Severity
from newsletter.importing import import_source
from newsletter.loading import parse_issue
from newsletter.rendering.edition import publication_moment
from newsletter.scaffolding.issue import make_blank_issue
from tests.importing.sources import PUBLICATION, bring
from tests.packs import BLOCKS, PACKS

MAY = parse_period("2031-05")


def test_a_blank_draft_has_no_error() -> None:
    loaded = parse_issue(make_blank_issue(MAY, PUBLICATION), "2031-05.yaml", PACKS)

    assert [p for p in check_issue(loaded, PUBLICATION) if p.severity is Severity.ERROR] == []
    assert loaded.issue.title == "Riverside Digest, May 2031"
    assert not loaded.issue.is_ready


def test_a_draft_that_nobody_has_filled_in_cannot_go_out() -> None:
    ready = make_blank_issue(MAY, PUBLICATION).replace(b"status: draft", b"status: ready")
    found = check_issue(parse_issue(ready, "2031-05.yaml", PACKS), PUBLICATION)
    stopped = {(problem.rule, problem.path) for problem in found if problem.severity is Severity.ERROR}

    assert {("words.placeholder", path) for path in ("intro", "blocks[0].title", "blocks[0].body")} <= stopped


TEXT = PUBLICATION.model_copy(update={"packs": ()})
WITHOUT_CONTACTS = TEXT.model_copy(update={"support_contacts": ()})


@pytest.mark.parametrize(
    ("publication", "left_out"),
    [
        (TEXT, {"section", "case_review"}),
        (PUBLICATION, {"section"}),
        (WITHOUT_CONTACTS, {"section", "case_review", "contacts"}),
    ],
)
def test_what_its_comments_offer_is_for_this_publication_and_right_without_the_signs(
    publication: Publication, left_out: set[str]
) -> None:
    text = make_blank_issue(MAY, publication).decode()
    keys = re.sub(r"^# (?=(?:subject|preheader): )", "", text, flags=re.MULTILINE)
    head, more, examples = keys.partition("  # More blocks.")
    blocks = "\n".join(re.sub(r"^  # ?", "  ", line) for line in examples.splitlines()[1:])
    issue: Issue = parse_issue(f"{head}{blocks}\n".encode(), "2031-05.yaml", PACKS).issue

    assert more
    assert issue.blocks[0].type == "text"
    assert sorted(block.type for block in issue.blocks[1:]) == sorted(BLOCKS.keys() - left_out - {"text"})
    assert issue.subject
    assert issue.preheader


def test_a_draft_says_all_that_has_to_go_before_a_line_is_used() -> None:
    assert b"To use a line, delete its # and the space after it." in make_blank_issue(MAY, PUBLICATION)


@pytest.mark.parametrize(
    ("period", "day"), [("2031-05", "1 June 2031"), ("2031-12", "1 January 2032"), ("2031-11", "1 December 2031")]
)
def test_a_draft_says_when_it_goes_out_and_how_to_choose_another_day(period: str, day: str) -> None:
    drafts = [
        make_blank_issue(parse_period(period), PUBLICATION),
        bring("# News\n\nAll is well.\n", period=period).imported.document,
    ]

    for draft in drafts:
        text = draft.decode()
        shown = re.search(
            r"It goes out on (.*)\. For another day, write below status: (published: \S+)$", text, re.MULTILINE
        )
        assert shown
        changed = parse_issue(
            text.replace("status: draft", f"status: draft\n{shown[2]}", 1).encode(), f"{period}.yaml", PACKS
        )
        moments = [
            publication_moment(PUBLICATION, loaded.issue) for loaded in (parse_issue(draft, "d.yaml", PACKS), changed)
        ]
        assert f"{moments[0]:%-d %B %Y}" == shown[1] == day
        assert f"{moments[1]:%Y-%m-%d}" == f"{period}-01"


@pytest.mark.parametrize(("publication", "caution"), [(TEXT, "private"), (PUBLICATION, "no names, ages or harm")])
def test_only_who_writes_about_people_at_risk_is_warned_of_harm(publication: Publication, caution: str) -> None:
    imported = import_source(b"# News\n\nAll is well.\n", "news.md", publication, "2031-05").document

    assert all(caution in draft.decode() for draft in (imported, make_blank_issue(MAY, publication)))
