"""What a click on words opens: the text itself, a form of the facts that they are made of, or a sentence.

Everything here is about places in documents; which words are meant is known by the number of their origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from newsletter.documents.text_kinds import MARKDOWN
from newsletter.editing.field_words import explain_field
from newsletter.editing.model_at import MODEL, TEXT_KIND, DocumentModel, NoSuchPlaceError, Schema
from newsletter.editing.names import name_path
from newsletter.errors import Location
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import MISSING, find_value
from newsletter.rendering.tracing.origins import ORIGINS, Origin, Source, SourceFile

FieldKind: TypeAlias = Literal["words", "facts", "settings", "template"]


@dataclass(frozen=True, slots=True)
class Field:
    """What can be changed about some words.

    ``words`` are typed in place of those that are seen, and ``value`` is how the document has them; ``facts`` are a
    form of the group at ``path``, of the keys in ``only`` or of all. ``settings`` are the publication's, of either
    kind: with a value they are words. ``template`` words are the program's own, and ``help`` says where they change.
    """

    kind: FieldKind
    file: SourceFile
    path: DataPath
    only: tuple[str, ...] = ()
    name: str = ""
    help: str = ""
    many: bool = False
    """Whether the words may have several lines and paragraphs."""
    value: str | None = None


@dataclass(frozen=True, slots=True)
class EditedDocument:
    """A document as it is edited: what its file says, its model, and the values that come from another file."""

    data: Mapping[str, object]
    model: DocumentModel
    elsewhere: Mapping[DataPath, Location] = field(default_factory=dict)


def make_fields(numbers: Iterable[int], issue: EditedDocument, publication: EditedDocument) -> dict[int, Field]:
    """Return what the words with these numbers of origins lead to."""
    documents: dict[SourceFile, EditedDocument] = {"issue": issue, "publication": publication}
    return {number: _make_field(ORIGINS.get(number), documents) for number in sorted(set(numbers))}


def _make_field(origin: Origin, documents: Mapping[SourceFile, EditedDocument]) -> Field:
    if origin.kind == "template":
        return _make_template_field(origin)
    file, paths = _choose_document(origin.sources)
    document = documents[file]
    if place := next(filter(None, (_find_outside(document, path) for path in paths)), None):
        return _make_outside_field(file, paths[0], place)
    found = list(dict.fromkeys(_find_written(document.data, path) for path in paths))
    made = _make_words(file, document, found[0], is_text=origin.kind == "exact") if len(found) == 1 else None
    return made or _make_facts(file, document, found)


def _choose_document(sources: Sequence[Source]) -> tuple[SourceFile, list[DataPath]]:
    """Return the document that words lead to, and the paths there: the issue, unless several blocks are behind them."""
    issue = [path for file, path in sources if file == "issue"]
    publication = [path for file, path in sources if file == "publication"]
    if issue and (not publication or _is_of_one_block(issue)):
        return "issue", issue
    return "publication", publication


def _is_of_one_block(paths: Iterable[DataPath]) -> bool:
    return len({path[:2] for path in paths}) == 1


def _find_outside(document: EditedDocument, path: DataPath) -> Location | None:
    """Return the file that a value comes from instead: where some of a block does, all does that it does not say."""
    block = next((one[:-2] for one in document.elsewhere if one[:-2] == path[: len(one) - 2]), None)
    if block is None or find_value(document.data, path) is not MISSING:
        return None
    return next(place for one, place in document.elsewhere.items() if one[:-2] == block)


def _find_written(data: Mapping[str, object], path: DataPath) -> DataPath:
    """Return where in a file a value of a model is: a group may be written as its main text alone."""
    parents = (path[:length] for length in range(1, len(path)))
    return next((parent for parent in parents if isinstance(find_value(data, parent), str)), path)


def _make_words(file: SourceFile, document: EditedDocument, path: DataPath, *, is_text: bool) -> Field | None:
    """Return the field of a single text; None for a fact, such as a number, a date or a choice."""
    schema = _find_schema(document, path)
    value = find_value(document.data, path)
    written = _write_text(schema.get("default") if value is MISSING else value, schema)
    if written is None or not (is_text or schema.get(TEXT_KIND)):
        return None
    many = schema.get(TEXT_KIND) == MARKDOWN or "\n" in written.strip()
    kind: FieldKind = "words" if file == "issue" else "settings"
    return Field(
        kind, file, path, (), name_path(path, document.data, document.model), explain_field(schema), many, written
    )


def _write_text(value: object, schema: Schema) -> str | None:
    """Return a text as it is typed, or nothing for a value that nobody types as text."""
    if "enum" in schema or "const" in schema:
        return None
    if isinstance(value, str):
        return value
    if value is None:
        return "" if schema.get(TEXT_KIND) else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return str(getattr(value, "written", "") or value) if is_number and schema.get("type") == "string" else None


def _find_schema(document: EditedDocument, path: DataPath) -> Schema:
    try:
        return document.model.at(document.data, path)
    except NoSuchPlaceError:
        return {}


def _make_facts(file: SourceFile, document: EditedDocument, paths: Sequence[DataPath]) -> Field:
    """Return the field of the smallest group that holds all of some facts, and the keys of it that they are under."""
    path = _find_group(document, paths)
    if not path and file == "issue" and any(one[:1] == ("blocks",) for one in paths):
        return Field("template", file, (), name=_SEVERAL_NAME, help=_SEVERAL)
    keys = {str(one[len(path)]) for one in paths if len(one) > len(path)}
    if keys and keys <= _FIXED:
        return Field("template", file, path, name=_FIXED_NAME, help=_FIXED_HELP)
    only = tuple(key for key in document.model.order_at(document.data, path) if key in keys - _FIXED)
    named = (*path, *only) if len(only) == 1 else path
    kind: FieldKind = "facts" if file == "issue" else "settings"
    name = name_path(named, document.data, document.model) if named else _ISSUE
    return Field(kind, file, path, only, name, explain_field(_find_schema(document, path)) if path else "")


def _find_group(document: EditedDocument, paths: Sequence[DataPath]) -> DataPath:
    path = paths[0]
    while any(one[: len(path)] != path for one in paths):
        path = path[:-1]
    while path and (
        not isinstance(find_value(document.data, path), Mapping) or _find_schema(document, path).get(MODEL)
    ):
        path = path[:-1]
    return path


_FIXED = frozenset({"type", "id", "period"})
"""Keys that nobody changes: addresses are made of them."""

_FIXED_NAME = "Fixed when it begins"
_FIXED_HELP = "These words follow from what this is. They are fixed when it begins, since its address is made of them."
_ISSUE = "The issue"
_SEVERAL_NAME = "Made of several entries"
_SEVERAL = "These words are made of what several entries say. Change them in those entries."
_OWN_NAME = "The newsletter’s own words"
_OWN = (
    "These words are the program’s own, in every issue. They can be said in other words for all issues, "
    "in the words of the publication."
)
_FROM_TEMPLATE = (
    "These words are in the design of this newsletter, and in every issue. Ask the person who made the design "
    "to change them."
)
_FROM_TABLE = "These figures come from the spreadsheet file {name}. Change them there, and they change here."


def _make_template_field(origin: Origin) -> Field:
    if origin.phrase:
        return Field("template", "publication", ("words", origin.phrase), (), _OWN_NAME, _OWN, value=origin.phrase)
    return Field("template", "publication", (), (), _OWN_NAME, _FROM_TEMPLATE)


def _make_outside_field(file: SourceFile, path: DataPath, place: Location) -> Field:
    name = place.file.rpartition("/")[2]
    return Field("template", file, path, (), f"From {name}", _FROM_TABLE.format(name=name))
