"""The files of data of a built site, with words that spreadsheets run: read back, they say what was written."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from newsletter.outputs.data.tables import BETWEEN
from tests.outputs.hostile_data import FORMULAS, TEXTS, make_hostile_site

TABLES = ("items", "points", "actions")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site whose words are hostile, built."""
    return make_hostile_site(tmp_path_factory.mktemp("hostile") / "news")


def read_table(site: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table as a spreadsheet is given them."""
    with (site / f"data/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def guard(text: str) -> str:
    """Return a text as a table has it."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_a_table_runs(site: Path, name: str) -> None:
    cells = [cell for row in read_table(site, name) for cell in row.values()]

    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []
    assert {guard(text) for text in TEXTS} <= set(cells)
    assert len([cell for cell in cells if cell[:1] == "'"]) >= 2 * len(FORMULAS)


@pytest.mark.parametrize("name", ["items", "points"])
def test_a_table_says_what_the_json_beside_it_says(site: Path, name: str) -> None:
    rows, told = read_table(site, name), json.loads((site / f"data/{name}.json").read_bytes())[name]

    assert len(rows) == len(told) >= len(TEXTS)
    for row, one in zip(rows, told, strict=True):
        known = {column: guard(_flatten(value)) for column, value in one.items() if column in row}
        assert {column: row[column] for column in known if column != "corrections"} == {
            column: value for column, value in known.items() if column != "corrections"
        }


def _flatten(value: object) -> str:
    return BETWEEN.join(map(str, value)) if isinstance(value, list) else str(value)


def test_json_has_every_text_as_it_was_written(site: Path) -> None:
    items = json.loads((site / "data/items.json").read_bytes())["items"]
    points = json.loads((site / "data/points.json").read_bytes())["points"]

    hostile = [one for one in items if one["issue"] == "2024-03"]
    asked = [one for one in points if one["kind"] == "recommendation"]
    assert [one["title"] for one in hostile] == list(TEXTS)
    assert [(one["text"], one["owner"]) for one in asked] == [(text, text) for text in TEXTS]
    assert {one["points"] for one in hostile} == {1}
    assert {type(one["points"]) for one in items} == {int}


def test_every_file_holds_to_the_schema_that_the_site_has_of_it(site: Path) -> None:
    """That of an issue, beside its page, holds rows of all three."""
    schemas = {name: _read(site / f"data/schema/{name}.json") for name in ("issues", "items", "points")}
    for name, schema in schemas.items():
        _make_validator(schema).validate(_read(site / f"data/{name}.json"))
    own = sorted((site / "issues").glob("*/data.json"))
    for document in map(_read, own):
        head = {key: value for key, value in document.items() if key not in {"issue", "items", "points"}}
        for name, rows in (
            ("issues", [document["issue"]]),
            ("items", document["items"]),
            ("points", document["points"]),
        ):
            _make_validator(schemas[name]).validate({**head, name: rows})
    assert len(own) == 3


def _read(path: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads(path.read_bytes())
    return read


def _make_validator(schema: Mapping[str, object]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
