"""``newsletter.toml`` to a publication, or every problem with its line and column."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsletter.documents.publication import Publication
from newsletter.reading.document import Document
from newsletter.reading.files import read_file
from newsletter.reading.toml import read_toml
from newsletter.reading.wording import validate

FILE = "newsletter.toml"


@dataclass(frozen=True, slots=True)
class LoadedPublication:
    """A publication, and the document it came from, so that rules can point at lines."""

    publication: Publication
    document: Document


def load_publication(root: Path) -> LoadedPublication:
    """Load the publication in the folder ``root``.

    Raises:
        ProblemsFoundError: its ``newsletter.toml`` cannot be read, or does not describe a publication.

    """
    document = read_toml(read_file(root / FILE, FILE), FILE)
    return LoadedPublication(validate(Publication, document), document)
