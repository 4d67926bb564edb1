"""Whole newsletters to begin from: three issues each, with pictures, in this package or in a pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from uuid import UUID

from newsletter.documents.packs import find_pack, list_own_packs
from newsletter.documents.publication import Publication
from newsletter.loading import parse_publication
from newsletter.scaffolding.publication import quote_toml

_FOLDER = Path(__file__).parent / "examples"
_PUBLICATION = "newsletter.toml"


@dataclass(frozen=True, slots=True)
class ExamplePublication:
    """A newsletter to begin from, and its files by their paths in the publication's folder."""

    publication: Publication
    files: dict[str, bytes]


def list_examples() -> tuple[str, ...]:
    """Return the names of the examples that come with this program, those of its own packs included."""
    own = (path.parent.name for path in _FOLDER.glob(f"*/{_PUBLICATION}"))
    return tuple(sorted({*own, *(name for name in list_own_packs() if find_pack(name).example)}))


def make_example(name: str, title: str, uuid: UUID, today: date) -> ExamplePublication:
    """Make a newsletter of this title from an example; its contacts count as tried ``today``.

    Raises:
        ProblemsFoundError: the title is not valid.
        KeyError: there is no example of this name.
    """
    folder = _find_folder(name)
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    words = Template(files.pop(_PUBLICATION).decode()).substitute(title=quote_toml(title), uuid=uuid, today=today)
    content = words.encode(errors="backslashreplace")
    return ExamplePublication(parse_publication(content).publication, {_PUBLICATION: content, **files})


def _find_folder(name: str) -> Path:
    if (_FOLDER / name / _PUBLICATION).is_file():
        return _FOLDER / name
    folder = find_pack(name).example if name in list_own_packs() else None
    if folder is None:
        raise KeyError(name)
    return folder
