"""The languages of a publication that says every text in each of them, and the keys under which texts say them."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from newsletter.documents.values import Data, Language, document_error

OF = "of"
"""The key beside the texts: the digest of the text that the others translate."""

MAIN = "en-GB"
"""The language of a publication that names none."""


def _refuse_twice(tags: tuple[str, ...]) -> tuple[str, ...]:
    if twice := [tag for tag, count in Counter(tags).items() if count > 1]:
        raise document_error("publication.languages", "'{tag}' is here twice", "Name each language once.", tag=twice[0])
    return tags


class Languages(Data):
    """What makes a publication bilingual, or multilingual: neither language is treated less favourably."""

    all: Annotated[tuple[Language, ...], Field(min_length=2, max_length=6), AfterValidator(_refuse_twice)]
    """Its languages, in the order in which they are shown, such as cy and en-GB."""
    send_as: Literal["one-mail", "editions"] = "one-mail"
    """Write editions if each language has an e-mail and an audience of its own; one-mail holds them all."""


class LanguagesHeader(Data):
    """Read before everything else of a publication: it decides what its texts may look like."""

    model_config = ConfigDict(extra="ignore")

    language: Language = MAIN
    """The language of the publication, or its main one."""
    languages: Languages | None = None
    """All of them, if there are several."""


def find_keys(tags: tuple[str, ...]) -> dict[str, str]:
    """Return the language of each key that a text may have: a tag, or its first part if that is of one language."""
    short = Counter(tag.partition("-")[0] for tag in tags)
    parts = {tag.partition("-")[0]: tag for tag in tags if short[tag.partition("-")[0]] == 1}
    return parts | {tag: tag for tag in tags}


def name_key(tag: str, tags: tuple[str, ...]) -> str:
    """Return the shortest key for a language."""
    return min((key for key, meant in find_keys(tags).items() if meant == tag), key=len)


def name_folder(tag: str, main: str) -> str:
    """Return the folder of a language in the site, with a slash at its end; the main language has none."""
    return "" if tag == main else f"{tag.lower()}/"
