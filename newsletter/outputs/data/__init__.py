"""The publication as data: issues, items and points as JSON and CSV, with their JSON Schemas.

``data/index.json`` lists the files. A short archive has one file of each kind; a longer one has one for each year, so
that a build makes those of the years that changed. What is known of an issue is a file beside its page, ``data.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, split_archive
from newsletter.outputs.data.rows import VERSION, DataIssue, DataItem, DataPoint, describe_issue
from newsletter.outputs.data.tables import format_table
from newsletter.rendering.edition import Edition, absolute, issue_path
from newsletter.rendering.renderer import Renderer

FOLDER = "data/"
OUTPUT = "data"
_MODELS: dict[str, type[BaseModel]] = {"issues": DataIssue, "items": DataItem, "points": DataPoint}
_TABLES = ("items", "points")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the issue as data; an e-mail about a correction adds none."""
    if not edition.issue.corrects:
        yield Artifact(find_fragment_file(edition.issue.period), make_fragment(edition, renderer))


def find_fragment_file(period: Period) -> str:
    """Return the file of an issue that doubles as its fragment."""
    return f"{SITE}{issue_path(period)}data.json"


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:  # noqa: ARG001  # nothing is rendered
    """Return the issue as data."""
    rows = describe_issue(edition).model_dump(mode="json")
    return _format(_head(edition.publication) | {"issue": rows["issue"]}, {name: rows[name] for name in _TABLES})


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the index with the schemas, and each part of the archive; nothing before the first issue."""
    parts = split_archive(archive)
    counts = {part: f"{len(issues)} {sum(len(issue.items) for issue in issues)}" for part, issues in parts.items()}
    if parts:
        yield AggregatePage(OUTPUT, "index", archive.publication, options=counts)
    for part, issues in parts.items():
        periods = tuple(issue.period for issue in issues)
        yield AggregatePage(OUTPUT, f"part {part}", archive.publication, periods=periods, options={"part": part})


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # nothing is rendered
    """Yield the index and the schemas, or the files of a part."""
    if aggregate.name == "index":
        yield from _make_index(aggregate)
    else:
        yield from _make_part(aggregate, [json.loads(fragment) for fragment in fragments])


def _make_index(aggregate: AggregatePage) -> Iterator[Artifact]:
    files = [_list_part(part, counts) for part, counts in sorted(aggregate.options.items(), reverse=True)]
    yield Artifact(f"{SITE}{FOLDER}index.json", _format(_head(aggregate.publication), {"parts": files}))
    for name, model in _MODELS.items():
        schema = _make_schema(name, model.model_json_schema(mode="serialization"))
        yield Artifact(f"{SITE}{FOLDER}schema/{name}.json", f"{json.dumps(schema, indent=1)}\n".encode())


def _list_part(part: str, counts: str) -> dict[str, object]:
    issues, items = map(int, counts.split())
    names = [*(f"{name}.json" for name in _MODELS), *(f"{name}.csv" for name in _TABLES)]
    return {"part": part, "issues": issues, "items": items, "files": [f"{part}{name}" for name in names]}


def _make_schema(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a file: what it is about, and its rows."""
    named = row.pop("$defs", {})
    head = {"version": {"const": VERSION}, "$schema": {"type": "string"}}
    head |= {key: {"type": "string"} for key in ("publication", "publisher", "url", "language")}
    licence = {"type": "object", "properties": {"name": {"type": "string"}, "url": {"type": "string"}}}
    rows = {name: {"type": "array", "items": {"$ref": "#/$defs/row"}}, "licence": licence}
    required = sorted({*head, name} - {"$schema"})
    defs = named | {"row": row}
    return {"$schema": _DRAFT, "type": "object", "properties": head | rows, "required": required, "$defs": defs}


def _make_part(aggregate: AggregatePage, described: Sequence[Mapping[str, Any]]) -> Iterator[Artifact]:
    """Yield the files of a part, its issues in the order of the archive."""
    part = aggregate.options["part"]
    rows = {"issues": [one["issue"] for one in described]}
    rows |= {name: [row for one in described for row in one[name]] for name in _TABLES}
    up = "../" if part else ""
    for name in _MODELS:
        head = {"$schema": f"{up}schema/{name}.json"} | _head(aggregate.publication)
        yield Artifact(f"{SITE}{FOLDER}{part}{name}.json", _format(head, {name: rows[name]}))
    of_items = {(row["issue"], row["id"]): {key: row[key] for key in _OF_ITEMS} for row in rows["items"]}
    rows["points"] = [{**row, **of_items[row["issue"], row["item"]]} for row in rows["points"]]
    for name in _TABLES:
        yield Artifact(f"{SITE}{FOLDER}{part}{name}.csv", _make_table(name, rows[name]))


_OF_ITEMS = ("title", "themes", "published")
"""Columns about the item that are repeated for each of its points, since a spreadsheet cannot join tables."""


def _make_table(name: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a table, with a column for each facet in use."""
    facets = sorted({facet for row in rows for facet in row.get("facets", ())})
    columns = [*_MODELS[name].model_fields, *(_OF_ITEMS if name == "points" else ())]
    plain = [column for column in columns if column != "facets"]
    return format_table([*plain, *(f"facet_{facet}" for facet in facets)], map(_flatten, rows))


def _flatten(row: Mapping[str, Any]) -> dict[str, object]:
    """Return a row flattened to cells: one for each facet, and the day and words of each correction."""
    facets = {f"facet_{facet}": values for facet, values in row.get("facets", {}).items()}
    return {**row, **facets, "corrections": [f"{one['at'][:10]}: {one['note']}" for one in row.get("corrections", ())]}


def _head(publication: Publication) -> dict[str, object]:
    licence = publication.licence
    named = {"licence": {"name": licence.title} | ({"url": licence.link} if licence.link else {})} if licence else {}
    return {
        "version": VERSION,
        "publication": publication.title,
        "publisher": publication.publisher,
        "url": absolute(publication, ""),
        "language": publication.language,
        **named,
    }


def _format(head: Mapping[str, object], lists: Mapping[str, Iterable[object]]) -> bytes:
    """Format JSON with one line for each entry of a list, so that a diff can be read."""
    lines = [f"{_dump(key)}: {_dump(value)}" for key, value in head.items()]
    for key, values in lists.items():
        rows = ",\n".join(map(_dump, values))
        lines.append(f"{_dump(key)}: [\n{rows}\n]" if rows else f"{_dump(key)}: []")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
