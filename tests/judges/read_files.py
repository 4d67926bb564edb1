"""Reads the files of a site with programs that other people wrote, and prints what they make of them as JSON.

It runs in the environment of `scripts/readers.py`, where nothing of this project is: `python read_files.py SITE`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastfeedparser
import listparser
import opyml
import pandas as pd
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_file
from pybtex.richtext import Text


def read_tables(site: Path) -> dict[str, Any]:
    """Return the rows and the types of columns of each table, as pandas reads it unless it is told more."""
    read = {path.stem: pd.read_csv(path, keep_default_na=False) for path in (site / "data").glob("*.csv")}
    return {name: {"rows": _list_rows(table), "kinds": _name_kinds(table)} for name, table in read.items()}


def read_json(site: Path) -> dict[str, Any]:
    """Return the rows of each list of data and the types of its columns."""
    files = {name: json.loads((site / f"data/{name}.json").read_bytes()) for name in ("issues", "items", "points")}
    read = {name: pd.json_normalize(files[name], record_path=name) for name in files}
    return {name: {"rows": _list_rows(table), "kinds": _name_kinds(table)} for name, table in read.items()}


def _list_rows(table: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # pandas has no types here
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
    return rows


def _name_kinds(table: Any) -> dict[str, str]:  # noqa: ANN401  # as above
    return {column: str(kind) for column, kind in table.dtypes.items()}


def read_lists(site: Path) -> dict[str, list[list[str]]]:
    """Return the name and address of each feed in the list of feeds, as two readers have them."""
    text = (site / "opml.xml").read_text(encoding="utf-8")
    listed = listparser.parse(text)
    if listed.bozo:
        raise SystemExit(f"listparser: {listed.bozo_exception}")
    outlines = opyml.OPML.from_xml(text).body.outlines
    return {
        "listparser": [[feed.title, feed.url] for feed in listed.feeds],
        "opyml": [[outline.text, outline.xml_url] for outline in outlines],
    }


def read_feeds(site: Path) -> dict[str, list[list[str]]]:
    """Return the id, title and link of each entry of each feed of a topic."""
    feeds = sorted((site / "feeds").rglob("*.xml"))
    return {path.relative_to(site).as_posix(): list(_list_entries(path)) for path in feeds}


def _list_entries(path: Path) -> Iterator[list[str]]:
    for entry in fastfeedparser.parse(path.read_bytes()).entries:
        yield [entry.id, entry.title, entry.link]


def read_bibtex(site: Path) -> dict[str, Any]:
    """Return the words, year and address of each reference of each theme, as LaTeX would set them."""
    files = sorted((site / "cite").glob("*.bib"))
    return {path.stem: {key: _describe(one) for key, one in parse_file(path).entries.items()} for path in files}


def _describe(entry: Any) -> dict[str, str]:  # noqa: ANN401  # pybtex has no types
    people = [str(person) for person in entry.persons["author"]]
    title = Text.from_latex(entry.fields["title"]).render_as("text")
    return {"title": title, "year": entry.fields["year"], "url": entry.fields["url"], "author": people[0]}


def set_csl(site: Path) -> dict[str, list[str]]:
    """Return the references of each theme as CSL sets them in Harvard style."""
    return {path.name.partition(".")[0]: _set(path) for path in sorted((site / "cite").glob("*.csl.json"))}


def _set(path: Path) -> list[str]:
    source = CiteProcJSON(json.loads(path.read_bytes()))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for key in source:
        bibliography.register(Citation([CitationItem(key)]))
    return [str(entry) for entry in bibliography.bibliography()]


READ = (read_tables, read_json, read_lists, read_feeds, read_bibtex, set_csl)

if __name__ == "__main__":
    sys.stdout.write(json.dumps({read.__name__: read(Path(sys.argv[1])) for read in READ}))
