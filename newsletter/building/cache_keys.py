"""The keys that decide whether the files of an issue are up to date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from newsletter import __version__
from newsletter.building.sources import Sources, find_named
from newsletter.documents.blocks.table import DataTable
from newsletter.documents.issue import Issue
from newsletter.documents.packs import fingerprint_pack
from newsletter.documents.pictures import walk_pictures
from newsletter.documents.publication import Publication
from newsletter.files import read_below
from newsletter.installation import find_version
from newsletter.loading import find_issue_names
from newsletter.outputs.base import AggregatePage, IssueSummary, make_adapter
from newsletter.parsing.document import Document
from newsletter.plugins import Group, fingerprint_plugin, list_plugins
from newsletter.rendering.pictures import list_beside

LIBRARIES = (
    *(
        "ada-url",
        "css-inline",
        "feedgen",
        "icalendar",
        "jinja2",
        "lxml",
        "markdown-it-py",
        "markupsafe",
        "mdit-py-plugins",
        "mjml-python",
    ),
    *("nh3", "pillow", "pydantic", "pydantic-core", "pygments", "pyyaml", "snowballstemmer", "tzdata"),
)
"""Every library that can change a file: a test compares them with what reading, rendering and the outputs import."""

_SOURCES = ("*.py", "languages/*.json", "languages/*.mo", "rendering/fonts/*.ttf")
"""The code of this program, its words and formats in each language, and its fonts."""


def make_base_key(publication_digest: str, template_fingerprint: str, publication: Publication, root: Path) -> str:
    """Hash what all files depend on: program, libraries, publication, its logo and font, templates, plug-ins."""
    parts = [__version__, publication_digest, template_fingerprint]
    parts += _hash_program()
    parts += map(fingerprint_pack, publication.packs)
    parts += (
        fingerprint_plugin(Group.OUTPUTS, name) for name in publication.outputs if name in list_plugins(Group.OUTPUTS)
    )
    if publication.logo:
        parts += (_hash_below(root, file) for file in (publication.logo.file, *list_beside(publication.logo.file)))
    if publication.look.font:
        parts.append(_hash_below(root, publication.look.font))
    return _hash(*parts)


@cache  # what runs is what was there when it was first asked
def _hash_program() -> tuple[str, ...]:
    versions = (f"{name} {find_version(name)}" for name in LIBRARIES)
    return (*versions, *(hashlib.sha256(path.read_bytes()).hexdigest() for path in list_sources()))


def list_sources() -> list[Path]:
    """Return the files of this program, other than templates, on which outputs depend."""
    package = Path(__file__).parents[1]
    return sorted(path for pattern in _SOURCES for path in package.rglob(pattern))


def make_issue_keys(
    sources: Sources, base_key: str, known: Mapping[str, tuple[str, ...]], publication: Publication
) -> dict[str, str]:
    """Hash what the files of each issue depend on; an issue that cannot be read gets a key of its own.

    That includes every file of the publication that a document names: its pictures, and tables of data. They are found
    in its text; ``known`` are those of each issue that a search of the text misses. What is kept beside the issues is
    part of it, too: responses, and what became of documents.
    """
    beside = _group_records(publication)
    return {
        name: _hash(base_key, name, *beside.get(name, ()), *_hash_issue(sources, name, known.get(name, ())))
        for name in find_issue_names(sources.root)
    }


def make_pages_key(
    base_key: str, as_of: date, issues: Iterable[tuple[str, bool]], publication: Publication, reports: object
) -> str:
    """Hash what all aggregate pages depend on; ``issues`` are the key of each, and whether it is live.

    While it is the same, none of them need be planned.
    """
    beside = [one.model_dump_json() for one in (*publication.responses, *publication.visited.values())]
    return _hash(base_key, as_of.isoformat(), repr(list(issues)), *beside, repr(reports))


def _group_records(publication: Publication) -> dict[str, list[str]]:
    """Return what is kept beside each issue, by its file; a document that is as it was changes nothing."""
    found: dict[str, list[str]] = {}
    for response in publication.responses:
        found.setdefault(f"issues/{response.issue}.yaml", []).append(response.model_dump_json())
    for url, source in sorted(publication.visited.items()):
        if source.state not in ("alive", "unknown"):
            told = f"{url} {source.state} {source.since} {source.to}"
            for issue in source.issues:
                found.setdefault(f"issues/{issue}.yaml", []).append(told)
    return found


def _hash_issue(sources: Sources, name: str, known: tuple[str, ...]) -> Iterator[str]:
    document = sources.find(name)
    if not document:
        return  # loading reports what is wrong with it
    yield document.digest
    named = {*known, *document.named}
    for file in sorted({*named, *(beside for one in named for beside in list_beside(one))}):
        found = sources.find(file)
        yield found.digest if found else ""  # what reads it reports that


def find_hidden_files(issues: Iterable[Issue], document: Document) -> tuple[str, ...]:
    """Return the files that a document names and a search of its text misses: YAML can write a name in many ways.

    ``issues`` are made of the document, one for each language.
    """
    named = {file for issue in issues for file in _list_files(issue) if file}
    return tuple(sorted(named - {*find_named(document.text.encode())}))


def _list_files(issue: Issue) -> Iterator[str | None]:
    for _, picture in walk_pictures(issue):
        yield from (picture.file, picture.dark)
    yield from (block.file for block in issue.walk() if isinstance(block, DataTable))


def _hash_below(root: Path, file: str) -> str:
    try:
        return hashlib.sha256(read_below(root, file)).hexdigest()
    except OSError:
        return ""  # what reads it reports that


def make_page_key(
    base_key: str, aggregate: AggregatePage, issue_keys: Mapping[str, str], needed: Iterable[str] = ()
) -> str:
    """Hash what the files of one aggregate page depend on; ``needed`` are the keys of the pages it needs."""
    opened = [issue_keys[f"issues/{period}.yaml"] for period in aggregate.periods]
    issues = make_adapter(tuple[IssueSummary, ...]).dump_json(aggregate.issues).decode()
    options, rows = repr(sorted(aggregate.options.items())), repr(aggregate.rows)
    return _hash(base_key, aggregate.output, aggregate.name, issues, options, rows, *opened, *needed)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
