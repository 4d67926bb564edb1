"""The publication as data: files that hold to their schemas, say what the issues say, and are safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.building.build import BuildRequest, build
from newsletter.documents.licence import Licence
from newsletter.outputs import base, data
from newsletter.outputs.base import SITE, Archive, summarise_issue
from newsletter.outputs.data.tables import FORMULA, format_table
from newsletter.rendering.edition import Edition
from tests.building.publications import TODAY, read_tree, write_issue
from tests.building.publications import make_publication as make_small_publication
from tests.outputs.small_site import HOSTILE, PUBLICATION, RENDERER, make_editions, make_publication

LICENSED = make_publication(licence=Licence(name="CC-BY-4.0"))


def _make(editions: tuple[Edition, ...]) -> dict[str, bytes]:
    summaries = tuple(summarise_issue(edition, RENDERER) for edition in editions)
    by_period = {edition.issue.period: edition for edition in editions}
    made = [artifact for edition in editions for artifact in data.issue_artifacts(edition, RENDERER)]
    for page in data.plan_aggregate_pages(Archive(editions[0].publication, summaries)):
        fragments = [data.make_fragment(by_period[period], RENDERER) for period in page.periods]
        made += data.make_aggregate_page(page, fragments, RENDERER)
    return {artifact.path.removeprefix(SITE): artifact.content for artifact in made}


FILES = _make(make_editions(LICENSED))


@pytest.mark.parametrize("name", ["issues", "items", "points"])
def test_every_file_holds_to_its_schema(name: str) -> None:
    """And the schema to its draft."""
    schema, document = json.loads(FILES[f"data/schema/{name}.json"]), json.loads(FILES[f"data/{name}.json"])
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)
    broken = document | {name: [{**document[name][0], "url": 7}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(broken)


def test_the_data_says_what_the_issues_say() -> None:
    points = json.loads(FILES["data/points.json"])["points"]

    asked = next(point for point in points if point["kind"] == "recommendation")
    assert (asked["text"], asked["owner"], asked["id"]) == ("Plan together.", "Schools", "recommendation-1")
    assert asked["url"] == f"{PUBLICATION.base_url}/issues/2024-01/child-k/#recommendation-1"
    assert HOSTILE in {item["title"] for item in json.loads(FILES["data/items.json"])["items"]}


def test_the_index_names_every_file_and_the_licence() -> None:
    index = json.loads(FILES["data/index.json"])

    assert index["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    named = {f"data/{file}" for part in index["parts"] for file in part["files"]}
    assert named == {path for path in FILES if path.startswith("data/")} - {"data/index.json"} - {
        f"data/schema/{name}.json" for name in ("issues", "items", "points")
    }


def test_a_table_says_what_was_corrected_and_when() -> None:
    rows = list(csv.DictReader(io.StringIO(FILES["data/items.csv"].decode("utf-8-sig"), newline="")))
    items = {(one["issue"], one["id"]): one["corrections"] for one in json.loads(FILES["data/items.json"])["items"]}
    corrected = {(row["issue"], row["id"]): row["corrections"] for row in rows if row["corrections"]}

    assert corrected == {
        key: " | ".join(f"{one['at'][:10]}: {one['note']}" for one in told) for key, told in items.items() if told
    }
    assert corrected


def test_a_table_has_a_row_for_each_item_and_a_column_for_each_facet() -> None:
    rows = list(csv.DictReader(io.StringIO(FILES["data/items.csv"].decode("utf-8-sig"), newline="")))
    items = json.loads(FILES["data/items.json"])["items"]

    assert [(row["id"], row["themes"]) for row in rows] == [(i["id"], " | ".join(i["themes"])) for i in items]
    assert rows[0]["facet_kind"] == "Local child safeguarding practice review"


def _read_table(table: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_a_cell_says_its_text_and_is_never_a_formula(texts: list[str]) -> None:
    rows = _read_table(format_table(("text", "n"), [{"text": text, "n": 7} for text in texts]))

    for text, row in zip(texts, rows, strict=True):
        assert row["text"] == (f"'{text}" if text.startswith(FORMULA) else text)
        assert row["n"] == "7"
    assert not [row for row in rows if row["text"].startswith(FORMULA)]


def test_numbers_stay_numbers() -> None:
    """A number below nought is no formula."""
    assert format_table(("n",), [{"n": -7}]).decode("utf-8-sig").splitlines()[1] == "-7"


def test_a_long_archive_has_files_for_each_year() -> None:
    """So that a build makes those of the years that changed."""
    first, second = make_editions()
    long = tuple(summarise_issue(edition, RENDERER) for edition in (first, second)) * 101

    parts = base.split_archive(Archive(PUBLICATION, long))

    assert {part: len(issues) for part, issues in parts.items()} == {"2024/": 101, "2023/": 101}


def test_a_build_of_one_changed_issue_gives_the_data_of_a_full_one(tmp_path: Path) -> None:
    """What is said of the other issues is taken from the files of the last build."""
    root = make_small_publication(tmp_path / "publication", ["2024-01", "2024-02", "2024-03"])
    build(BuildRequest(root, tmp_path / "out", TODAY))
    write_issue(root, "2024-02", words="Changed.").write_text(
        (root / "issues" / "2024-02.yaml").read_text(encoding="utf-8").replace("Listening", "Hearing"), encoding="utf-8"
    )
    build(BuildRequest(root, tmp_path / "out", TODAY))
    build(BuildRequest(root, tmp_path / "full", TODAY))

    changed = (tmp_path / "out" / "site" / "data" / "points.json").read_bytes()
    assert changed == (tmp_path / "full" / "site" / "data" / "points.json").read_bytes()
    assert [point["text"] for point in json.loads(changed)["points"]] == ["Listening", "Hearing", "Listening"]
    assert read_tree(tmp_path / "out" / "site") == read_tree(tmp_path / "full" / "site")
