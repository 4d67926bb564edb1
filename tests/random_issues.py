"""Issues of any blocks with any words in them, derived from the models: a new block needs no change here.

A block begins as one of a golden case, of which every type of block has one. Then each of its fields may get another
value, as the type of the field says, wherever the block can still be read.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from types import NoneType
from typing import Any, Literal, TypeAlias, get_args, get_origin

from annotated_types import Ge, Le
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from newsletter.documents.issue import Issue
from newsletter.documents.packs import collect_blocks
from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, MODEL, PLAIN, URL, Role, find_role, name_kind
from newsletter.loading import parse_issue
from newsletter.parsing.yaml import read_yaml
from newsletter.tables import fill_tables
from scripts.golden import CASES, GOLDEN, load_case
from tests.packs import PACKS

Values: TypeAlias = dict[str, Any]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

BLOCKS = collect_blocks(PACKS)
MOST_BLOCKS = 5

LANGUAGES = ("de", "fr", "pl", "cy", "ar", "en-US")
"""Languages that the program is translated into."""

_WORDS = st.sampled_from(
    [
        "Bins & bags",
        "Zoë's £12",
        "日本",
        "الماء للجميع",
        "Straße",
        "żółty liść",
        "R&D",
        "d'or",
        "3<4",
        "Café",
        "The GP was asked",
        "10%",
        "x*y*z",
        "_a_ b",
    ]
)
_LINES = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)
_MARKDOWN_LINES = st.sampled_from(
    ["**Free** tea", "See [the bins](#b1)", "`x < y` and *why*", "[Maps](https://example.net/m?a=1&b=2)"]
)
_MARKDOWN = st.lists(
    st.one_of(_MARKDOWN_LINES, st.sampled_from(["- one\n- **two**", "> Said\n> so", "1. first\n2. [then](#b2)"])),
    min_size=1,
    max_size=3,
).map("\n\n".join)
_URLS = st.sampled_from(["https://example.net/", "https://example.org/a?b=1&c=2#d", "#b1"])
_OF_KIND = {MARKDOWN: _MARKDOWN, MARKDOWN_LINE: _MARKDOWN_LINES, PLAIN: _LINES, URL: _URLS}


@cache
def read_seeds() -> dict[str, list[Values]]:
    """Return the blocks of every golden case as they are written, by their types."""
    seeds: dict[str, list[Values]] = {name: [] for name in BLOCKS if name != "section"}
    for case in CASES:
        if load_case(case)[0].publication.tags:  # its texts are in several languages
            continue
        document: Any = read_yaml((GOLDEN / case / "issue.yaml").read_bytes(), "issue.yaml").data
        for block in document["blocks"]:
            for one in block.get("blocks", [block]):
                seeds[one["type"]].append(one)
    return seeds


@cache
def read_themes() -> tuple[str, ...]:
    """Return the ids of the themes that blocks may have."""
    return tuple(load_case("text")[0].publication.themes)


@st.composite
def issues(draw: Draw, of: str | None = None, languages: Sequence[str | None] = (None,)) -> Issue:
    """Return a strategy of issues in one of some languages; the first block is ``of`` that type."""
    names = st.sampled_from(sorted(read_seeds()))
    types = [of or draw(names), *(draw(names) for _ in range(draw(st.integers(0, MOST_BLOCKS - 1))))]
    blocks = [_draw_block(draw, name, f"b{number}") for number, name in enumerate(types, 1)]
    split = draw(st.integers(1, len(blocks)))
    grouped = blocks[:split]
    if split < len(blocks):
        grouped.append({"type": "section", "title": draw(_LINES), "blocks": blocks[split:]})
    head = {"title": draw(_LINES), "language": draw(st.sampled_from(languages)), "intro": draw(_MARKDOWN)}
    return _make_issue(head, grouped)


def _make_issue(head: Values, blocks: list[Values]) -> Issue:
    same = {"period": "2024-03", "subject": "News", "preheader": "What is new", "status": "ready"}
    document = json.dumps(same | head | {"blocks": blocks}, ensure_ascii=False).encode()
    loaded = parse_issue(document, "issues/2024-03.yaml", PACKS)
    return fill_tables(loaded.issue, loaded.document, GOLDEN)[0]


def draw_issues(count: int, languages: Sequence[str | None] = (None,)) -> list[Issue]:
    """Return so many issues in some languages; at night new ones each time."""
    drawn: list[Issue] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(issue=issues(languages=languages))
    def draw(issue: Issue) -> None:
        drawn.append(issue)

    draw()
    return drawn


_SHORT = "[Go](https://example.net/)"
_SHORT_TEXTS = {
    MARKDOWN_LINE: _SHORT,
    MARKDOWN: f"""{_SHORT}

- {_SHORT}
- [On](https://example.org/)

| {_SHORT} | [On](https://example.org/) |
|---|---|
| {_SHORT} | [On](https://example.org/) |
| {_SHORT} | [On](https://example.org/) |

> {_SHORT}

One[^1] or two[^2]

[^1]: {_SHORT}
[^2]: [On](https://example.org/)
""",
}


def make_short_links(name: str, language: str | None) -> Issue:
    """Return an issue with a block of a type, in which every text that may hold links is made of short ones alone."""
    model, block = BLOCKS[name], copy.deepcopy(read_seeds()[name][0]) | {"id": "b1"}
    _shorten(model, block, lambda: _can_be_read(model, block))
    return _make_issue({"title": "Go", "language": language, "intro": _SHORT}, [block])


def _shorten(model: type[BaseModel], values: Values, is_right: Callable[[], bool]) -> None:
    for name, field in model.model_fields.items():
        for inner, part in _find_inner(field, values.get(name)):
            _shorten(inner, part, is_right)
        short, before = _SHORT_TEXTS.get(name_kind(field)), dict(values)
        if short is not None:
            values[name] = [short, short] if isinstance(values.get(name), list) else short
        if not is_right():
            values.clear()
            values.update(before)


def _draw_block(draw: Draw, name: str, block_id: str) -> Values:
    model = BLOCKS[name]
    block: Values = copy.deepcopy(draw(st.sampled_from(read_seeds()[name]))) | {"id": block_id}
    _change(draw, model, block, lambda: _can_be_read(model, block))
    return block


def _can_be_read(model: type[BaseModel], values: Values) -> bool:
    try:
        model.model_validate(values)
    except ValidationError:
        return False
    return True


def _change(draw: Draw, model: type[BaseModel], values: Values, is_right: Callable[[], bool]) -> None:
    """Give fields of a model other values, as long as what they belong to is right."""
    for name, field in model.model_fields.items():
        if name in {"id", "type", "pseudonym_confirmed"}:
            continue
        for inner, part in _find_inner(field, values.get(name)):
            _change(draw, inner, part, is_right)
        strategy = _choose(name, field)
        if strategy is not None and draw(st.booleans()):
            before = dict(values)
            values[name] = draw(strategy)
            if not is_right():
                values.clear()
                values.update(before)


def _find_inner(field: FieldInfo, value: object) -> Iterator[tuple[type[BaseModel], Values]]:
    """Yield the parts of a value that are of models, with their models."""
    if name_kind(field) == MODEL:
        model = next(_find_models(field.annotation))
        yield from ((model, part) for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict))


def _find_models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _find_models(part)


def _choose(name: str, field: FieldInfo) -> st.SearchStrategy[Any] | None:
    """Return a strategy of values for a field; none for a model, and for others, such as a date."""
    kind = name_kind(field)
    if find_role(field) is Role.THEMES:
        return st.lists(st.sampled_from(read_themes()), max_size=2, unique=True)
    if name == "language":
        return st.sampled_from([None, "cy", "ar", "de"])
    if kind in _OF_KIND:
        is_list = any(get_origin(part) is tuple for part in (field.annotation, *get_args(field.annotation)))
        return st.lists(_OF_KIND[kind], min_size=1, max_size=3) if is_list else _OF_KIND[kind]
    return None if kind else _choose_plain(field)


def _choose_plain(field: FieldInfo) -> st.SearchStrategy[Any] | None:
    options = [part for part in (get_args(field.annotation) or (field.annotation,)) if part is not NoneType]
    if get_origin(field.annotation) is Literal or get_origin(options[0]) is Literal:
        return st.sampled_from(get_args(field.annotation if get_origin(field.annotation) is Literal else options[0]))
    if options == [bool]:
        return st.booleans()
    if options == [int]:
        least = next((part.ge for part in field.metadata if isinstance(part, Ge)), 0)
        most = next((part.le for part in field.metadata if isinstance(part, Le)), 2_000_000)
        return st.integers(int(str(least)), int(str(most)))
    return None
