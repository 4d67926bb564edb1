"""Every rule has a bad and a good example; what it finds has a place and a hint."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from newsletter.checking import ISSUE_RULES, PUBLICATION_RULES
from newsletter.checking.base import Weight
from newsletter.errors import Place, Severity
from tests.checking.documents import (
    ISSUE,
    ISSUE_NAME,
    PUBLICATION,
    check_changed_issue,
    check_changed_publication,
    find_mark,
    write_document,
)
from tests.checking.examples import ISSUE_EXAMPLES, PUBLICATION_EXAMPLES, Example, notices, review

every_issue_rule = pytest.mark.parametrize("example", ISSUE_EXAMPLES, ids=lambda example: example.rule)
every_publication_rule = pytest.mark.parametrize("example", PUBLICATION_EXAMPLES, ids=lambda example: example.rule)
WHOLE_ISSUE = Place(ISSUE_NAME, 1, 1)


def test_every_rule_has_an_example_and_every_example_a_rule() -> None:
    assert {example.rule for example in ISSUE_EXAMPLES} == set(ISSUE_RULES)
    assert {example.rule for example in PUBLICATION_EXAMPLES} == set(PUBLICATION_RULES)


@pytest.mark.parametrize("rule", [*ISSUE_RULES.values(), *PUBLICATION_RULES.values()], ids=lambda rule: rule.id)
def test_every_rule_says_why_it_is_one(rule: object) -> None:
    reason = getattr(rule, "find").__doc__ or ""  # noqa: B009  # a rule of either family

    assert reason.endswith(".")


def test_the_issue_and_the_publication_that_examples_start_from_are_blameless(tmp_path: Path) -> None:
    assert check_changed_issue(tmp_path, {}) == []
    assert check_changed_publication(tmp_path, {}) == []


@every_issue_rule
def test_a_bad_example_is_found_where_it_stands_with_a_hint(tmp_path: Path, example: Example) -> None:
    changes = {example.part: example.bad}
    place = find_mark(write_document(ISSUE, changes), ISSUE_NAME)
    problem, *others = check_changed_issue(tmp_path, changes)

    assert {example.rule} == {found.rule for found in (problem, *others)}
    assert problem.place == (place if place.line else WHOLE_ISSUE)
    assert example.hint in problem.hint


@every_issue_rule
def test_a_good_example_is_left_in_peace(tmp_path: Path, example: Example) -> None:
    assert check_changed_issue(tmp_path, {example.part: example.good}) == []


@every_publication_rule
def test_a_bad_publication_is_found_where_it_stands_with_a_hint(tmp_path: Path, example: Example) -> None:
    changes = {example.part: example.bad}
    place = find_mark(write_document(PUBLICATION, changes), "newsletter.toml")
    problem, *others = check_changed_publication(tmp_path, changes)

    assert {example.rule} == {found.rule for found in (problem, *others)}
    assert problem.place == place
    assert example.hint in problem.hint


@every_publication_rule
def test_a_good_publication_is_left_in_peace(tmp_path: Path, example: Example) -> None:
    assert check_changed_publication(tmp_path, {example.part: example.good}) == []


@every_issue_rule
def test_a_finding_weighs_what_its_rule_says(tmp_path: Path, example: Example) -> None:
    weight = ISSUE_RULES[example.rule].weight
    changes = {example.part: example.bad}
    ready = check_changed_issue(tmp_path, changes)[0]
    status = (changes.get("status") or ISSUE["status"]).replace("ready", "draft")
    draft = check_changed_issue(tmp_path, changes | {"status": status})[0]

    assert ready.severity is (Severity.WARNING if weight is Weight.WARNING else Severity.ERROR)
    assert draft.severity is (Severity.ERROR if weight is Weight.ERROR else Severity.WARNING)


@pytest.mark.parametrize("part", ["subject", "preheader", "intro", "blocks"])
def test_a_ready_issue_without_a_part_is_unfinished(tmp_path: Path, part: str) -> None:
    (problem,) = check_changed_issue(tmp_path, {part: ""})

    assert (problem.rule, problem.severity) == ("issue.unfinished", Severity.ERROR)
    assert part in problem.message


def test_two_ids_alike_are_found_within_a_section(tmp_path: Path) -> None:
    section = "{type: section, title: S, blocks: [{type: text, id: one, body: B}]}"
    (problem,) = check_changed_issue(tmp_path, {"blocks": f"{notices('id: one')}  - {section}"})

    assert (problem.rule, problem.path) == ("id.duplicate", "blocks[1].blocks[0].id")


@pytest.mark.parametrize("words", ["two of these reviews", "2024 reviews", "some reviews", "one newly found review"])
def test_words_that_count_nothing_or_count_right_are_no_miscount(tmp_path: Path, words: str) -> None:
    assert check_changed_issue(tmp_path, {"intro": f"intro: About {words}."}) == []


@pytest.mark.parametrize("words", ["6 reviews", "Six case reviews", "twelve new thematic reviews"])
def test_a_miscount_is_found_in_digits_and_in_words(tmp_path: Path, words: str) -> None:
    (problem,) = check_changed_issue(tmp_path, {"subject": f"subject: {words}"})

    assert problem.rule == "intro.count"
    assert "holds 1" in problem.message


def test_a_season_is_dated_by_its_first_month(tmp_path: Path) -> None:
    bad = check_changed_issue(
        tmp_path, {"blocks": review("incidents: [{when: {year: 2024, season: summer}, outcome: other, what: X}]")}
    )
    good = check_changed_issue(
        tmp_path, {"blocks": review("incidents: [{when: {year: 2024, season: winter}, outcome: other, what: X}]")}
    )

    assert [problem.rule for problem in bad] == ["incident.after-issue"]
    assert good == []


@pytest.mark.parametrize(
    ("value", "unit", "is_adult"), [(17, "years", False), (18, "years", True), (130, "months", False)]
)
def test_the_age_of_a_child_is_reckoned_in_every_unit(tmp_path: Path, value: int, unit: str, *, is_adult: bool) -> None:
    subject = f"subjects: [{{kind: unlabelled, age: {{value: {value}, unit: {unit}}}}}]"

    assert [problem.rule for problem in check_changed_issue(tmp_path, {"blocks": review(subject)})] == (
        ["subject.adult"] if is_adult else []
    )


def test_a_contact_that_nobody_has_checked_is_a_warning(tmp_path: Path) -> None:
    (problem,) = check_changed_publication(tmp_path, {"contacts": '[[support_contacts]]\nid = "a"\nname = "A"'})

    assert (problem.rule, problem.severity) == ("contact.unchecked", Severity.WARNING)


def test_a_contact_grows_stale_as_days_pass(tmp_path: Path) -> None:
    assert check_changed_publication(tmp_path, {}, date(2024, 5, 30)) == []
    assert [p.rule for p in check_changed_publication(tmp_path, {}, date(2024, 5, 31))] == ["contact.unchecked"]


def test_a_content_note_names_contacts_that_there_are(tmp_path: Path) -> None:
    (problem,) = check_changed_publication(tmp_path, {"note": '[content_note]\ncontacts = ["helpline", "hotline"]'})

    assert (problem.rule, problem.path) == ("contact.twice", "content_note.contacts[1]")


def test_a_resource_that_is_not_out_needs_a_collection_to_point_to(tmp_path: Path) -> None:
    resource = "resources: [{title: Report, kind: overview, unpublished_reason: Not out yet.}]"
    head = PUBLICATION["head"].replace('collection_url = "https://reviews.example.net/search"', "")
    changed = {"blocks": review(resource)}

    assert [p.hint for p in check_changed_issue(tmp_path, changed, publication={"head": head})] == [
        "Write collection_url in newsletter.toml, so that readers know where to look."
    ]


@pytest.mark.parametrize("name", ["issues/2024-02.yaml", "elsewhere/2025-03.yaml"])
def test_a_file_named_after_another_month_is_refused(tmp_path: Path, name: str) -> None:
    (problem,) = check_changed_issue(tmp_path, {}, name)

    assert (problem.rule, problem.severity, problem.place) == (
        "issue.period-and-file",
        Severity.ERROR,
        Place(name, 1, 9),
    )
    assert "2024-03.yaml" in problem.hint


def test_a_document_that_is_not_named_after_a_month_may_hold_any_issue(tmp_path: Path) -> None:
    assert check_changed_issue(tmp_path, {}, "standard input") == []
