"""A map over an enum knows every member, and so does a ``match``: a member that is new must not end in a KeyError."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import newsletter

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(newsletter.__path__, "newsletter.")
    if not module.name.endswith("__main__")
)


def find_gaps(module: ModuleType) -> Iterator[str]:
    """Yield each map and each match of a module that leaves a member of its enum out."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        for kind, known in read_members(node, vars(module)):
            if missing := sorted(member.name for member in kind if member not in known):
                yield f"{module.__name__}:{node.lineno}: {kind.__name__} without {', '.join(missing)}"  # type: ignore[attr-defined]  # maps and matches have a line


def read_members(node: ast.AST, names: dict[str, Any]) -> Iterator[tuple[type[Enum], set[Enum]]]:
    """Yield the enum that a map or a match is over, if it is over one, and the members that it knows."""
    if isinstance(node, ast.Dict):
        yield from group(find_member(key, names) for key in node.keys)
    elif isinstance(node, ast.Match) and not any(is_open(case) for case in node.cases):
        found = (
            find_member(part.value, names)
            for case in node.cases
            if case.guard is None
            for part in ast.walk(case.pattern)
            if isinstance(part, ast.MatchValue)
        )
        yield from group(found)


def is_open(case: ast.match_case) -> bool:
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None


def find_member(node: ast.expr | None, names: dict[str, Any]) -> Enum | None:
    """Return the member that a key names, such as ``Kind.SENT``; also by its ``value``."""
    if isinstance(node, ast.Attribute) and node.attr == "value":
        return find_member(node.value, names)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        found = getattr(names.get(node.value.id), node.attr, None)
        return found if isinstance(found, Enum) else None
    return None


def group(members: Iterator[Enum | None]) -> Iterator[tuple[type[Enum], set[Enum]]]:
    known: dict[type[Enum], set[Enum]] = {}
    for member in members:
        if member is not None and type(member).__module__.startswith(("newsletter.", "tests.")):
            known.setdefault(type(member), set()).add(member)
    yield from known.items()


@pytest.mark.parametrize("name", MODULES)
def test_every_map_and_match_over_an_enum_is_complete(name: str) -> None:
    assert list(find_gaps(import_module(name))) == []


class Light(Enum):
    RED = "red"
    GREEN = "green"


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("{Light.RED: 1, Light.GREEN: 2}", []),
        ("{Light.RED: 1}", ["GREEN"]),
        ("{Light.RED.value: 1}", ["GREEN"]),
        ("{'red': 1}", []),
        ("match x:\n  case Light.RED: 1\n  case Light.GREEN: 2", []),
        ("match x:\n  case Light.RED | Light.GREEN: 1", []),
        ("match x:\n  case Light.RED: 1\n  case Light.GREEN if y: 2", ["GREEN"]),
        ("match x:\n  case Light.RED: 1\n  case _: 2", []),
    ],
)
def test_a_gap_is_found_in_any_form(code: str, missing: list[str]) -> None:
    found = [
        member.name
        for node in ast.walk(ast.parse(code))
        for kind, known in read_members(node, {"Light": Light})
        for member in kind
        if member not in known
    ]
    assert found == missing
