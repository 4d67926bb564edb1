"""A publication names its packs, and what it reads, offers and says follows from that."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from newsletter.documents.blocks import BLOCK_TYPES, Section
from newsletter.documents.packs import find_pack, issue_model, list_packs, publication_model
from newsletter.documents.schema import DOCUMENTS, write_schema
from newsletter.errors import PluginError, ProblemsFoundError
from newsletter.loading import load_publication, parse_issue
from newsletter.packs.case_reviews.block import CaseReview

ROOT = Path(__file__).parents[2]
PARISH = ROOT / "tests" / "golden" / "parish_council" / "newsletter.toml"
REVIEW = b"""\
period: 2024-03
title: March
blocks:
  - {type: case_review, id: a, title: A, review_type: scr}
  - type: section
    title: More
    blocks:
      - {type: case_review, id: b, title: B, review_type: scr}
"""


def write_packs(folder: Path, line: str, *, checks: str = "") -> Path:
    """Write a text newsletter that has one more line at the top, and one more in its part ``[checks]``."""
    text = PARISH.read_text(encoding="utf-8").replace("[checks]\n", f"[checks]\n{checks}\n")
    text = text if "[checks]" in text or not checks else f"{text}\n[checks]\n{checks}\n"
    (folder / "newsletter.toml").write_text(f"{line}\n{text}", encoding="utf-8")
    return folder


def complaints(folder: Path) -> list[str]:
    with pytest.raises(ProblemsFoundError) as caught:
        load_publication(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_block_whose_pack_is_not_named_is_answered_with_the_line_to_write() -> None:
    with pytest.raises(ProblemsFoundError) as caught:
        parse_issue(REVIEW, "issues/2024-03.yaml", ())

    line = 'Write at the top of newsletter.toml: packs = ["case-reviews"]'
    told = f"'case_review' is a block of a pack that is not used. {line}"
    assert [str(problem) for problem in caught.value.problems] == [
        f"issues/2024-03.yaml:4:12: error: blocks[0].type: {told}",
        f"issues/2024-03.yaml:8:16: error: blocks[1].blocks[0].type: {told}",
    ]


def test_publications_with_and_without_a_pack_are_read_in_turn_by_one_program() -> None:
    for _ in range(2):
        assert isinstance(parse_issue(REVIEW, "i.yaml", ("case-reviews",)).issue.blocks[0], CaseReview)
        with pytest.raises(ProblemsFoundError):
            parse_issue(REVIEW, "i.yaml", ())


def test_an_issue_with_blocks_of_a_pack_goes_to_another_process_and_back() -> None:
    issue = parse_issue(REVIEW, "i.yaml", ("case-reviews",)).issue
    again = pickle.loads(pickle.dumps(issue))  # noqa: S301  # made here

    assert again == issue
    assert type(again) is issue_model(("case-reviews",))
    assert isinstance(again.blocks[1], Section)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_schema_of_a_text_newsletter_knows_nothing_of_reviews(document: str) -> None:
    schema = write_schema(document, ()).casefold().replace("preview", "")

    assert [word for word in ("review", "child", "harm", "death", "safeguarding") if word in schema] == []


def test_a_text_newsletter_has_the_blocks_of_the_program_and_no_others() -> None:
    schema = write_schema("issue", ())

    assert all(f'"const": "{kind}"' in schema for kind in BLOCK_TYPES)
    assert "case_review" not in BLOCK_TYPES


def test_a_pack_is_known_by_its_former_name_too(tmp_path: Path) -> None:
    loaded = load_publication(write_packs(tmp_path, "", checks='packs = ["safeguarding"]'))

    assert loaded.publication.packs == ("case-reviews",)
    assert type(loaded.publication) is publication_model(("case-reviews",))


def test_a_pack_that_is_named_twice_is_used_once(tmp_path: Path) -> None:
    line = 'packs = ["case-reviews", "case-reviews"]'
    loaded = load_publication(write_packs(tmp_path, line, checks='packs = ["safeguarding"]'))

    assert loaded.publication.packs == ("case-reviews",)


def test_a_pack_that_is_not_installed_is_answered_with_those_that_are(tmp_path: Path) -> None:
    (phrase,) = complaints(write_packs(tmp_path, 'packs = ["case-review"]'))

    assert phrase.startswith("newsletter.toml:1:10: error: packs[0]: Unknown pack 'case-review'. ")
    assert phrase.endswith("Did you mean 'case-reviews'? Installed are: case-reviews.")


def test_an_output_that_is_not_installed_is_answered_at_its_place(tmp_path: Path) -> None:
    (phrase,) = complaints(write_packs(tmp_path, 'outputs = ["web", "shopping"]'))

    assert phrase.startswith("newsletter.toml:1:19: error: outputs[1]: unknown output 'shopping'. None is installed.")


def test_what_is_no_list_of_names_is_answered_as_any_other_value(tmp_path: Path) -> None:
    (phrase,) = complaints(write_packs(tmp_path, 'packs = "case-reviews"'))

    assert phrase.startswith("newsletter.toml:1:9: error: packs: 'case-reviews' is not a list.")


def test_every_pack_of_the_program_is_found_by_its_name() -> None:
    assert "case-reviews" in list_packs()
    assert [find_pack(name).name for name in list_packs()] == list(list_packs())


@pytest.mark.parametrize("name", ["", "case_reviews", "__init__", "../case-reviews"])
def test_only_the_name_of_a_pack_finds_it(name: str) -> None:
    with pytest.raises(PluginError):
        find_pack(name)
