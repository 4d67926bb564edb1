"""Names of places in a document, in the words of people: "A new library › summary"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsletter.editing.field_words import capitalise, name_field, split_name
from newsletter.editing.model_at import LANGUAGES, DocumentModel, NoSuchPlaceError, Schema
from newsletter.languages.names import name_language
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import find_value

_SILENT = frozenset({"blocks", "items", "text"})
"""Keys that say nothing beside the name of what is in them."""

_NAMES = ("title", "label", "name", "text", "term")
_LONGEST = 60
_IN, _NUMBER = "in ", "number "
"""What the name of a language follows, and the number of an item that has no words of its own."""


def name_path(path: DataPath, data: Mapping[str, object], model: DocumentModel | None = None) -> str:
    """Return the name of the value at a path of a document.

    With its ``model``, fields have the names that forms give them; without, those that they are written by.
    """
    named = list(_name_steps(path, data, model))
    words = [_uncapitalise(word) if is_field and place else word for place, (word, is_field) in enumerate(named)]
    name = " › ".join(words).replace(f" › {_IN}", f", {_IN}").replace(f" › {_NUMBER}", f", {_NUMBER}")
    return name or split_name(str(path[-1]))


def _name_steps(path: DataPath, data: Mapping[str, object], model: DocumentModel | None) -> Iterator[tuple[str, bool]]:
    """Yield the words for each step that has any, and whether they are the label of a field."""
    schema: Schema | None = model.resolve(model.root) if model else None
    for depth, step in enumerate(path, 1):
        value = find_value(data, path[:depth])
        around, schema = schema, _step(model, schema, step, value)
        if isinstance(step, int):
            yield _name_item(value, step), False
        elif around and step in around.get(LANGUAGES, ()):
            yield f"{_IN}{name_language(step)}", False
        elif step not in _SILENT:
            yield (name_field(step, schema), True) if schema else (split_name(step), True)


def _step(model: DocumentModel | None, schema: Schema | None, step: str | int, value: object) -> Schema | None:
    try:
        return model.step(schema, step, value) if model and schema else None
    except NoSuchPlaceError:
        return None


def name_issue(data: Mapping[str, object], period: str) -> str:
    """Return what an issue is called: by its title, in the first of its languages; by its period where it has none."""
    return find_words(data) or period


def _name_item(item: object, number: int) -> str:
    """Return what an item of a list is called: by its title or its own words, else by its type and place."""
    group = item if isinstance(item, dict) else {"text": item}
    words = find_words(group) or capitalise(split_name(str(group.get("type", ""))))
    return (words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…") or f"{_NUMBER}{number + 1}"


def find_words(group: Mapping[str, object]) -> str:
    """Return the words that a group is known by, in the first of its languages."""
    found = next((group[key] for key in _NAMES if isinstance(group.get(key), (str, dict))), "")
    found = next(iter(found.values()), "") if isinstance(found, dict) else found
    return " ".join(str(found).split())


def _uncapitalise(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
