"""What may be written instead of words keeps the rule that they broke, and takes the place of those words alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from newsletter.checker import CheckRequest, check_all
from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.checking.examples import ISSUE_NAME
from newsletter.checking.registry import Example, Requirement
from newsletter.checking.replacements import has_words, match_case, replace_words
from newsletter.checking.rules.spelling import is_one_slip
from newsletter.errors import Problem
from newsletter.parsing.document import DataPath
from newsletter.parsing.yaml import read_yaml
from newsletter.pipeline import Tools
from tests.checking.documents import TODAY, inspect_example, inspect_issue, judge_by_pills
from tests.packs import PACKS, RULES

GLOSSARY = '[glossary]\nLCSPR = "Local Child Safeguarding Practice Review"\n'

KNOWING = (
    "contact.unknown",
    "date.weekday",
    "intro.count",
    "intro.month",
    "link.http",
    "link.mail-fields",
    "link.unknown-block",
    "palette.contrast",
    "publication.invisible",
    "quote.marks",
    "review.exact-day",
    "text.garbled",
    "text.invisible",
    "theme.broader",
    "theme.unknown",
    "translation.stale",
    "translation.unmarked",
    "words.apostrophe-plural",
    "words.blaming",
    "words.house-spelling",
    "words.spelling",
)
"""The rules whose bad example shows what they write instead."""

MORE = (
    ("link.detour", 'intro: "See [the hours](https://hall.example.org/hours?day=1&utm_source=mail&page=2)."'),
    ("text.signs", "title: The news of *Zostera marina* and all"),
    ("text.signs", "title: The news of `hall` and all"),
    ("text.signs", 'title: "The news of [the hall](https://hall.example.org) and all"'),
    ("text.signs", 'title: "Tea&nbsp;time and all"'),
    ("intro.count", "intro: There are 14 reviews."),
    ("words.blaming", "intro: Committed suicide is a term of law."),
    (
        "words.house-spelling",
        "intro: The hall. re-launch of Covid-19 [a Covid-19 page](https://hall.example.org/Covid-19).",
    ),
    ("date.weekday", "intro: The hall opens on Mon 2 April 2024."),
    ("waiver.rule", "waivers: [{rule: words.spellin, path: intro, reason: It is a name.}]"),
    ("words.abbreviation", "intro: Ask the CLSPR for a form."),
    (
        "review.exact-day",
        """
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: The events of 3rd of May 2022 were not told.
    learning: {items: [Listening to the child]}
""",
    ),
)
"""What other rules, and other parts of the same, write instead: parts of an issue."""

EXAMPLES = [(rule_id, RULES[rule_id].bad) for rule_id in KNOWING]
EXAMPLES += [(rule_id, Example(issue=f"\n{issue}\n", publication=GLOSSARY)) for rule_id, issue in MORE]

_STEP = re.compile(r"\[(\d+)\]|\['([^']+)'\]|\.?([\w-]+)")


def read_path(path: str) -> DataPath:
    """Read a path as problems state it."""
    return tuple(int(n) if n else quoted or key for n, quoted, key in _STEP.findall(path))


def inspect(folder: Path) -> tuple[Problem, ...]:
    """Return all that ``newsletter check`` finds in the issue and the publication that are in a folder."""
    tools = Tools((), LinkIndex(folder, (ISSUE_NAME,)), judge_by_pills, None)
    return check_all(CheckRequest(folder, TODAY, (ISSUE_NAME,), tools)).problems


def apply(folder: Path, problem: Problem, replacement: str) -> None:
    """Write a replacement where a problem says that it belongs."""
    file = folder / problem.place.file
    text = file.read_text(encoding="utf-8")
    if problem.place.file.endswith(".toml"):
        lines = text.splitlines(keepends=True)
        before, line = lines[: problem.place.line - 1], lines[problem.place.line - 1]
        start = line.rindex('"', 0, problem.place.column + 1)
        old = json.loads(line[start:])
        new = replace_words(old, problem.words, replacement)
        file.write_text("".join([*before, line[:start], f"{json.dumps(new)}\n", *lines[problem.place.line :]]))
        return
    data: dict[str, Any] = read_yaml(file.read_bytes(), problem.place.file).data
    *steps, last = read_path(problem.path)
    held: Any = data
    for step in steps:
        held = held[step]
    held[last] = replace_words(held.get(last, "") if last == "of" else held[last], problem.words, replacement)
    file.write_text(json.dumps(data, default=str), encoding="utf-8")


def packs_of(rule_id: str) -> tuple[str, ...]:
    """Return the packs that the examples of a rule may use: those that bring the rule."""
    return PACKS if RULES[rule_id].pack else ()


@pytest.mark.parametrize(("rule_id", "example"), EXAMPLES)
def test_what_a_rule_writes_instead_mends_its_bad_example(tmp_path: Path, rule_id: str, example: Example) -> None:
    found = [one for one in inspect_example(tmp_path, example, packs=packs_of(rule_id)) if one.rule == rule_id]
    written = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    assert any(problem.replacements for problem in found)
    for problem in found:
        for replacement in problem.replacements:
            is_digest = problem.path.endswith(".of")
            assert is_digest or f"'{replacement}'" in problem.hint or f'"{replacement}"' in problem.hint
            apply(tmp_path, problem, replacement)
            left = [(one.rule, one.path, one.words) for one in inspect(tmp_path)]
            assert (problem.rule, problem.path, problem.words) not in left
            for file, content in written.items():
                file.write_bytes(content)


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in RULES if rule_id not in KNOWING])
def test_no_other_rule_writes_anything_instead(tmp_path: Path, rule_id: str) -> None:
    if RULES[rule_id].needs is not Requirement.WEB:
        found = inspect_example(tmp_path, RULES[rule_id].bad, packs=packs_of(rule_id))

        assert [problem.rule for problem in found if problem.replacements] == []


@pytest.mark.parametrize(
    ("value", "words", "replacement", "changed"),
    [
        ("A re-launch, and a re-launch.", "re-launch", "relaunch", "A relaunch, and a relaunch."),
        ("Covid-19\n  letters", "Covid-19 letters", "COVID-19 letters", "COVID-19 letters"),
        ("Covid-19 in Covid-19s.", "Covid-19", "COVID-19", "COVID-19 in Covid-19s."),
        ("[Covid-19](https://a.example/Covid-19)", "Covid-19", "COVID-19", "[COVID-19](https://a.example/Covid-19)"),
        ("See https://a.example/hal and hal", "hal", "hall", "See https://a.example/hal and hall"),
        ("Type `hal` in the hal", "hal", "hall", "Type `hal` in the hall"),
        ("The `code`", "`code`", "code", "The code"),
        ("At http://a.example.", "http://a.example", "https://a.example", "At https://a.example."),
        ("See [it](#evens).", "#evens", "#events", "See [it](#events)."),
        ("workforse", "", "workforce", "workforce"),
        ("One \\1 day", "day", "\\1", "One \\1 \\1"),
    ],
)
def test_a_replacement_is_put_in_the_place_of_the_words(value: str, words: str, replacement: str, changed: str) -> None:
    assert replace_words(value, words, replacement) == changed


def test_words_with_marks_among_them_are_left_to_the_editor() -> None:
    assert replace_words("They **commit** suicide.", "commit suicide", "die by suicide") is None
    assert not has_words("They **commit** suicide.", "commit suicide")
    assert has_words("They commit\nsuicide.", "commit suicide")


def test_what_begins_with_a_capital_is_replaced_by_what_does() -> None:
    assert match_case("Re-launch", "relaunch") == "Relaunch"
    assert match_case("Iphone", "iPhone") == "iPhone"
    assert match_case("re-launch", "relaunch") == "relaunch"
    assert match_case("RE-LAUNCH", "relaunch") == "RELAUNCH"


@pytest.mark.parametrize(
    ("word", "meant", "is_one"),
    [
        ("hal", "hall", True),
        ("halll", "hall", True),
        ("hell", "hall", True),
        ("ahll", "hall", True),
        ("lahl", "hall", False),
        ("hall", "hall", False),
        ("halls", "hall", True),
        ("hallway", "hall", False),
        ("hlal", "hall", True),
    ],
)
def test_a_slip_is_one_letter_or_two_that_changed_places(word: str, meant: str, *, is_one: bool) -> None:
    assert is_one_slip(word, meant) is is_one


def test_words_across_marks_keep_their_hint_and_offer_no_button(tmp_path: Path) -> None:
    (problem,) = inspect_issue(tmp_path, "\nintro: They **committed** suicide.\n")

    assert problem.hint == "Write 'died by suicide' or 'took their own life'."
    assert problem.replacements == ()


def test_an_issue_without_a_known_kind_of_block_says_which_is_closest(tmp_path: Path) -> None:
    found = inspect_issue(tmp_path, "\nblocks:\n  - {type: notise, title: News, body: The hall is open.}\n")

    assert [problem.replacements for problem in found] == [("notice",)]
