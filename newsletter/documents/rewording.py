"""Other words for phrases of the program, as a publication writes them. Data only."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag

from newsletter.documents.values import PlainText


def _list_forms(value: object) -> object:
    return value if isinstance(value, list | tuple | dict) else [value]


def _tell_apart(value: object) -> str:
    return "language" if isinstance(value, dict) else "phrase"


Phrase = Annotated[
    tuple[PlainText, ...],
    Field(min_length=1, max_length=6),
    BeforeValidator(_list_forms, json_schema_input_type=PlainText | tuple[PlainText, ...]),
]
"""What the program says: a text, or one for each form of a plural that its language has."""

Rewording = Annotated[
    Annotated[Phrase, Tag("phrase")] | Annotated[dict[PlainText, Phrase], Tag("language")], Discriminator(_tell_apart)
]
"""A phrase, or all phrases for one language."""
