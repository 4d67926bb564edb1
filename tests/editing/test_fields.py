"""What a click on words opens: the words themselves, a form of facts, or a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsletter.editing.fields import EditedDocument, Field, make_fields
from newsletter.editing.model_at import find_document_model
from newsletter.editing.names import name_issue, name_path
from newsletter.loading import load_publication, parse_issue
from newsletter.preview.client_simulation import ViewOptions
from newsletter.preview.frames import make_traced_frame
from newsletter.preview.issue_fields import find_frame_numbers
from newsletter.preview.render_cache import RenderCache
from newsletter.preview.traced_issue import TracedIssue
from tests.bilingual import write_publication
from tests.traced import trace

ROOT = Path(__file__).parents[2]
_SPAN = re.compile(r'<span data-f="(\d+)">([^<]*)</span>')

REVIEW = """\
  - type: case_review
    id: child-a
    title: 'Child "A" (Bradford)'
    review_type: scr
    commissioned_by: Bradford Partnership
    subjects:
      - {label: Child A, kind: code, age: {value: 7, unit: years}, sex: male}
    incidents:
      - {when: {year: 2020, season: summer}, outcome: death, what: He was hurt.}
    summary: |
      Child A was **hit**[^1].

      [^1]: Not for the first time.
    learning:
      items:
        - The nurse did not ask
        - {text: The nurse did not ask, owner: The school}
"""
ISSUE = """\
period: 2024-01
title: News
published: 2024-01-15
blocks:
"""
STATS = """\
  - type: stats
    title: Numbers
    items:
      - {figure: 214, label: pull requests, series: [{label: May, figure: 12}, {label: June, figure: 14}]}
"""
TABLE = """\
  - type: table
    title: Prices
    file: data/prices.csv
"""


def find_fields(tmp_path: Path, blocks: str, view: str = "email") -> dict[str, list[Field]]:
    """Return the fields of an issue with these blocks, by the words that lead to them."""
    publication = load_publication(ROOT)
    loaded = parse_issue((ISSUE + blocks).encode(), "issues/2024-01.yaml", publication.publication.packs, tmp_path)
    traced = trace(publication, loaded, ROOT)
    return _list(traced, view)


def _list(traced: TracedIssue, view: str) -> dict[str, list[Field]]:
    html = make_traced_frame(traced, view, ViewOptions()).content.decode()
    publication, found = traced.tracer.loaded, dict[str, list[Field]]()
    packs, tags = publication.publication.packs, publication.publication.tags
    issue, settings = ((one.source or one) for one in (traced.loaded.document, publication.document))
    fields = make_fields(
        find_frame_numbers([html]),
        EditedDocument(issue.data, find_document_model("issue", packs, tags), traced.loaded.document.elsewhere),
        EditedDocument(settings.data, find_document_model("publication", packs, tags)),
    )
    for number, words in _SPAN.findall(html):
        found.setdefault(" ".join(words.split()), []).append(fields[int(number)])
    return found


def test_a_text_leads_to_what_its_editor_typed(tmp_path: Path) -> None:
    (field, *_) = find_fields(tmp_path, REVIEW)["hit"]

    assert field.kind == "words"
    assert field.path == ("blocks", 0, "summary")
    assert field.value == "Child A was **hit**[^1].\n\n[^1]: Not for the first time.\n"
    assert field.many
    assert field.name == 'Child "A" (Bradford) › summary'
    assert field.help == "What happened and why there was a review."


def test_what_has_no_words_of_its_own_is_called_by_its_kind_and_an_issue_by_its_title_or_its_period() -> None:
    assert name_path(("blocks", 0), {"blocks": [{"type": "pull_quote"}]}) == "Pull quote"
    assert name_issue({"title": {"cy": "Mis Mai", "en": "May"}}, "2024-05") == "Mis Mai"
    assert name_issue({"title": " "}, "2024-05") == "2024-05"


def test_a_footnote_leads_to_the_text_that_it_is_of(tmp_path: Path) -> None:
    (field,) = find_fields(tmp_path, REVIEW)["Not for the first time."]

    assert field.path == ("blocks", 0, "summary")


def test_equal_words_lead_each_to_their_own_place(tmp_path: Path) -> None:
    fields = find_fields(tmp_path, REVIEW)

    assert [field.path for field in fields["The nurse did not ask"]] == [
        ("blocks", 0, "learning", "items", 0),  # as it is written, without a group around it
        ("blocks", 0, "learning", "items", 1, "text"),
    ]


def test_each_part_of_a_line_of_facts_leads_to_its_fact(tmp_path: Path) -> None:
    fields = find_fields(tmp_path, REVIEW)

    assert fields["Commissioned by"][0].path == ("blocks", 0, "commissioned_by")
    assert (fields["Serious case review"][0].path, fields["Serious case review"][0].only) == (
        ("blocks", 0),
        ("review_type",),
    )
    assert (fields["Summer 2020"][0].path, fields["Summer 2020"][0].only) == (("blocks", 0, "incidents", 0), ("when",))
    assert fields["Child A"][0].path == ("blocks", 0, "subjects", 0, "label")
    assert (fields["7 years old"][0].kind, fields["7 years old"][0].path) == (
        "facts",
        ("blocks", 0, "subjects", 0, "age"),
    )
    assert fields[", boy,"][0].only == ("label", "count", "age", "sex")


def test_the_day_of_a_correction_leads_to_it_alone(tmp_path: Path) -> None:
    corrections = "".join(f"  - {{at: 2024-02-0{n}T09:00:00Z, note: Note {n}., block: child-a}}\n" for n in (1, 2))
    fields = find_fields(tmp_path, f"{REVIEW}corrections:\n{corrections}")

    assert (fields["2 February 2024"][0].path, fields["2 February 2024"][0].only) == (("corrections", 1), ("at",))
    assert fields["Note 2."][0].value == "Note 2."


def test_a_number_that_is_typed_is_words_as_they_were_typed(tmp_path: Path) -> None:
    (field, *_) = find_fields(tmp_path, STATS)["214"]

    assert (field.kind, field.value) == ("words", "214")


def test_what_comes_from_a_spreadsheet_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/prices.csv").write_text("Tea,Price\nGreen,12\n", encoding="utf-8")
    (field,) = find_fields(tmp_path, TABLE)["Green"]

    assert field.kind == "template"
    assert find_fields(tmp_path, TABLE)["Tea"][0].help == field.help
    assert find_fields(tmp_path, TABLE)["Prices"][0].value == "Prices"
    assert (
        field.help
        == "These figures come from the spreadsheet file prices.csv. Change them there, and they change here."
    )


def test_the_words_of_the_program_say_where_they_are_changed(tmp_path: Path) -> None:
    (field,) = find_fields(tmp_path, REVIEW)["Read on the web"]

    assert (field.kind, field.value) == ("template", "Read on the web")
    assert field.help == (
        "These words are the program’s own, in every issue. "
        "They can be said in other words for all issues, in the words of the publication."
    )


def test_what_never_changes_leads_to_a_sentence(tmp_path: Path) -> None:
    (field,) = find_fields(tmp_path, REVIEW)["January 2024"]

    assert (field.kind, field.name) == ("template", "Fixed when it begins")


def test_the_words_of_the_publication_lead_to_its_settings(tmp_path: Path) -> None:
    (field, *_) = find_fields(tmp_path, REVIEW)["Childline"]

    assert (field.kind, field.file, field.value) == ("settings", "publication", "Childline")


@pytest.mark.parametrize("view", ["text", "feed"])
def test_other_views_lead_to_the_same_fields(tmp_path: Path, view: str) -> None:
    fields = find_fields(tmp_path, REVIEW, view)

    assert {field.path for field in fields["The nurse did not ask"]} == {
        ("blocks", 0, "learning", "items", 0),
        ("blocks", 0, "learning", "items", 1, "text"),
    }


def test_a_text_in_two_languages_leads_to_each_with_its_name(tmp_path: Path) -> None:
    traced = RenderCache(write_publication(tmp_path)).find_traced("2026-11")
    assert traced
    fields = _list(traced, "email")

    assert fields["Mae'r to wedi'i drwsio."][0].name == "The library opens › summary, in Cymraeg"
    assert fields["The roof is mended."][0].value == "The roof is mended."


def test_no_name_has_a_word_of_those_who_type_documents(tmp_path: Path) -> None:
    fields = [field for found in find_fields(tmp_path, REVIEW + STATS).values() for field in found]

    assert [one.name for one in fields if "_" in one.name or not one.name] == []
    assert [one.help for one in fields if re.search(r"\b(YAML|key|path|schema|git)\b|_", one.help)] == []


def test_a_place_has_a_name_without_its_model() -> None:
    data = {"blocks": [{"type": "case_review", "key_point": "Ask."}]}

    assert name_path(("blocks", 0, "key_point"), data) == "Case review › key point"


def test_an_item_without_words_of_its_own_has_a_number_in_words() -> None:
    data = {"blocks": [{"type": "case_review", "title": "Child A", "subjects": [{"age": {"value": 7}}]}]}

    assert name_path(("blocks", 0, "subjects", 0, "age"), data) == "Child A › subjects, number 1 › age"
