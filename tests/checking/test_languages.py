"""Rules that know English are asked of English alone: of the issue, and of each block in a language of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from newsletter.checking.examples import split_yaml
from tests.checking.documents import inspect_example
from tests.packs import PACKS, RULES

ENGLISH_ALONE = {
    "block.grade",
    "date.past-deadline",
    "date.past-event",
    "date.weekday",
    "sentence.long",
    "words.abbreviation",
    "words.apostrophe-plural",
    "words.blaming",
}


def test_these_rules_know_english() -> None:
    assert {rule.id for rule in RULES.values() if rule.language} == ENGLISH_ALONE
    assert {RULES[rule_id].language for rule_id in ENGLISH_ALONE} == {"en"}


def find(tmp_path: Path, rule_id: str, issue: str) -> bool:
    packs = PACKS if RULES[rule_id].pack else ()
    example = replace(RULES[rule_id].bad, issue=issue)
    return rule_id in {problem.rule for problem in inspect_example(tmp_path, example, packs=packs)}


@pytest.mark.parametrize("rule_id", sorted(ENGLISH_ALONE))
@pytest.mark.parametrize(("language", "is_asked"), [("en-US", True), ("en", True), ("de", False), ("ar", False)])
def test_an_issue_in_another_language_is_not_held_to_them(
    tmp_path: Path, rule_id: str, language: str, *, is_asked: bool
) -> None:
    issue = f"{dedent(RULES[rule_id].bad.issue)}\nlanguage: {language}\n"

    assert find(tmp_path, rule_id, issue) is is_asked


@pytest.mark.parametrize("rule_id", sorted(ENGLISH_ALONE))
@pytest.mark.parametrize(("issue", "block", "is_asked"), [("de", "en", True), ("en", "de", False), ("de", "fr", False)])
def test_a_block_is_held_to_them_by_its_own_language(
    tmp_path: Path, rule_id: str, issue: str, block: str, *, is_asked: bool
) -> None:
    """Its introduction becomes a block, in a language of its own."""
    parts = split_yaml(RULES[rule_id].bad.issue)
    if text := parts.pop("intro", ""):
        body = "\n".join(f"    {line}" for line in text.replace("intro:", "body:", 1).splitlines())
        parts["blocks"] = f"blocks:\n  - type: text\n    language: {block}\n{body}\n"
    else:
        parts["blocks"] = parts["blocks"].replace("type: text\n", f"type: text\n    language: {block}\n")

    assert find(tmp_path, rule_id, f"{''.join(parts.values())}language: {issue}\n") is is_asked


@pytest.mark.parametrize(("language", "is_asked"), [("cy", False), ("en-GB", True)])
def test_a_dictionary_is_asked_about_texts_in_its_language_alone(
    tmp_path: Path, language: str, *, is_asked: bool
) -> None:
    block = f"{{type: text, language: {language}, body: Croeso i neuadd y pentref.}}"

    assert find(tmp_path, "words.spelling", f"intro: Welcome.\nblocks:\n  - {block}\n") is is_asked
