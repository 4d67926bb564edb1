"""Whatever loads, rules can judge: no text makes one of them crash, and all they say fits on a line."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.checker import CheckRequest, check_all
from newsletter.checking import check_issue
from newsletter.checking.analysis.readability import count_syllables, grade
from newsletter.checking.contexts import IssueContext
from newsletter.checking.examples import ISSUE_NAME
from newsletter.checking.registry import Stage
from newsletter.documents.publication import Publication
from newsletter.errors import ProblemsFoundError, Severity
from newsletter.loading import load_publication, parse_issue
from newsletter.pipeline import Tools
from tests.matrix import often
from tests.packs import PACKS

ROOT = Path(__file__).parents[2]
WILD = [
    "Joy (7) of St. Zita's School, NHS 999 000 0018, ZZ9 9ZZ, born 3/5/15",
    "[here](https://example.org/a.pdf) [](https://bit.ly/x) <https://x.example.org?utm_a=1> http://",
    "*|A|* {{ b }} %%c%% TK lorem ipsum XXX ??? RE: !! £££",
    "Monday 31 February 2024 by 1 January, until Friday the 5th of May 2999.",
    "GP's ACE's 1990's QZB (quick) THIS IS LOUD INDEED",
    "e.g. Dr. A. B. said ... “Yes.” 'No!' Then? 3.5 no. 7 vs. 8",
    "# Title\n\n**Bold**\n\nText\n---\n\n- one\n- two",
]
texts = st.lists(st.one_of(st.sampled_from(WILD), st.text(max_size=80)), min_size=1, max_size=6).map(" ".join)


@cache
def publication() -> Publication:
    return load_publication(ROOT).publication


def judge(fields: dict[str, object]) -> None:
    """Ask every rule about an issue with these fields, if it is one."""
    try:
        loaded = parse_issue(json.dumps({"period": "2024-03", "title": "News"} | fields).encode(), ISSUE_NAME, PACKS)
    except ProblemsFoundError:
        return
    for problem in check_issue(loaded, publication(), date.max, Stage.CHECK):
        assert problem.hint
        assert "\n" not in str(problem)
        assert problem.place.line


@pytest.mark.slow
@settings(max_examples=often(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, texts, texts)
def test_no_text_makes_a_rule_crash(body: str, line: str, other: str) -> None:
    words = " ".join(line.split())
    review = {"type": "case_review", "id": "a", "title": words, "review_type": "scr", "summary": body, "area": words}
    learned = {"learning": {"items": [words.replace(";", ","), {"text": other.replace(";", ","), "owner": words}]}}
    judge({"intro": body, "subject": words, "preheader": words, "status": "ready"})
    judge({"intro": other, "blocks": [{"type": "text", "title": words, "body": body}, review | learned]})
    judge({"blocks": [{"type": "links", "title": words, "items": [{"text": words, "url": "https://a.example.org"}]}]})


@pytest.mark.slow
@given(st.text(), st.lists(st.text(max_size=200), max_size=5))
def test_any_text_has_a_grade(word: str, sentences: list[str]) -> None:
    assert count_syllables(word) >= 1
    assert -20 < grade(sentences) < 10_000


@given(texts)
def test_sentences_hold_all_words_of_a_text(words: str) -> None:
    try:
        loaded = parse_issue(
            json.dumps({"period": "2024-03", "title": "News", "intro": words}).encode(), ISSUE_NAME, PACKS
        )
    except ProblemsFoundError:
        return
    text = IssueContext(loaded.issue, publication()).texts[-1]

    assert sum(map(len, text.sentences)) <= len(text.spoken)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("Dr. Who came at 3.5 p.m. on St. John's Day.", ["Dr. Who came at 3.5 p.m. on St. John's Day."]),
        ("“Yes.” He said so.", ["“Yes.”", "He said so."]),
        ("- one\n- two", ["one", "two"]),
        ("A [link. Here](https://a.example.org/x.y). Next.", ["A link.", "Here.", "Next."]),
        ("First line\nof one sentence.\n\nSecond.", ["First line of one sentence.", "Second."]),
    ],
)
def test_a_text_is_split_into_sentences_as_it_is_read(text: str, sentences: list[str]) -> None:
    loaded = parse_issue(json.dumps({"period": "2024-03", "title": "News", "intro": text}).encode(), ISSUE_NAME, PACKS)

    assert list(IssueContext(loaded.issue, publication()).texts[-1].sentences) == sentences


@pytest.mark.parametrize(
    ("word", "count"),
    [("child", 1), ("review", 2), ("safeguarding", 3), ("professional", 4), ("curiosity", 5), ("injuries", 3),
     ("used", 1), ("wanted", 2), ("people", 2), ("every", 2), ("idea", 3), ("the", 1), ("children's", 2)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_heard(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_a_plain_sentence_has_a_low_grade_and_an_official_one_a_high_one() -> None:
    plain = grade(["The cat sat on the mat.", "It was glad to see us."])
    official = grade(
        ["Multi-agency accountability necessitates organisational responsibility for escalation procedures."]
    )

    assert plain < 3
    assert official > 20


def test_the_january_issue_passes_and_says_only_what_nobody_has_confirmed() -> None:
    name = "issues/2024-01.yaml"
    inspection = check_all(CheckRequest(ROOT, date(2024, 2, 1), (name,), Tools(dictionaries=())))
    rules = {problem.rule for problem in inspection.problems}

    assert inspection.count(Severity.ERROR) == 0
    assert rules == {"subject.pseudonym-unconfirmed", "contact.unchecked", "sender.address"}
