"""What the page knows of an issue that is written in it, as plain data: fields, blocks, problems and their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from newsletter.checking.replacements import has_words
from newsletter.documents.languages import name_key
from newsletter.editing.fields import EditedDocument, Field, make_fields
from newsletter.editing.names import name_path
from newsletter.editing.soft_lines import join_lines
from newsletter.errors import Problem
from newsletter.languages.names import name_language
from newsletter.loading import FILE
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import find_value
from newsletter.preview.render_cache import View, name_file
from newsletter.preview.serializers import describe_problem
from newsletter.preview.traced_issue import TracedIssue

_MARKED = re.compile(r"\ue000([0-9]{1,9})\ue001")
_SPAN = re.compile(r'<span data-f="([0-9]{1,9})">')
_STEP = re.compile(r"(?:^|\.)([\w-]+)|\[([0-9]{1,9})\]|\['([^']*)'\]")


def find_view_numbers(traced: TracedIssue, view: str) -> set[int]:
    """Return the numbers of the words that a view of an issue shows, in each of its languages."""
    texts: list[str] = []
    for one in traced.in_every_language:
        if view == "web":
            texts += [page.decode(errors="replace") for page in one.pages.values() if b"\xee\x80\x80" in page]
        elif view == "text":
            texts.append(one.text)
        elif view == "feed":
            texts += [part for entry in one.entries for part in (entry.title, entry.content)]
        else:
            texts.append(one.html)
    return {int(number) for text in texts for number in _MARKED.findall(text)}


def find_frame_numbers(frames: Iterable[str]) -> set[int]:
    """Return the numbers of the words in frames."""
    return {int(number) for html in frames for number in _SPAN.findall(html)}


def describe_fields(numbers: set[int], issue: EditedDocument, publication: EditedDocument) -> dict[str, Any]:
    """Return the field of each number as the page has it; Markdown is without soft line ends."""
    fields = make_fields(numbers, issue, publication)
    return {str(number): _describe_field(field) for number, field in fields.items()}


def _describe_field(field: Field) -> dict[str, Any]:
    value = join_lines(field.value) if field.many and field.value is not None else field.value
    return asdict(field) | {"path": list(field.path), "only": list(field.only), "value": value}


def describe_blocks(document: EditedDocument) -> list[dict[str, Any]]:
    """Return the blocks of an issue as its outline shows them; numbers are those of the marks in renderings."""
    return list(_describe_blocks(document, (), iter(range(1_000_000))))


def _describe_blocks(document: EditedDocument, path: DataPath, numbers: Iterator[int]) -> Iterator[dict[str, Any]]:
    around = find_value(document.data, path)
    blocks = around.get("blocks") if isinstance(around, Mapping) else None
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        here = (*path, "blocks", index)
        described = {"path": list(here), "number": next(numbers)}
        described |= {"type": str(block.get("type", "")) if isinstance(block, Mapping) else ""}
        described |= {"name": name_path(here, document.data, document.model)}
        inner = list(_describe_blocks(document, here, numbers))
        yield described | ({"blocks": inner} if inner else {})


def describe_problems(view: View, data: Mapping[str, object]) -> list[dict[str, Any]]:
    """Return the problems of an issue, each with the path of the field that it is about."""
    files = {name_file(view.period): "issue", FILE: "publication"}
    tags = view.rendered.edition.publication.tags if view.rendered else ()
    languages = {name_key(tag, tags): name_language(tag) for tag in tags}
    return [_describe_problem(problem, view, files, _find_words(problem, data), languages) for problem in view.problems]


def _describe_problem(
    problem: Problem, view: View, files: Mapping[str, str], path: list[str | int], languages: Mapping[str, str]
) -> dict[str, Any]:
    """Return a problem with the path of its field; of a text in several languages, it begins with the one at fault."""
    what, how = problem.in_page
    language = languages.get(str(path[-1]), "") if path else ""
    sentences = (f"In {language}: {what[:1].lower()}{what[1:]}" if language else what, how)
    own = {"file": files.get(problem.place.file, ""), "path": path, "words": problem.words}
    return describe_problem(problem, view) | own | {"said": sentences, "replacements": list(problem.replacements)}


def _find_words(problem: Problem, data: Mapping[str, object]) -> list[str | int]:
    """Return the path of the field that a problem is about: of several languages, the one that has its words."""
    path = find_field_path(problem.path, data)
    value = find_value(data, tuple(path))
    texts = value.items() if problem.words and isinstance(value, Mapping) else ()
    return [*path, *[key for key, text in texts if isinstance(text, str) and has_words(text, problem.words)][:1]]


def find_field_path(written: str, data: Mapping[str, object]) -> list[str | int]:
    """Return the path that a problem names, as far as the document has it: a group may be written in short."""
    path = tuple(_read_step(step) for step in _STEP.finditer(written))
    shorter = (path[:length] for length in range(1, len(path)))
    return list(next((one for one in shorter if isinstance(find_value(data, one), str)), path))


def _read_step(step: re.Match[str]) -> str | int:
    key, index, quoted = step.groups()
    return int(index) if index is not None else str(key if key is not None else quoted)
