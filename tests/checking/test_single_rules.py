"""What single rules find and what they leave in peace, beyond their two examples."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from newsletter.checking import check_issue
from newsletter.checking.analysis.readability import grade
from newsletter.checking.registry import Example
from newsletter.errors import Location, Severity
from newsletter.loading import parse_issue
from tests.checking.documents import (
    check_changed_issue,
    check_changed_publication,
    inspect_example,
    inspect_issue,
    load_changed_publication,
    write_issue,
)
from tests.packs import PACKS

CONTACT = '[[support_contacts]]\nid = "a"\nname = "A"\n'
PALETTE = """
[palette.light]
page = "#ffffff"
paper = "#ffffff"
text = "#222222"
muted = "#555555"
accent = "{accent}"
on_accent = "#ffffff"
rule = "#cccccc"
note = "#eeeeee"
"""


def review(more: str) -> str:
    """Write a block list that holds one finished review, and something more in it."""
    return f"""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: lcspr
    summary: A visit was missed.
    learning: {{items: [Listening to the child]}}
    {more}
"""


THEMES = """
[themes.neglect]
label = "Neglect"
facet = "harm"
content_note = "neglect"

[themes.physical-injury]
label = "Physical injury"
facet = "harm"
content_note = "injuries"

[themes.schools]
label = "Schools"
facet = "system"
"""


def notices(*first_lines: str) -> str:
    """Write a block list of notices, each beginning with one of these lines."""
    return "blocks:\n" + "".join(f"  - {line}\n    type: notice\n    title: T\n    body: B\n" for line in first_lines)


@pytest.mark.parametrize("part", ["subject", "preheader", "intro", "blocks"])
def test_a_ready_issue_without_a_part_is_unfinished(tmp_path: Path, part: str) -> None:
    (problem,) = check_changed_issue(tmp_path, f"{part}:{' []' if part == 'blocks' else ''}\n")

    assert (problem.rule, problem.severity) == ("issue.unfinished", Severity.ERROR)
    assert part in problem.message


def test_two_ids_alike_are_found_within_a_section(tmp_path: Path) -> None:
    section = "{type: section, title: S, blocks: [{type: text, id: one, body: B}]}"
    (problem,) = check_changed_issue(tmp_path, f"{notices('id: one')}  - {section}\n")

    assert (problem.rule, problem.path) == ("id.duplicate", "blocks[1].blocks[0].id")


@pytest.mark.parametrize("words", ["two of these reviews", "2024 reviews", "some reviews", "one newly found review"])
def test_words_that_count_nothing_or_count_right_are_no_miscount(tmp_path: Path, words: str) -> None:
    assert check_changed_issue(tmp_path, f"intro: About {words}.\n") == []


@pytest.mark.parametrize("words", ["6 reviews", "Six case reviews", "twelve new thematic reviews"])
def test_a_miscount_is_found_in_digits_and_in_words(tmp_path: Path, words: str) -> None:
    (problem,) = check_changed_issue(tmp_path, f"subject: {words}\n")

    assert problem.rule == "intro.count"
    assert "holds 1" in problem.message


def test_a_season_is_dated_by_its_first_month(tmp_path: Path) -> None:
    bad = check_changed_issue(
        tmp_path, review("incidents: [{when: {year: 2024, season: summer}, outcome: other, what: X}]")
    )
    good = check_changed_issue(
        tmp_path, review("incidents: [{when: {year: 2024, season: winter}, outcome: other, what: X}]")
    )

    assert [problem.rule for problem in bad] == ["incident.after-issue"]
    assert good == []


@pytest.mark.parametrize(
    ("value", "unit", "is_adult"), [(17, "years", False), (18, "years", True), (130, "months", False)]
)
def test_the_age_of_a_child_is_reckoned_in_every_unit(tmp_path: Path, value: int, unit: str, *, is_adult: bool) -> None:
    subject = f"subjects: [{{kind: unlabelled, age: {{value: {value}, unit: {unit}}}}}]"

    assert [problem.rule for problem in check_changed_issue(tmp_path, review(subject))] == (
        ["subject.adult"] if is_adult else []
    )


def test_a_contact_that_nobody_has_checked_is_a_warning(tmp_path: Path) -> None:
    (problem,) = check_changed_publication(tmp_path, CONTACT)

    assert (problem.rule, problem.severity) == ("contact.unchecked", Severity.WARNING)
    assert problem.hint == "Try it, then write: checked = and the date."
    assert problem.in_page[1] == "Try it, then write the day under Checked."


def test_a_contact_grows_stale_as_days_pass(tmp_path: Path) -> None:
    assert check_changed_publication(tmp_path, "", date(2024, 5, 30)) == []
    assert [p.rule for p in check_changed_publication(tmp_path, "", date(2024, 5, 31))] == ["contact.unchecked"]


def test_a_content_note_names_contacts_that_there_are(tmp_path: Path) -> None:
    (problem,) = check_changed_publication(tmp_path, '[content_note]\ncontacts = ["helpline", "hotline"]\n')

    assert (problem.rule, problem.path) == ("contact.twice", "content_note.contacts[1]")


def test_a_resource_that_is_not_out_needs_a_collection_to_point_to(tmp_path: Path) -> None:
    issue = review("resources: [{title: Report, kind: overview, unpublished_reason: Not out yet.}]")
    publication = load_changed_publication(tmp_path, "").publication.model_copy(update={"collection_url": None})
    loaded = parse_issue(write_issue(issue).encode(), "issues/2024-03.yaml", PACKS)

    assert [problem.hint for problem in check_issue(loaded, publication)] == [
        "Write collection_url in newsletter.toml, so that readers know where to look."
    ]


@pytest.mark.parametrize("name", ["issues/2024-02.yaml", "elsewhere/2025-03.yaml"])
def test_a_file_named_after_another_month_is_refused(tmp_path: Path, name: str) -> None:
    (problem,) = check_changed_issue(tmp_path, "", name)

    assert (problem.rule, problem.severity, problem.place) == (
        "issue.period-and-file",
        Severity.ERROR,
        Location(name, 1, 9),
    )
    assert "2024-03.yaml" in problem.hint


def test_a_document_that_is_not_named_after_a_month_may_hold_any_issue(tmp_path: Path) -> None:
    assert check_changed_issue(tmp_path, "", "standard input") == []


@pytest.mark.parametrize(("published", "leads_on"), [("", True), ("published: 2024-04-01\n", False)])
def test_who_never_said_when_the_issue_goes_out_is_told_how(tmp_path: Path, published: str, *, leads_on: bool) -> None:
    (problem,) = inspect_issue(tmp_path, f"period: 2024-03\n{published}intro: Join us for tea on 5 March 2024.\n")

    assert problem.rule == "date.past-event"
    assert ("write published: 2024-03-01" in problem.hint) is leads_on


@pytest.mark.parametrize("accent", ["#2e8b57", "#ff8800", "#777777", "#ffffff"])
def test_a_faint_colour_is_told_a_shade_that_leaves_nothing_to_mend(tmp_path: Path, accent: str) -> None:
    faint = check_changed_publication(tmp_path, PALETTE.format(accent=accent))
    hints = {problem.hint for problem in faint if problem.rule == "palette.contrast"}

    (shade,) = {hint.rpartition('accent = "')[2].rstrip('"') for hint in hints}
    assert check_changed_publication(tmp_path, PALETTE.format(accent=shade)) == []


def test_where_no_shade_would_do_none_is_told(tmp_path: Path) -> None:
    both = PALETTE.format(accent="#808080").replace('note = "#eeeeee"', 'note = "#333333"')

    assert any("Make one darker or lighter" in problem.hint for problem in check_changed_publication(tmp_path, both))


def test_a_button_lost_in_the_dark_is_mended_by_its_own_colour(tmp_path: Path) -> None:
    found = inspect_example(tmp_path, Example(publication=PALETTE.format(accent="#2e8b57")))

    (hint,) = {p.hint for p in found if (p.rule, p.path) == ("palette.forced-dark", "palette.light.on_accent")}
    assert hint.startswith("Make accent clearly darker")


@pytest.mark.parametrize(
    ("harms", "hint"),
    [
        ("", "Add what readers are warned of, as harms: [neglect]. There are: neglect, physical-injury."),
        (", harms: [injury]", "Write 'physical-injury'."),
        (", harms: [flood]", "Add it under [themes] in newsletter.toml, or choose one there."),
    ],
)
def test_who_has_not_read_the_vocabulary_is_told_what_to_choose_from(tmp_path: Path, harms: str, hint: str) -> None:
    incident = f"- {{when: {{year: 2023}}, outcome: injury, what: An infant was hurt.{harms}}}"
    found = check_changed_issue(tmp_path, review(f"incidents: [{incident[2:]}]"), publication=THEMES)

    assert hint in {problem.hint for problem in found if problem.rule in {"harm.no-note", "theme.unknown"}}


@pytest.mark.parametrize("part", ["subject", "preheader", "intro"])
def test_what_an_issue_lacks_is_told_with_the_key_to_write(tmp_path: Path, part: str) -> None:
    (problem,) = check_changed_issue(tmp_path, f"{part}:\n")

    assert problem.hint.startswith(f"Add {part}: below ")


@pytest.mark.parametrize("words", ["organisation", "communication and a word", "accountability within a large team"])
def test_a_grade_that_is_told_as_too_high_is_a_larger_number_than_the_limit(tmp_path: Path, words: str) -> None:
    sentence = f"We see the {words} of institutional responsibility every day in our necessary work."
    limit = max(5, int(grade([sentence])))
    publication = f"[checks]\ngrade = {limit}\n"
    issue = f"\nblocks:\n  - {{type: text, title: A, body: {' '.join([sentence] * 9)}}}\n"
    found = inspect_example(tmp_path, Example(issue=issue, publication=publication))

    told = [re.findall(r"[\d.]+\d", problem.message) for problem in found if problem.rule == "block.grade"]
    assert told
    assert all(float(shown) > float(most) == limit for shown, most in told)
