"""What keeps the house in order beyond the linters: sizes, reasons for exceptions, a door for every library."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
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
LONGEST_FILE = 400
LONGEST_FUNCTION = 30
REASON_IN_CODE = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])  # \w+")
WITHOUT_A_DOOR = {
    "ada-url",  # reads addresses, and acts on nothing
    "icalendar",  # makes calendars of events
    "lxml",  # reads MJML and HTML that is imported
    "mammoth",  # reads Word documents
    "markdown-it-py",  # reads Markdown
    "mdit-py-plugins",  # reads footnotes in Markdown
    "pdfminer-six",  # reads PDF files
    "nh3",  # leaves out elements of HTML
    "pillow",  # makes pictures smaller
    "pydantic",  # the language in which documents, settings and answers of others are described
    "pygments",  # reads code
    "pyyaml",  # reads documents
    "snowballstemmer",  # finds the stems of words
    "stamina",  # counts attempts and pauses between them
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


def test_no_class_name_means_two_things() -> None:
    classes = [
        (node.name, path)
        for path, text in OURS.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    counts = Counter(name for name, _ in classes)

    assert classes
    assert {(name, path) for name, path in classes if counts[name] > 1} == set()


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


def test_each_library_that_acts_outside_has_a_door() -> None:
    contracts = {contract["name"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]}
    doors = {
        canonicalize_name(distribution)
        for module in contracts["Each library has one door"]["forbidden_modules"]
        for distribution in packages_distributions().get(module, [])
    }
    project = SETTINGS["project"]
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    needed = {canonicalize_name(Requirement(text).name) for text in asked} - {project["name"]}

    assert needed - doors == WITHOUT_A_DOOR


WRITING = {
    *("chmod", "fchmod", "hardlink_to", "link", "makedirs", "mkdir", "mkfifo", "rename", "renames", "removedirs"),
    *("rmdir", "rmtree", "symlink", "symlink_to", "touch", "truncate", "unlink", "write_bytes", "write_text"),
    *("copy", "copy2", "copyfile", "copyfileobj", "copytree", "move", "NamedTemporaryFile", "TemporaryDirectory"),
}
"""What writes, makes or removes files in the standard library: functions of os and shutil, methods of paths."""

WRITES_ELSEWHERE = {
    "newsletter/building/build.py: TemporaryDirectory",  # a trial build, in a folder of the system's that goes again
    "newsletter/cli/__init__.py: open",  # the system's waste bin, in the place of an output that has gone
    "newsletter/cli/ledger.py: open",  # as above
    "newsletter/example_checker.py: TemporaryDirectory",  # the publication of an example, in a folder that goes again
}
"""What looks like writing, and why it may. SQLite writes the ledger, and what stands there is looked at before."""


def find_writing(path: str, tree: ast.AST) -> set[str]:
    """Return the calls in a module that write to the disk, or may."""
    names = {node.asname or node.name: node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    writing = [
        call.func for call in calls if is_method_that_writes(call, names) or is_function_that_writes(call, names)
    ]
    return {f"{path}: {name_call(function)}" for function in writing}


def name_call(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)


def is_method_that_writes(call: ast.Call, names: dict[str, str]) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    if names.get(owner) in {"os", "shutil", "tempfile", "io"}:
        return call.func.attr in WRITING | {"remove", "replace", "open", "mkstemp", "mkdtemp", "fdopen"}
    return call.func.attr in WRITING - {"copy", "link", "move", "rename"} or opens_to_write(call, call.func.attr)


def is_function_that_writes(call: ast.Call, names: dict[str, str]) -> bool:
    if not isinstance(call.func, ast.Name):
        return False
    return names.get(call.func.id) in WRITING or opens_to_write(call, call.func.id)


def opens_to_write(call: ast.Call, name: str) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    modes = [value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    return name == "open" and any(re.fullmatch(r"[rwaxbt+]*[wax+][rwaxbt+]*", mode) for mode in modes)


def test_one_module_alone_starts_browsers() -> None:
    """Playwright cannot run twice in a process, and a fixture that is imported in two modules is made twice."""
    imported = {
        (str(path.relative_to(ROOT)), name.name)
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    only_once = {one for one in imported if one[1] in {"sync_playwright", "playwright", "browser", "page"}}

    fixtures = {("tests/conftest.py", name) for name in ("playwright", "browser", "page")}
    assert only_once == {("tests/browser.py", "sync_playwright"), *fixtures}


def test_one_module_alone_writes_files() -> None:
    ours = {path: ast.parse(text) for path, text in OURS.items() if path.startswith("newsletter/")}
    found = {path: find_writing(path, tree) for path, tree in ours.items()}
    elsewhere = {call for path, calls in found.items() if not path.startswith("newsletter/files/") for call in calls}

    assert {"os.replace", "os.unlink"} <= {
        f"os.{call.partition(': ')[2]}" for call in found["newsletter/files/folder.py"]
    }
    assert elsewhere == WRITES_ELSEWHERE, "write through newsletter.files"


@pytest.mark.parametrize(
    "code",
    [
        *("path.write_text('')", "path.unlink()", "path.open('wb')", "open(name, 'a')", "path.mkdir()", "path.touch()"),
        *("import os\nos.remove(name)", "import os as o\no.replace(a, b)", "from os import rename\nrename(a, b)"),
        *("import shutil\nshutil.move(a, b)", "from shutil import rmtree as away\naway(name)", "open(name, mode='x')"),
    ],
)
def test_every_way_to_write_is_seen(code: str) -> None:
    assert find_writing("a.py", ast.parse(code))


@pytest.mark.parametrize(
    "code", ["path.open('rb')", "open(name)", "text.replace('a', 'b')", "items.remove('x')", "m.copy()"]
)
def test_what_writes_no_file_is_let_through(code: str) -> None:
    assert not find_writing("a.py", ast.parse(code))
