"""The reports of years that editors have changed: ``reports/2024.yaml`` to paragraphs, or problems with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from newsletter.documents.packs import collect_blocks
from newsletter.documents.publication import Publication
from newsletter.documents.year_report import FOLDER, PARAGRAPHS, YearReportDocument
from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.files import list_below
from newsletter.languages.wording import ENGLISH, find_wording
from newsletter.parsing.document import Document, format_path
from newsletter.parsing.files import read_file
from newsletter.parsing.messages import suggest
from newsletter.parsing.validation import validate
from newsletter.parsing.yaml import read_yaml
from newsletter.translations import find_translations

YearReports = Mapping[str, Mapping[str, str]]
"""The paragraphs of each year, by their ids, in Markdown."""

_NAME = re.compile(r"[0-9]{1,4}\.yaml")


def load_reports(root: Path, publication: Publication) -> dict[str, YearReports]:
    """Return what editors say in the reports of a publication, for each of its languages by its folder.

    Raises:
        ProblemsFoundError: a file in ``reports`` cannot be read, or does not describe a report.
    """
    versions = (publication, *publication.others)
    found: dict[str, dict[str, Mapping[str, str]]] = {version.folder: {} for version in versions}
    problems: list[Problem] = []
    for name in _list_files(root):
        try:
            for version, paragraphs in zip(versions, _load(root, name, publication), strict=True):
                found[version.folder][Path(name).stem] = paragraphs
        except ProblemsFoundError as error:
            problems += error.problems
    if problems:
        raise ProblemsFoundError(problems)
    return dict(found)


def _list_files(root: Path) -> list[str]:
    try:
        return [f"{FOLDER}/{name}" for name in list_below(root, FOLDER) if Path(name).suffix in {".yaml", ".yml"}]
    except FileNotFoundError:
        return []


def _load(root: Path, name: str, publication: Publication) -> Iterator[Mapping[str, str]]:
    """Yield the paragraphs of a report in each language of its publication."""
    if not _NAME.fullmatch(Path(name).name):
        hint = "Name it after its year, such as 2024.yaml."
        raise ProblemsFoundError([Problem(Location(name), "report.file-name", "this is not named after a year", hint)])
    document = read_yaml(read_file(root / name, name), name)
    texts = find_translations(document, YearReportDocument, publication.tags)
    unknown = [*texts.problems, *_find_unknown(document, _list_known(publication))]
    if unknown:
        raise ProblemsFoundError([*document.problems, *unknown])
    documents = [texts.in_language(tag, document) for tag in publication.tags] or [document]
    return iter(
        [validate(YearReportDocument, replace(one, problems=document.problems)).paragraphs for one in documents]
    )


def _list_known(publication: Publication) -> tuple[str, ...]:
    """Return the ids of the paragraphs that the report of a publication can have."""
    wording = find_wording(ENGLISH)
    blocks = collect_blocks(publication.packs).values()
    return tuple(dict.fromkeys((*PARAGRAPHS, *(facet for block in blocks for facet in block.facet_labels(wording)))))


def _find_unknown(document: Document, known: tuple[str, ...]) -> Iterator[Problem]:
    written = document.data.get("paragraphs")
    for id_ in written if isinstance(written, dict) else ():
        if id_ not in known:
            meant = suggest(str(id_), known)
            hint = f"{f'Did you mean {meant}? ' if meant else ''}The paragraphs are: {', '.join(known)}."
            path = ("paragraphs", id_)
            message = f"there is no paragraph '{id_}' in the report of a year."
            yield Problem(document.key_location_of(path), "report.paragraph", message, hint, format_path(path))
