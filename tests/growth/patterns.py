"""Every regular expression of the package, found in its source, with the methods by which it is used."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import newsletter
from tests.growth.values import VALUES

ROOT = Path(newsletter.__file__).parent
METHODS = frozenset({"match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn"})
MAKERS = {"matching": "fullmatch", "Kind": "fullmatch", "_kind": "finditer"}
"""Our own functions and classes that make something of a regular expression, and how they use it."""

USED = {
    "documents.values:_MAILBOX": {"fullmatch"},
    "parsing.toml_tokens:BARE": {"match"},
    "parsing.toml_tokens:BLANK": {"match"},
    "parsing.toml_tokens:EQUALS": {"match"},
    "parsing.toml_tokens:TEXT": {"match"},
}
"""How those are used that are handed on; of any other of them it is taken that it is sought all over a text."""


@dataclass(frozen=True)
class Use:
    """Where regular expressions are used, and how: a module's variable, or a call within a function."""

    name: str
    module: str
    methods: frozenset[str]
    arguments: tuple[ast.expr, ...] = ()
    """What a call makes the pattern of: the expression and its flags."""

    @property
    def patterns(self) -> list[re.Pattern[Any]]:
        """The patterns, one of each kind that the call may make."""
        names = vars(importlib.import_module(self.module))
        if not self.arguments:
            return list(_collect(names[self.name.rpartition(":")[2]]))
        cases = VALUES[self.name](names) if self.name in VALUES else [{}]
        return [_compile(self.arguments, {**names, **values}) for values in cases]


def _compile(arguments: tuple[ast.expr, ...], names: dict[str, Any]) -> re.Pattern[Any]:
    """Make the pattern that a call makes; the arguments are our own source."""
    pattern, *flags = (eval(compile(ast.Expression(part), "<pattern>", "eval"), names) for part in arguments)  # noqa: S307  # see above
    return re.compile(pattern, *flags)


def run(pattern: re.Pattern[Any], methods: Iterable[str], text: str | bytes) -> None:
    """Do with a text what the package does with the pattern."""
    for method in methods:
        if method in {"match", "fullmatch", "search"}:
            getattr(pattern, method)(text)
        else:
            pattern.sub(text[:0], text)


def _collect(value: object) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns in a value, and in the tuples and dictionaries that it is made of."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        yield from (found for part in value for found in _collect(part))
    elif isinstance(value, Mapping):
        yield from _collect(list(value.items()))


@cache
def find_uses() -> dict[str, Use]:
    """Return every use in the package by its name: ``importing.inline:_TOKEN``, ``rendering.markdown:to_xhtml``."""
    trees = {_name_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}
    methods = _find_methods(trees)
    found: dict[str, Use] = {}
    for module, tree in trees.items():
        for use in _find_in(module, tree, methods):
            name = _number(use.name, found) if use.arguments else use.name
            found[name] = replace(use, name=name)
    return found


def _number(name: str, taken: Mapping[str, object]) -> str:
    return next(one for one in (name, *(f"{name} {number}" for number in range(2, 100))) if one not in taken)


def _name_module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


def _find_methods(trees: Mapping[str, ast.Module]) -> dict[tuple[str, str], set[str]]:
    """Return the methods that are called on each module's variable, also by modules that import it."""
    methods: dict[tuple[str, str], set[str]] = {}
    for module, tree in trees.items():
        homes = {
            alias.asname or alias.name: (str(node.module), alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                methods.setdefault(homes.get(node.value.id, (module, node.value.id)), set()).add(node.attr)
    return methods


def _find_in(module: str, tree: ast.Module, methods: Mapping[tuple[str, str], set[str]]) -> Iterator[Use]:
    short = module.removeprefix("newsletter.")
    for statement in tree.body:
        variable = _name_variable(statement)
        for owner, call in _walk_calls(statement, ""):
            if variable and not isinstance(call.func, ast.Name):
                name = f"{short}:{variable}"
                yield Use(name, module, frozenset(methods.get((module, variable)) or USED.get(name, {"finditer"})))
            else:
                yield _describe(f"{short}:{variable or owner}", module, call)


def _name_variable(statement: ast.stmt) -> str:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return targets[0].id if isinstance(targets[0], ast.Name) else ""


def _walk_calls(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with a regular expression, and the function that contains it."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        owner = node.name
    if isinstance(node, ast.Call) and _takes_pattern(node.func):
        yield owner, node
    for child in ast.iter_child_nodes(node):
        yield from _walk_calls(child, owner)


def _takes_pattern(called: ast.expr) -> bool:
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return called.value.id == "re" and called.attr in METHODS | {"compile"}
    return isinstance(called, ast.Name) and called.id in MAKERS


def _describe(name: str, module: str, call: ast.Call) -> Use:
    """Describe a call in a function; what is only compiled there is taken to be sought everywhere in a text."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else MAKERS[call.func.id]  # type: ignore[attr-defined]  # a name, as _takes_pattern has seen
    at = {"sub": 3, "subn": 3, "compile": 1}.get(method, 2)
    at = len(call.args) if isinstance(call.func, ast.Name) else at
    flags = [*call.args[at:], *(word.value for word in call.keywords if word.arg == "flags")]
    return Use(name, module, frozenset({"finditer" if method == "compile" else method}), (call.args[0], *flags[-1:]))
