"""A recommendation with a life: what was answered is beside it, and what is overdue on a day is listed."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from newsletter.building.build import BuildRequest, build
from newsletter.documents.responses import count_responses
from newsletter.errors import ProblemsFoundError
from newsletter.records import load_responses
from tests.building.publications import make_publication, read_tree

RESPONSES = """\
responses:
  - {to: 2024-01#first/recommendation-1, by: GPs, on: 2024-03-01, state: accepted, due: 2024-05-01}
  - {to: 2024-01#first/call, by: "Police & <5 others", on: 2024-03-02, state: not_taken_up, why: It is done already.}
  - {to: 2024-01#first, by: The board, on: 2024-03-03, state: done, evidence: "https://example.org/plan"}
  - {to: 2024-01#first/recommendation-1, by: GPs, on: 2024-04-01, state: in_hand, due: 2024-05-10}
"""
_ASKED = "    recommendations: [{to: GPs, items: [Ask, {text: Call, id: call, items: [twice]}]}]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_publication(tmp_path / "publication")
    path = root / "issues" / "2024-01.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    learning:", f"{_ASKED}    learning:"), encoding="utf-8")
    (root / "responses").mkdir()
    (root / "responses" / "2024.yaml").write_text(RESPONSES, encoding="utf-8")
    return root


def _build(root: Path, out: Path, day: date) -> Path:
    build(BuildRequest(root, out, day))
    return out / "site"


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_response_is_beside_its_point_and_only_the_latest_of_each(root: Path, tmp_path: Path) -> None:
    site = _build(root, tmp_path / "out", date(2024, 5, 20))
    page = html.parse(str(site / "issues" / "2024-01" / "first" / "index.html"))

    [asked] = page.xpath("//li[@id='recommendation-1']")
    assert _words(asked) == "AskGPs, 1 April 2024: in hand. Due by 10 May 2024."
    [called] = page.xpath("//li[@id='call']/p")
    assert _words(called) == "Police & <5 others, 2 March 2024: not taken up. It is done already."
    assert page.xpath("//h2[.='Responses']/following-sibling::p/a/@href")[0] == "https://example.org/plan"
    assert "in hand" not in (tmp_path / "out" / "email" / "2024-01.html").read_text(encoding="utf-8")


def test_what_is_overdue_depends_on_the_day(root: Path, tmp_path: Path) -> None:
    early = _build(root, tmp_path / "out", date(2024, 5, 10))
    assert "Overdue" not in (early / "responses" / "index.html").read_text(encoding="utf-8")

    late = _build(root, tmp_path / "out", date(2024, 5, 11))
    page = html.parse(str(late / "responses" / "index.html"))
    assert next(_words(heading) for heading in page.xpath("//main//h2")) == "Overdue on 11 May 2024 (1)"
    _build(root, tmp_path / "full", date(2024, 5, 11))
    assert read_tree(tmp_path / "out") == read_tree(tmp_path / "full"), "and nothing else does"


def test_the_table_for_an_action_plan_has_the_words_of_the_point(root: Path, tmp_path: Path) -> None:
    site = _build(root, tmp_path / "out", date(2024, 5, 20))
    table = (site / "data" / "actions.csv").read_bytes().decode("utf-8-sig")
    rows = {row["point"]: row for row in csv.DictReader(io.StringIO(table, newline=""))}

    assert rows.keys() == {"", "call", "recommendation-1"}
    assert (rows["recommendation-1"]["text"], rows["recommendation-1"]["owner"]) == ("Ask", "GPs")
    assert (rows["recommendation-1"]["state"], rows["recommendation-1"]["overdue"]) == ("in_hand", "yes")


def test_a_changed_response_is_shown_by_the_next_build(root: Path, tmp_path: Path) -> None:
    _build(root, tmp_path / "out", date(2024, 5, 20))
    path = root / "responses" / "2024.yaml"
    path.write_text(RESPONSES.replace("in_hand", "done"), encoding="utf-8")
    site = _build(root, tmp_path / "out", date(2024, 5, 20))

    assert "1 April 2024: done." in (site / "issues" / "2024-01" / "first" / "index.html").read_text(encoding="utf-8")
    _build(root, tmp_path / "full", date(2024, 5, 20))
    assert read_tree(tmp_path / "out") == read_tree(tmp_path / "full")


def test_responses_are_counted_as_of_a_day(root: Path) -> None:
    responses = load_responses(root)

    counts = [count_responses(responses, day) for day in (date(2024, 3, 2), date(2024, 5, 11))]
    assert [(one.accepted, one.in_hand, one.done, one.not_taken_up, one.overdue) for one in counts] == [
        (1, 0, 0, 1, 0),
        (0, 1, 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("2024-01#first/recomendation-1", "recommendation-1"),
        ("2024-01#frist", "first"),
        ("2024-03#first", "2024-0"),
    ],
)
def test_a_response_to_nothing_is_refused_with_what_is_meant(
    root: Path, tmp_path: Path, wrong: str, message: str
) -> None:
    text = RESPONSES.replace(
        "to: 2024-01#first/recommendation-1, by: GPs, on: 2024-03-01", f"to: {wrong}, by: A, on: 2024-03-01"
    )
    (root / "responses" / "2024.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ProblemsFoundError) as found:
        _build(root, tmp_path / "out", date(2024, 5, 20))
    [problem] = found.value.problems
    assert (problem.place.file, problem.place.line) == ("responses/2024.yaml", 2)
    assert message in problem.hint


def test_what_is_not_taken_up_needs_a_reason(root: Path) -> None:
    text = RESPONSES.replace(", why: It is done already.", "")
    (root / "responses" / "2024.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ProblemsFoundError, match="needs a reason"):
        load_responses(root)
