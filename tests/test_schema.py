"""The schemas in ``issues/``: current, true to the models, and useful to those who type."""

from __future__ import annotations

import copy
import gc
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from newsletter.documents.publication import Publication
from newsletter.documents.schema import DOCUMENTS, find_model, read_explanations, read_own_explanations, write_schema
from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, PLAIN, name_kind
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml
from tests.matrix import often
from tests.packs import BLOCKS, ISSUE_MODEL, PACKS

ROOT = Path(__file__).parents[1]
ISSUES = [ROOT / "issues" / "2024-01.yaml", *sorted(ROOT.glob("tests/golden/*/issue.yaml"))]
PUBLICATIONS = [ROOT / "newsletter.toml", *sorted(ROOT.glob("tests/golden/**/newsletter.toml"))]

SMALL_ISSUE: dict[str, Any] = {
    "period": "2024-02",
    "title": "February",
    "blocks": [
        {
            "type": "case_review",
            "id": "child-b",
            "title": "Child B",
            "review_type": "lcspr",
            "subjects": [{"label": "Child B", "kind": "code", "age": {"value": 7, "unit": "months"}}],
            "learning": {"items": ["one", {"text": "two", "themes": ["planning"]}]},
        },
        {"type": "section", "title": "More", "blocks": [{"type": "text", "body": "Words."}]},
        {"type": "links", "title": "Links", "items": [{"text": "A page", "url": "https://example.org/a"}]},
    ],
}
BAD_ISSUES: dict[str, tuple[tuple[str | int, ...], object]] = {
    "a misspelt key": (("titel",), "February"),
    "a misspelt key in a block": (("blocks", 0, "sumary"), "Words."),
    "an unknown type of block": (("blocks", 0, "type"), "case_reviews"),
    "a block without a type": (("blocks", 1), {"title": "More", "body": "Words."}),
    "keys of another type": (("blocks", 0, "type"), "text"),
    "a section in a section": (("blocks", 1, "blocks", 0), {"type": "section", "title": "x", "blocks": []}),
    "a bare age": (("blocks", 0, "subjects", 0, "age"), "seven"),
    "an age in digits alone": (("blocks", 0, "subjects", 0, "age"), 7),
    "an unknown unit": (("blocks", 0, "subjects", 0, "age", "unit"), "fortnights"),
    "a number in quotes": (("blocks", 0, "subjects", 0, "age", "value"), "7"),
    "an impossible amount": (("blocks", 0, "subjects", 0, "age", "value"), 700),
    "an unknown kind of review": (("blocks", 0, "review_type"), "inquest"),
    "a word for yes": (("blocks", 0, "thematic"), "yes"),
    "an id with spaces": (("blocks", 0, "id"), "Child B"),
    "an empty list": (("blocks", 0, "learning", "items"), []),
    "an address that is not https": (("blocks", 2, "items", 0, "url"), "http://example.org/a"),
    "a title that is a list": (("title",), ["February"]),
    "a number for a date": (("published",), 20240301),
    "an unknown status": (("status",), "done"),
    "a period that is not a month": (("period",), "February 2024"),
    "a thirteenth month": (("period",), "2024-13"),
    "an empty title": (("title",), ""),
    "a title of spaces": (("title",), "  "),
    "a title on two lines": (("title",), "February\n2024"),
    "a tag in a title": (("title",), "<b>February</b>"),
    "a tag in a heading": (("blocks", 2, "title"), "Links <br/>"),
    "a language by its name": (("language",), "English"),
    "a day in words": (("published",), "soon"),
    "a moment without a zone": (("published",), "2024-03-01T09:00"),
    "a correction on a day": (("corrections",), [{"at": "2024-03-01", "note": "Mended."}]),
    "a semicolon in a list item": (("blocks", 0, "learning", "items", 0), "one; two"),
    "a semicolon in the text of an item": (("blocks", 0, "learning", "items", 1, "text"), "one; two"),
}


def read_committed(name: str) -> str:
    return (ROOT / "issues" / f"{name}.schema.json").read_text(encoding="utf-8")


def complaints(name: str, data: object, tags: tuple[str, ...] = ()) -> list[str]:
    """Say what an editor would underline, the schema as committed or for these languages."""
    speaking = Draft202012Validator(json.loads(write_schema(name, PACKS, tags))) if tags else VALIDATORS[name]
    return [f"{error.json_path}: {error.message}" for error in speaking.iter_errors(data)]


def find_tags(case: str) -> tuple[str, ...]:
    """Return the languages of a case in which every text is said more than once."""
    settings = ROOT / "tests" / "golden" / case / "newsletter.toml"
    found: Any = read_toml(settings.read_bytes(), "").data if settings.exists() else {}
    return tuple(found.get("languages", {}).get("all", ()))


VALIDATORS = {name: Draft202012Validator(json.loads(read_committed(name))) for name in DOCUMENTS}
EVERY_ISSUE = {path.parent.name: read_yaml(path.read_bytes(), path.name).data for path in ISSUES}


def replaced(document: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    inner: Any = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


def is_accepted(data: object) -> bool:
    try:
        ISSUE_MODEL.model_validate(data)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_committed_schema_is_what_the_models_say(name: str) -> None:
    assert read_committed(name) == write_schema(name, PACKS), "run: newsletter schema --write"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_is_a_valid_schema(name: str) -> None:
    schema = json.loads(read_committed(name))

    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


ISSUE_DATA = {case: data for case, data in EVERY_ISSUE.items() if not find_tags(case)}
"""The issues in one language."""


@pytest.mark.parametrize("case", EVERY_ISSUE)
def test_an_issue_that_is_published_is_not_underlined(case: str) -> None:
    assert complaints("issue", EVERY_ISSUE[case], find_tags(case)) == []


@pytest.mark.parametrize("path", PUBLICATIONS, ids=lambda path: path.parent.name)
def test_a_publication_that_is_in_use_is_not_underlined(path: Path) -> None:
    as_json = json.loads(json.dumps(read_toml(path.read_bytes(), path.name).data, default=str))

    assert complaints("publication", as_json, find_tags(path.parent.name)) == []


def test_the_small_issue_is_fine_before_anything_bad_is_done_to_it() -> None:
    assert complaints("issue", SMALL_ISSUE) == []
    assert is_accepted(SMALL_ISSUE)


@pytest.mark.parametrize("fault", BAD_ISSUES)
def test_what_the_program_refuses_is_underlined_in_the_editor(fault: str) -> None:
    bad = replaced(SMALL_ISSUE, *BAD_ISSUES[fault])

    assert complaints("issue", bad) != []
    assert not is_accepted(bad)


WELL_WRITTEN: dict[str, tuple[tuple[str | int, ...], object]] = {
    "a folded title ends in a line break": (("title",), "February\n"),
    "signs that only look like tags": (("title",), "5 < 6 & a<3, R&D > all"),
    "a day": (("published",), "2024-03-01"),
    "a moment in UTC": (("published",), "2024-03-01T09:00Z"),
    "a moment with a space": (("published",), "2024-03-01 09:00:30.5+01:00"),
    "a language with a script": (("language",), "zh-Hant-TW"),
}


@pytest.mark.parametrize("case", WELL_WRITTEN)
def test_what_is_well_written_is_not_underlined(case: str) -> None:
    good = replaced(SMALL_ISSUE, *WELL_WRITTEN[case])

    assert complaints("issue", good) == []
    assert is_accepted(good)


@pytest.mark.parametrize("type_", ["case-review", "picture", 7, None])
def test_an_unknown_type_of_block_is_the_only_thing_underlined(type_: object) -> None:
    [complaint] = complaints("issue", replaced(SMALL_ISSUE, ("blocks", 0, "type"), type_))

    assert complaint.startswith("$.blocks[0].type: ")
    assert all(f"'{known}'" in complaint for known in BLOCKS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_schema_asks_for_more_than_toml_and_yaml_can_say(name: str) -> None:
    """A "time" of JSON Schema wants an offset, which TOML's has not: editors would mark what is right."""
    assert set(re.findall(r'"format": "([a-z-]+)"', read_committed(name))) <= {"uuid"}


@pytest.mark.parametrize(("clock", "is_right"), [("09:00:00", True), ("09:00", True), ("24:00", False), ("9am", False)])
def test_a_time_of_day_is_one_without_an_offset(clock: str, is_right: bool) -> None:  # noqa: FBT001  # pytest's way
    publication = json.loads(json.dumps(read_toml(PUBLICATIONS[0].read_bytes(), "").data, default=str))

    assert (complaints("publication", publication | {"publish_time": clock}) == []) is is_right


def test_a_misspelt_key_of_the_publication_is_underlined() -> None:
    publication = json.loads(json.dumps(read_toml(PUBLICATIONS[0].read_bytes(), "").data, default=str))

    assert complaints("publication", publication | {"tilte": "Digest"}) != []
    assert complaints("publication", replaced(publication, ("palette", "accent"), "black")) != []


_ODD_VALUES = st.sampled_from(
    ["", "7", "yes", "text", "child-a", "2024-01", "2024-01-31", "https://example.org", 0, 7, 7.5, 2**40, True, None]
)


def _walk(value: object) -> Iterator[dict[str, Any] | list[Any]]:
    """Yield every group and list of a document that holds something."""
    if isinstance(value, dict | list) and value:
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _walk(inner)


@st.composite
def _changed_issues(draw: st.DrawFn) -> dict[str, Any]:
    """Drop a key, give it another name, another value, or its block another type; once, or a few times over."""
    issue = copy.deepcopy(ISSUE_DATA[draw(st.sampled_from(sorted(ISSUE_DATA)))])
    for _ in range(draw(st.integers(1, 3))):
        place: Any = draw(st.sampled_from(list(_walk(issue)) or [issue]))
        key: Any = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        change = draw(st.sampled_from(["drop", "rename", "replace", "retag"]))
        value = place.pop(key)
        if isinstance(place, list):
            place[key:key] = [] if change == "drop" else [draw(_ODD_VALUES)]
        elif change == "rename":
            place[draw(st.sampled_from(["title", "text", "items", "body", "Title", "x"]))] = value
        elif change == "replace":
            place[key] = draw(_ODD_VALUES)
        elif change == "retag":
            place |= {key: value, "type": draw(st.sampled_from([*BLOCKS, "texts"]))}
    return issue


@pytest.mark.slow
@settings(max_examples=often(500), deadline=None)
@given(_changed_issues())
def test_what_the_program_accepts_is_never_underlined(issue: dict[str, Any]) -> None:
    assert not is_accepted(issue) or complaints("issue", issue) == []


def objects_of(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = json.loads(read_committed(name))
    yield name, schema
    yield from schema.get("$defs", {}).items()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_key_is_explained_where_an_editor_hovers(name: str) -> None:
    for title, part in objects_of(name):
        keys = {f"{title}.{key}": value.get("description", "") for key, value in part["properties"].items()}
        for key, phrase in {title: part["description"], **keys}.items():
            assert phrase[:1].isupper(), f"{key} is not explained"
            assert len(phrase) <= 110, f"{key} is explained at too great length"
            assert "`" not in phrase, f"{key} holds markup that editors do not show"


def test_every_type_of_block_is_offered_and_says_its_type_first() -> None:
    offered = {part["properties"]["type"]["const"]: part for _, part in objects_of("issue") if _is_block(part)}

    assert set(offered) == set(BLOCKS)
    assert all(part["required"][0] == "type" for part in offered.values())


def _is_block(part: dict[str, Any]) -> bool:
    return "type" in part["properties"]


def test_every_kind_of_review_has_a_name_beside_it() -> None:
    review_type = dict(objects_of("issue"))["CaseReview"]["properties"]["review_type"]

    assert len(review_type["enumDescriptions"]) == len(review_type["enum"])
    assert review_type["enumDescriptions"][review_type["enum"].index("scr")] == "Serious case review"


def test_the_documents_name_their_schemas() -> None:
    issue, publication = (path.read_text(encoding="utf-8").splitlines()[0] for path in (ISSUES[0], PUBLICATIONS[0]))

    assert issue == "# yaml-language-server: $schema=issue.schema.json"
    assert publication == "#:schema issues/publication.schema.json"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_says_whether_it_is_markdown(name: str) -> None:
    """Editors read it where they type, and it comes from the type of the field alone."""
    model = find_model(name, PACKS)
    models = [model, *walk_models(model)]
    definitions = json.loads(read_committed(name))
    described = {"": definitions, **definitions.get("$defs", {})}
    for model in models:
        properties = described.get(model.__name__, definitions)["properties"]
        for field, info in model.model_fields.items():
            if field not in properties:
                continue  # a former key, which editors are not offered
            phrase = str(properties[field].get("description"))
            kind = name_kind(info)
            assert phrase.endswith(" Plain text.") is (kind == PLAIN), (model, field)
            assert phrase.endswith(" In Markdown.") is (kind == MARKDOWN), (model, field)
            assert phrase.endswith(" One line, in Markdown.") is (kind == MARKDOWN_LINE), (model, field)


def walk_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield every model that is part of another, however deep."""
    for info in model.model_fields.values():
        for part in walk_types(info.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield part
                yield from walk_models(part)


def walk_types(annotation: object) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from walk_types(part)


# enumDescriptions is of editors; tests/judges/validate.mjs tells the strict validator of it.
ANNOTATIONS = {"$schema", "$defs", "title", "description", "default", "examples", "then", "else", "enumDescriptions"}
KEYWORDS = ANNOTATIONS | set(Draft202012Validator.VALIDATORS)


def find_keywords(schema: Any) -> Iterator[str]:  # noqa: ANN401  # any part of a JSON document
    """Yield every keyword of a schema and of those within it, but no name of a property and nothing of a value."""
    for key, value in schema.items() if isinstance(schema, dict) else ():
        yield key
        inner = value.values() if key in {"properties", "$defs", "patternProperties"} else [value]
        for one in inner if key not in {"default", "const", "enum", "examples"} else ():
            for part in one if isinstance(one, list) else [one]:
                yield from find_keywords(part)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_schema_has_no_keyword_that_strict_validators_do_not_know(document: str) -> None:
    assert set(find_keywords(json.loads(write_schema(document, PACKS)))) <= KEYWORDS


def read_deep(depth: int) -> dict[str, str]:
    """Read docstrings with so many calls around."""
    return read_deep(depth - 1) if depth else read_explanations(Publication)


def test_docstrings_are_read_by_several_threads_at_once() -> None:
    """Python breaks off with a SystemError where a thread parses while another does (python/cpython#106905)."""

    def pause(_phase: str, _about: dict[str, int]) -> None:
        """Let another thread go on while one is collecting garbage in the middle of a parse."""
        time.sleep(0)

    read_own_explanations.cache_clear()  # what is kept is not parsed again
    gc.callbacks.append(pause)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(read_deep, [0, 60] * 4))
    finally:
        gc.callbacks.remove(pause)

    assert found == [read_explanations(Publication)] * 8
