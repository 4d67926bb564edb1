"""A line that was dropped goes back beside its neighbours, wherever they are by then."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from newsletter.importing import Imported, import_source
from newsletter.importing.kept_report import KeptReport, keep_report, read_kept_report
from newsletter.importing.put_back import list_edits
from newsletter.loading import load_publication
from newsletter.parsing.edits import apply_edit
from newsletter.parsing.yaml import read_yaml
from tests.building.publications import PUBLICATION

PAGE = """\
<!doctype html><title>The Green, March 2031</title><h1>The Green, March 2031</h1>
<h2>The fair</h2><p>The fair is on the green this year, as it <b>always</b> was.</p>
<p style="display:none">Bring your own chairs, and <a href="https://example.org/chairs">some for others</a>.</p>
<p style="display:none">Leave the dogs at home.</p>
<p>There will be cake and tea for everyone who comes.</p>
<h2>What we need</h2>
<ul><li>Ten helpers for the tents</li><li hidden>Two *cars* with a hook</li><li>A generator</li></ul>
<p><s>Old words that were struck.</s></p>
"""
CHAIRS = "Bring your own chairs, and [some for others](https://example.org/chairs)."


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    (tmp_path / "newsletter.toml").write_bytes(PUBLICATION.read_bytes())
    return import_source(PAGE.encode(), "green.html", load_publication(tmp_path).publication)


def read(imported: Imported) -> tuple[dict[str, Any], KeptReport]:
    """Return the draft as plain data, and its report as it is read again."""
    report = read_kept_report(keep_report(imported).model_dump_json().encode())
    assert report
    return read_yaml(imported.document, "x").data, report


def put_back(data: dict[str, Any], report: KeptReport, words: str) -> tuple[dict[str, Any], KeptReport]:
    """Put the line with these words back by the first edit, as the preview does."""
    line = next(line for line in report.list_dropped() if words in line.dropped)
    edit = next(iter(list_edits(data, report, line)))
    return apply_edit(data, edit), report.model_copy(update={"put_back": (*report.put_back, line.number)})


def test_the_report_keeps_what_was_dropped_with_its_links_and_why(imported: Imported) -> None:
    _, report = read(imported)
    dropped = report.list_dropped()

    assert [line.dropped for line in dropped] == [
        "Bring your own chairs, and some for others.",
        "Leave the dogs at home.",
        "Two *cars* with a hook",
        "Old words that were struck.",
    ]
    assert dropped[0].markdown == CHAIRS
    assert dropped[0].why == "it is hidden in the source: readers did not see it"
    assert not any(line.startswith("Dropped") for line in report.summary)


def test_paragraphs_come_back_in_their_order(imported: Imported) -> None:
    data, report = put_back(*read(imported), "Bring your own chairs")
    data, report = put_back(data, report, "Leave the dogs")

    assert data["blocks"][0]["body"].split("\n\n") == [
        "The fair is on the green this year, as it **always** was.",
        CHAIRS,
        "Leave the dogs at home.",
        "There will be cake and tea for everyone who comes.",
    ]


def test_an_item_comes_back_into_its_list(imported: Imported) -> None:
    data, _ = put_back(*read(imported), "Two *cars*")

    assert data["blocks"][1]["body"] == "- Ten helpers for the tents\n- Two \\*cars\\* with a hook\n- A generator"


def test_the_place_is_found_after_blocks_have_moved_and_words_have_changed(imported: Imported) -> None:
    data, report = read(imported)
    fair, needs = data["blocks"]
    fair["body"] = fair["body"].replace("this year", "once more").replace("cake", "bread")
    moved = data | {"blocks": [needs, {"type": "section", "title": "All", "blocks": [needs, fair]}]}
    after, _ = put_back(moved, report, "Bring your own chairs")

    assert CHAIRS in after["blocks"][1]["blocks"][1]["body"]


def test_a_line_of_the_introduction_comes_back_into_it(imported: Imported) -> None:
    data, report = read(imported)
    fair, needs = data["blocks"]
    after, _ = put_back(data | {"intro": fair["body"], "blocks": [needs]}, report, "Bring your own chairs")

    assert after["intro"].split("\n\n")[1] == CHAIRS
    assert after["blocks"] == [needs]


def test_without_its_neighbours_a_line_becomes_a_block_at_the_end(imported: Imported) -> None:
    data, report = read(imported)
    other = {"type": "text", "body": "Nothing of it is left."}
    after, _ = put_back(data | {"blocks": [other]}, report, "Bring your own chairs")
    empty, _ = put_back({"period": "2031-03", "title": "Empty"}, report, "Bring your own chairs")

    assert after["blocks"] == [other, {"type": "text", "body": CHAIRS}]
    assert empty["blocks"] == [{"type": "text", "body": CHAIRS}]


def test_where_a_field_takes_no_paragraph_a_block_is_made_beside_it(imported: Imported) -> None:
    data, report = read(imported)
    quotes = [{"type": "quote", "text": "The fair is on the green this year, as it always was."}, data["blocks"][1]]
    line = report.list_dropped()[0]
    edits = list(islice(list_edits(data | {"blocks": quotes}, report, line), 5))

    assert ("insert", ("blocks", 1), {"type": "text", "body": CHAIRS}) in [(e.do, e.path, e.value) for e in edits]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"version": 2}', b"\xff", b'{"version":1,"lines":[1]}'])
def test_what_is_no_report_is_none(content: bytes) -> None:
    assert read_kept_report(content) is None
