"""What keeps the house in order beyond the linters: sizes, reasons for exceptions, a door for every library."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
SETTINGS = tomllib.loads(PYPROJECT)
OURS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in ("newsletter", "scripts")
    for path in (ROOT / folder).rglob("*.py")
}
LONGEST_FILE = 250
LONGEST_FUNCTION = 30
REASON_IN_CODE = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])  # \w+")
WITHOUT_A_DOOR = {
    "pydantic",  # the language in which documents, settings and answers of others are described
    "pg8000",  # SQLAlchemy opens it, where a ledger is in PostgreSQL
    "tzdata",  # data, which the standard library reads
}


def test_a_file_can_be_read_in_one_sitting() -> None:
    lengths = {path: len(text.splitlines()) for path, text in OURS.items()}

    assert lengths
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_function_can_be_seen_whole() -> None:
    lengths = {
        (path, node.name): (node.end_lineno or 0) - node.lineno + 1
        for path, text in OURS.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert lengths
    assert {place: length for place, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_an_exception_in_the_code_says_why() -> None:
    lines = [(path, line.strip()) for path, text in OURS.items() for line in text.splitlines()]
    exceptions = [(path, line) for path, line in lines if re.search(r"# (noqa|type: ignore)", line)]

    assert exceptions
    assert [(path, line) for path, line in exceptions if not REASON_IN_CODE.search(line)] == []


def test_an_ignored_rule_says_why() -> None:
    ignored = [line for line in PYPROJECT.splitlines() if re.fullmatch(r' *"[A-Z]+[0-9]*",.*', line)]
    lint = SETTINGS["tool"]["ruff"]["lint"]

    assert len(ignored) == len(lint["ignore"]) + sum(map(len, lint["per-file-ignores"].values()))
    assert [line for line in ignored if not re.search(r",  +# \w+", line)] == []


def test_each_library_that_we_depend_on_has_a_door() -> None:
    contracts = {contract["name"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]}
    doors = {
        canonicalize_name(distribution)
        for module in contracts["Each library has one door"]["forbidden_modules"]
        for distribution in packages_distributions().get(module, [])
    }
    needed = {canonicalize_name(Requirement(text).name) for text in SETTINGS["project"]["dependencies"]}

    assert needed - doors == WITHOUT_A_DOOR


def test_a_package_takes_all_its_data_along() -> None:
    listed = SETTINGS["tool"]["setuptools"]["package-data"]
    taken = {path for package, globs in listed.items() for glob in globs for path in find_data(package, glob)}
    files = {path for path in (ROOT / "newsletter").rglob("*.*") if path.suffix not in {".py", ".pyc"}}

    assert files - taken == set()


def find_data(package: str, glob: str) -> list[Path]:
    return list((ROOT / package.replace(".", "/")).glob(glob))
