from __future__ import annotations

import hashlib
import pickle
import time
from pathlib import Path

import pytest

from newsletter.errors import Location, ProblemsFoundError
from newsletter.loading import load_issue, parse_issue
from tests.packs import PACKS

ISSUES = Path(__file__).parents[2] / "issues"
JANUARY = ISSUES / "2024-01.yaml"

FAULTY = """\
# Begun in a hurry
period: 2024-13
titel: January
status: redy
blocks:
  - type: text
    body: Hello
  - type: case-review
  - type: case_review
    id: child-a
    title: Child A
    review_type: lcspr
    subjects:
      - label: Child A
        kind: code
        age: seven
      - kind: groop
        count: no
    reccomendations: []
    learning:
      items:
        - one; two
  - type: section
    title: More
    blocks:
      - type: links
        title: Links
        items:
          - text: A page
            url: http://example.org
"""

SAID = """\
2:9: period: '2024-13' is not a period. Write year and month: 2024-01. Other rhythms: 2024-01-31, 2024-W05
3:1: titel: the key 'titel' is not known here. Did you mean title?
4:9: status: 'redy' is not a choice for status. Did you mean ready?
8:11: blocks[1].type: 'case-review' is not a choice for type. Did you mean case_review?
16:14: blocks[2].subjects[0].age: 'seven' is not a number of years. Write: age: {value: 7, unit: years}
17:15: blocks[2].subjects[1].kind: 'groop' is not a choice for kind. Did you mean group?
18:16: blocks[2].subjects[1].count: 'no' is not a whole number. Write digits, without quotes: 7
19:5: blocks[2].reccomendations: the key 'reccomendations' is not known here. Did you mean recommendations?
22:11: blocks[2].learning.items[0]: this list item holds a ';'. Start a new list item at each ';', or
30:18: blocks[3].blocks[0].items[0].url: 'http://example.org' is not secure: others can read what is loaded over http
"""


def said_of(text: str) -> list[str]:
    with pytest.raises(ProblemsFoundError) as caught:
        parse_issue(text.encode(), "issues/2024-01.yaml", PACKS)
    return [str(problem).replace(" error:", "", 1) for problem in caught.value.problems]


def test_the_january_issue_loads() -> None:
    loaded = load_issue(JANUARY, "issues/2024-01.yaml", PACKS)

    assert str(loaded.issue.period) == "2024-01"
    assert loaded.document.file == "issues/2024-01.yaml"
    assert loaded.document.digest == hashlib.sha256(JANUARY.read_bytes()).hexdigest()


def test_a_rule_can_point_at_a_line_long_after_loading() -> None:
    document = load_issue(JANUARY, "issues/2024-01.yaml", PACKS).document
    lines = JANUARY.read_text(encoding="utf-8").splitlines()

    place = document.key_location_of(("period",))

    assert lines[place.line - 1].startswith("period:")
    assert document.location_of(("period",)) == Location("issues/2024-01.yaml", place.line, len("period: ") + 1)


def test_a_loaded_issue_comes_back_from_a_worker_process() -> None:
    loaded = load_issue(JANUARY, "issues/2024-01.yaml", PACKS)

    assert pickle.loads(pickle.dumps(loaded)) == loaded  # noqa: S301  # our own


def test_all_problems_of_an_issue_are_reported_at_once_and_in_plain_english() -> None:
    for told, begins in zip(said_of(FAULTY), SAID.splitlines(), strict=True):
        assert told.startswith(f"issues/2024-01.yaml:{begins}")


def test_a_date_stays_text_until_the_model_asks_for_a_moment() -> None:
    assert said_of("period: 2024-01\ntitle: January\npublished: 2024-02-01T08:30\n") == [
        (
            "issues/2024-01.yaml:3:12: published: the time has no zone. "
            "Add one: 2024-02-01T08:30+00:00, or write the day alone: 2024-02-01"
        )
    ]


def test_a_day_that_is_written_as_people_do_is_refused_with_the_form_to_write() -> None:
    assert said_of("period: 2024-01\ntitle: January\npublished: 1 February 2024\n") == [
        ("issues/2024-01.yaml:3:12: published: '1 February 2024' is not a date. Write: 2024-02-01")
    ]


def test_a_file_that_cannot_be_read_is_a_problem_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFoundError, match=r"issues/2024-02\.yaml: error: there is no such file\."):
        load_issue(tmp_path / "2024-02.yaml", "issues/2024-02.yaml", PACKS)


def test_loading_takes_milliseconds() -> None:
    data = JANUARY.read_bytes()
    parse_issue(data, "issues/2024-01.yaml", PACKS)
    fastest = min(_seconds_to_parse(data) for _ in range(5))

    assert fastest < 0.05  # about 0.004 on a quiet machine


def _seconds_to_parse(data: bytes) -> float:
    started = time.perf_counter()
    parse_issue(data, "issues/2024-01.yaml", PACKS)
    return time.perf_counter() - started
