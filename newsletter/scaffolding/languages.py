"""A draft of a publication in several languages: each of its texts has a place for every language."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from newsletter.documents.languages import name_key
from newsletter.documents.packs import issue_model
from newsletter.documents.publication import Publication
from newsletter.parsing.document import DataPath, Document, Node, Position
from newsletter.translations import find_translations


def say_in_each_language(data: Mapping[str, Any], publication: Publication) -> dict[str, Any]:
    """Return a draft with its texts in the main language, and an empty place beside each for every other.

    What is said in several languages already stays, and so does what needs no translation, such as a name. In a
    publication of one language nothing changes.
    """
    made, tags = copy.deepcopy(dict(data)), publication.tags
    document = Document("", made, "", lambda: Node(Position(0, 0), Position(0, 0)))
    for path in find_translations(document, issue_model(publication.packs), tags).once:
        *steps, last = _find_held(made, path)
        held: Any = made
        for step in steps:
            held = held[step]
        held[last] = {name_key(tag, tags): held[last] if tag == tags[0] else None for tag in tags}
    return made


def _find_held(data: Mapping[str, Any], path: DataPath) -> DataPath:
    """Return the path of the text itself, which may be short for a group that begins with it."""
    held: Any = data
    for length, step in enumerate(path):
        if isinstance(held, str):
            return path[:length]
        held = held[step]
    return path
