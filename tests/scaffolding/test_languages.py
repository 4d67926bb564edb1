"""A draft of a publication in two languages has a place for each, in what is new as in what is imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newsletter.cli import main
from newsletter.documents.periods import parse_period
from newsletter.importing import import_source
from newsletter.loading import load_issue, load_publication
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.issue import make_blank_issue
from newsletter.scaffolding.languages import say_in_each_language
from newsletter.translations import digest_text
from tests.bilingual import write_publication

SOURCE = b"The hall is open again.\n\nTea\n===\n\nThere is tea at four.\n"


def read(document: bytes) -> dict[str, Any]:
    return read_yaml(document, "draft.yaml").data


def test_a_new_issue_has_a_place_for_each_language_and_its_title_in_both(tmp_path: Path) -> None:
    publication = load_publication(write_publication(tmp_path)).publication
    made = read(make_blank_issue(parse_period("2026-12"), publication))
    title = "Aberdewi Council News, December 2026"

    assert made["title"] == {
        "en": title,
        "cy": "Newyddion Cyngor Aberdewi, Rhagfyr 2026",
        "of": digest_text(title)[:8],
    }
    assert made["intro"] == {"en": "[add what this issue brings]", "cy": None}
    assert made["blocks"][0]["type"] == "text"
    assert made["blocks"][0]["body"].keys() == {"en", "cy"}


def test_what_is_imported_is_in_the_main_language_beside_an_empty_place(tmp_path: Path) -> None:
    publication = load_publication(write_publication(tmp_path)).publication
    imported = import_source(SOURCE, "hall.md", publication, "2027-01")
    made = read(imported.document)

    assert made["intro"] == {"en": "The hall is open again.", "cy": None}
    assert made["blocks"][0] == {
        "type": "text",
        "title": {"en": "Tea", "cy": None},
        "body": {"en": "There is tea at four.", "cy": None},
    }
    assert b"cy: null" not in imported.document


def test_both_build_as_drafts_and_say_what_is_missing(tmp_path: Path) -> None:
    root = write_publication(tmp_path)
    (root / "hall.md").write_bytes(SOURCE)

    assert main(["new", "--root", str(root), "2026-12", "--blank"]) == 0
    assert main(["import", "--root", str(root), "--period", "2027-01", str(root / "hall.md")]) == 0
    assert main(["build", "--root", str(root), "2026-12"]) == 0
    loaded = load_issue(root / "issues/2027-01.yaml", "issues/2027-01.yaml", (), ("en-GB", "cy"))
    assert {one.path for one in loaded.translations.found if "cy" not in one.texts} >= {("intro",), ("title",)}


def test_what_is_said_in_each_language_and_names_stay(tmp_path: Path) -> None:
    publication = load_publication(write_publication(tmp_path)).publication
    phrase = {"en": "News", "cy": "Newyddion"}
    data = {"title": phrase, "blocks": [{"type": "quote", "words": "Well.", "who": "A. Reader"}]}

    assert say_in_each_language(data, publication) == {
        "title": phrase,
        "blocks": [{"type": "quote", "words": {"en": "Well.", "cy": None}, "who": "A. Reader"}],
    }
