"""The words for people of a field: its label, its help, and what its choices are called.

They are made from the titles and docstrings of the models, which are written for people who type documents, too: what
only those need (how to write it, and where) is left out, in third parties' docstrings as in our own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsletter.editing.model_at import Schema

_LABELS = {"url": "Web address", "alt": "What the picture shows", "bytes": "Size in bytes"}
"""What a field is called whose name is a word of computers, whichever block has it."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_WRITE_TRUE = re.compile(r"Write true (?:if|to|for) (?=\w)")
_WHETHER = re.compile(r"Whether (?=\w)")
_WRITE = re.compile(r"\bWrite (?=[a-z])")
_IDS = re.compile(r"\b(?:The ids? of|ids? of)\s+(?=\w)", re.IGNORECASE)
_EXAMPLE = re.compile(r":\s+(?:[{\[]|true\b|false\b|\d{4}-\d\d|\d\d:\d\d|\w+/\w).*$|, as a path inside.*$", re.DOTALL)
_FOR_TYPISTS = re.compile(
    r"\w_\w|[{}\[\]]|\bkeys?\b|\bids?\b|\bYAML\b|\bTOML\b|\btrue\b|\bfalse\b|\bnewsletter (?:check|rules|approve)\b|"
    r"\bpath\b|\bindented\b|\bgit\b|\bfolder\b|[Ll]eave (?:it|this|\w+) out|[Ii]f left out|\bcode: \||\benvironment\b",
)
_NAME = re.compile(r"[_-]+")
_WORDS = re.compile(r"[A-Za-z0-9][\w -]*")


def name_field(key: str, schema: Schema) -> str:
    """Return the label of a field: the title that its model gives it, or else its name in words."""
    title = str(schema.get("title") or "")
    is_given = title and title.casefold() != key.replace("_", " ").casefold()
    return title if is_given else _LABELS.get(key) or capitalise(split_name(key))


def split_name(name: str) -> str:
    """Return a name as words: ``serious_injury`` is serious injury."""
    return _NAME.sub(" ", name).strip()


def capitalise(words: str) -> str:
    """Return words with a capital at their beginning; the rest stays as it is."""
    return words[:1].upper() + words[1:]


def explain_field(schema: Schema) -> str:
    """Return the help of a field, without what is only for people who type the document."""
    return address_people(str(schema.get("description") or ""))


@lru_cache(maxsize=2048)
def address_people(text: str) -> str:
    """Return a text without the sentences that are only for people who type the document."""
    sentences = _SENTENCE.split(" ".join(text.split()))
    return " ".join(filter(None, map(_address_people, sentences)))


def _address_people(sentence: str) -> str:
    words = _WRITE_TRUE.sub("", _WHETHER.sub("", sentence, count=1), count=1)
    shortened = _EXAMPLE.sub(".", words)
    words = capitalise(_WRITE.sub("Choose ", _IDS.sub("", shortened)))
    return "" if _FOR_TYPISTS.search(words) else words


def name_choices(schema: Schema) -> list[tuple[object, str]]:
    """Return the values that may be chosen, each with its words: the model's own, or else its name."""
    values = schema["enum"] if "enum" in schema else [schema["const"]]
    names = schema.get("enumDescriptions") or [_name_choice(value) for value in values]
    return list(zip(values, names, strict=True))


def _name_choice(value: object) -> str:
    return capitalise(split_name(str(value))) if _WORDS.fullmatch(str(value)) else str(value)
