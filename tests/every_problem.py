"""Every problem of a document: of bad examples of rules, of refusals of models, of documents with wrong values."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import yaml

import newsletter.documents
import newsletter.packs
from newsletter.checking.analysis.link_checker import Web
from newsletter.checking.registry import Requirement
from newsletter.errors import Location, Problem, ProblemsFoundError, Reason
from newsletter.loading import parse_issue, parse_publication
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml
from scripts.golden import GOLDEN
from tests.checking.documents import PUBLICATION, inspect_example
from tests.packs import BLOCKS, PACKS, RULES

WRONG: tuple[object, ...] = (
    "", "a <b>tag</b>", "</div>", "two\nlines", "http://example.org/a", "ftp://a.example", "mailto:a@example.org",
    "#Some Where", "picture.jpg", "/a/b", "//example.org", "example.org", "https://x.merge.invalid/a",
    "A picture of a pond", "IMG_1.jpg", "a\u200bhttps://example.org", "[x](http://example.org)", "![x](a.png)", "a; b",
    "e" + "\u0301" * 40, "2024-02-30", "2024-02-03T09:00",
    "tel:116123", "2024-02-03 09:00:00+01:00", "9999-01-01", "25:00", "CON", "en_GB", -1, 10**30, 1.5, True, None,
    [], ["a"], {},
    {"a": 1}, {"colour": "red"}, {"type": "zzz"}, {"type": "video"}, {"type": "section", "blocks": []}, {"year": 2024,
    "month": 1, "season": "spring"},
)  # fmt: skip  # each a value that some model refuses, many to a line

BROKEN_YAML = (
    "a: 'b", "a: b: c", "\ta: b", "a: [b", "a: {b: c", "a: *b", "a: !b c", "a: &b c\n<<: *b", "a: 1\na: 2", "- a\nb: c",
    "a: b\n  c: d", "a: %b", "%YAML 2.0\n---\na: b", "a: b\n---\nc: d", "a: |b\n c", 'a: "\\q"', "a: @b",
    "a: b #c\n  d",
    "a:b", "-a", "a: 'b' c", "? a", ": a", "a: [#b\n", "1: 2", "a: .inf", "", "[a]", "a: \x00", "a: " + "[" * 60,
)  # fmt: skip  # as above
BROKEN_TOML = (
    'a = "b', "a = b", "a b", "a =", "a = 1\na = 2", "[a", "a = [1", 'a = "\\q"', "a = 2024-02-30",
    "= 1", "a = 1 b = 2",
    "a = 01", "[[a]]\n[a]", "a = {b = 1", "a.b = 1\na = 2",
)  # fmt: skip  # as above


def find_validator_problems() -> Iterator[Problem]:
    """Yield each refusal of a model as its code words it, where the words do not depend on the value."""
    for name in list_modules(newsletter.documents, newsletter.packs):
        module = import_module(name)
        tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            first = _WORDED.get(getattr(call.func, "id", ""))
            if first is not None and len(call.args) >= first + _PARTS:
                with suppress(NameError):
                    rule, what, how = (_evaluate(part, module) for part in call.args[first : first + _PARTS])
                    yield Problem(Location("newsletter.toml"), rule, what, how)


_PARTS = 3
"""A rule, what is wrong, and how to fix it."""

_WORDED = {"document_error": 0, "matching": 1, "Explanation": 0}
"""The functions that make a refusal, and the place of the rule among what they are given."""


def list_modules(*packages: ModuleType) -> list[str]:
    """Return the names of all modules in packages."""
    return [one.name for package in packages for one in walk_packages(package.__path__, f"{package.__name__}.")]


def _evaluate(expression: ast.expr, module: ModuleType) -> str:
    words = eval(compile(ast.Expression(expression), "words", "eval"), vars(module))  # noqa: S307  # our own code
    if isinstance(words, Reason):
        return Reason("", _fill_in(words), _fill_in(words.in_page))
    return _fill_in(words)


def _fill_in(words: str) -> str:
    """Put a word in the place of what depends on a value."""
    return re.sub(r"\{\w+\}", "this", words)


def find_rule_problems(web: Web) -> Iterator[Problem]:
    """Yield what is found in the bad example of each rule."""
    for rule in RULES.values():
        with TemporaryDirectory() as folder:
            packs = PACKS if rule.pack else ()
            own = web if rule.needs is Requirement.WEB else None
            yield from inspect_example(Path(folder), rule.bad, web=own, packs=packs)


def find_syntax_problems() -> Iterator[Problem]:
    """Yield what is said of documents that cannot be read."""
    for text in BROKEN_YAML:
        yield from _ask(read_yaml, text.encode(), _ISSUE)
        yield from _ask(parse_issue, text.encode(), _ISSUE, PACKS)
    for text in BROKEN_TOML:
        yield from _ask(read_toml, text.encode(), "newsletter.toml")
        yield from _ask(parse_publication, f"{PUBLICATION}\n{text}".encode())
    for data in (b"\xff\xfea", b"a: \xff", b"a: b" * 300_000):
        yield from _ask(read_yaml, data, _ISSUE)


_ISSUE = "issues/2024-03.yaml"


def find_value_problems() -> Iterator[Problem]:
    """Yield what is wrong with golden issues in which every value of a kind is a wrong one, or is not there."""
    for block in {path.parent.name for path in GOLDEN.glob("*/issue.yaml")} & {*BLOCKS}:
        data = yaml.load((GOLDEN / block / "issue.yaml").read_bytes(), yaml.CSafeLoader)
        for wrong in WRONG:
            yield from _load(_replace(data, wrong))
        yield from _load(_drop(data))
        yield from _load(_drop(data, kept=("type",)))


def _load(data: Any) -> list[Problem]:  # noqa: ANN401  # a document holds anything
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True).encode("utf-8", "replace")
    return _ask(parse_issue, text, _ISSUE, PACKS)


def _ask(load: Callable[..., object], *arguments: object) -> list[Problem]:
    try:
        load(*arguments)
    except ProblemsFoundError as error:
        return list(error.problems)
    return []


def _replace(data: Any, wrong: object, key: str = "") -> Any:  # noqa: ANN401  # as above
    """Return data whose leaves are all a wrong value, but for the types of blocks."""
    if isinstance(data, dict):
        return {name: _replace(value, wrong, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_replace(value, wrong) for value in data]
    return data if key == "type" else wrong


def _drop(data: Any, kept: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  # as above
    """Return data without the first key of each group, but for those that are kept."""
    if isinstance(data, dict):
        first = next((name for name in data if name not in (*kept, "blocks")), None)
        return {name: _drop(value, kept) for name, value in data.items() if name != first}
    return [_drop(value, kept) for value in data] if isinstance(data, list) else data


_QUOTED = re.compile(r"'[^'\n]*'(?!\w)|https?:\S+")


def leave_out_quotations(text: str) -> str:
    """Return a text without what it quotes of the editor's own words."""
    return _QUOTED.sub("", text)
