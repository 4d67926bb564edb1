"""Whole newsletters to begin from: three issues each, with pictures, in this package or in a pack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from uuid import UUID

from newsletter.documents.packs import find_pack, list_own_packs
from newsletter.documents.periods import Kind, find_period, parse_period
from newsletter.loading import parse_publication
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.publication import NewPublication, quote_toml

_FOLDER = Path(__file__).parent / "examples"
_PUBLICATION = "newsletter.toml"
_PERIOD = re.compile(rb"^period: \S+", re.MULTILINE)
_PUBLISHED = re.compile(rb"^published: (\d{4}-\d{2}-\d{2})", re.MULTILINE)
_RHYTHM = """
# What each issue is of: day, week, month, quarter, season or number. Its file is named after it.
[rhythm]
every = "{}"
"""


def list_examples() -> tuple[str, ...]:
    """Return the names of the examples that come with this program, those of its own packs included."""
    own = (path.parent.name for path in _FOLDER.glob(f"*/{_PUBLICATION}"))
    return tuple(sorted({*own, *(name for name in list_own_packs() if find_pack(name).example)}))


def describe_examples() -> dict[str, str]:
    """Return a sentence about each example, by its name: the first of the comment at the top of its settings."""
    return {name: _describe(_find_folder(name)) for name in list_examples()}


def _describe(folder: Path) -> str:
    lines = (folder / _PUBLICATION).read_text(encoding="utf-8").splitlines()
    words = next(line.removeprefix("# ") for line in lines if line.startswith("# "))
    return words.partition(". ")[0].removesuffix(".") + "."


@cache
def list_example_blocks() -> frozenset[str]:
    """Return what marks the blocks of the examples' issues; see ``mark_block``."""
    issues = (path for name in list_examples() for path in _find_folder(name).glob("issues/*.yaml"))
    blocks = (read_yaml(path.read_bytes(), path.name).data.get("blocks") for path in issues)
    return frozenset(mark_block(block) for some in blocks if isinstance(some, list) for block in some)


def mark_block(block: object) -> str:
    """Return what tells a block from others: its type, id and words, but no dates, which an example fits to today."""
    known = block if isinstance(block, dict) else {}
    return json.dumps([known.get(key) for key in ("type", "id", "title", "body", "words", "text")], default=str)


def make_example(name: str, title: str, uuid: UUID, today: date, every: Kind | None = None) -> NewPublication:
    """Make a newsletter of this title from an example; its contacts count as tried ``today``.

    Its issues are of what the example's are of, or of ``every``: then of what their days are in, and one of each.

    Raises:
        ProblemsFoundError: the title is not valid.
        KeyError: there is no example of this name.
    """
    folder = _find_folder(name)
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    words = Template(files.pop(_PUBLICATION).decode()).substitute(title=quote_toml(title), uuid=uuid, today=today)
    content = words.encode(errors="backslashreplace")
    publication = parse_publication(content).publication
    if every and every != publication.rhythm.every:
        content += _RHYTHM.format(every).encode()
        publication = parse_publication(content).publication
        files = dict(_rename_issues(files, every))
    return NewPublication(publication, {_PUBLICATION: content, **files})


def _rename_issues(files: dict[str, bytes], every: Kind) -> Iterator[tuple[str, bytes]]:
    """Yield the files with each issue of another period; of two in the same, the later one is yielded last."""
    number = 0
    for name, content in files.items():
        if not name.startswith("issues/"):
            yield name, content
            continue
        number += 1
        day = date.fromisoformat(_PUBLISHED.search(content)[1].decode())  # type: ignore[index]  # every example's says it
        period = parse_period(str(number)) if every == "number" else find_period(every, day, "north")
        yield f"issues/{period}.yaml", _PERIOD.sub(f"period: {period}".encode(), content, count=1)


def _find_folder(name: str) -> Path:
    if (_FOLDER / name / _PUBLICATION).is_file():
        return _FOLDER / name
    folder = find_pack(name).example if name in list_own_packs() else None
    if folder is None:
        raise KeyError(name)
    return folder
