"""A recommendation with a life: what was answered is beside it, and what is overdue on a day is listed."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from lxml import html

from newsletter.building.build import BuildRequest, build
from newsletter.documents.responses import count_responses
from newsletter.documents.schema import write_schema
from newsletter.errors import ProblemsFoundError
from newsletter.records import load_responses
from tests.building.publications import make_publication, read_tree, run

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


def test_the_report_of_a_year_counts_what_was_answered_until_its_day(root: Path, tmp_path: Path) -> None:
    early, late = (_build(root, tmp_path / str(day), day) for day in (date(2024, 3, 10), date(2024, 5, 20)))
    pages = [html.parse(str(site / "years/2024/index.html")).getroot() for site in (early, late)]
    data = json.loads((late / "years/2024/report.json").read_bytes())

    assert [_words(page.get_element_by_id("report_responses")) for page in pages] == [
        "Answers to recommendations: accepted (1), done (1) and not taken up (1).",
        "Answers to recommendations: in hand (1), done (1) and not taken up (1). 1 is overdue on 20 May 2024.",
    ]
    assert data["responses"] == {
        "day": "2024-05-20", "accepted": 0, "in_hand": 1, "done": 1, "not_taken_up": 1, "overdue": 1,
    }  # fmt: skip


def test_the_report_of_a_year_without_answers_says_nothing_of_them(root: Path, tmp_path: Path) -> None:
    (root / "responses/2024.yaml").unlink()
    site = _build(root, tmp_path / "out", date(2024, 5, 20))

    assert json.loads((site / "years/2024/report.json").read_bytes())["responses"] is None
    assert "report_responses" not in (site / "years/2024/index.html").read_text(encoding="utf-8")
    assert "responses/" not in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_the_page_of_responses_is_in_the_sitemap(root: Path, tmp_path: Path) -> None:
    site = _build(root, tmp_path / "out", date(2024, 5, 20))
    assert "/responses/</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_the_example_is_a_file_of_responses_also_where_its_lines_are_used(root: Path) -> None:
    printed = run("responses", "--example", "--root", root).stdout
    (root / "responses/2024.yaml").write_text(printed, encoding="utf-8")
    assert load_responses(root) == ()

    used = printed.replace("responses: []", "responses:").replace("\n#  ", "\n  ")
    (root / "responses/2024.yaml").write_text(used, encoding="utf-8")
    [response] = load_responses(root)
    schema = json.loads(write_schema("responses", ()))
    jsonschema.Draft202012Validator(schema).validate({"responses": [response.model_dump(mode="json")]})
    assert (response.issue, response.item, response.state) == ("2024-01", "summer-fair", "in_hand")


def test_a_new_issue_of_reviews_tells_where_answers_are_recorded(root: Path) -> None:
    told = run("new", "2024-07", "--root", root).stdout
    assert "newsletter responses --example" not in told, "they know"

    (root / "responses/2024.yaml").unlink()
    assert "responses --example" in run("new", "2024-08", "--root", root).stdout
