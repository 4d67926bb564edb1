"""Where PyYAML was built without libyaml, its own parser reads the same from any document, and refuses the same."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from subprocess import run

from newsletter.parsing.yaml_editing import edit_yaml
from tests.parsing.edit_oracles import choose_edit, is_as_meant
from tests.parsing.parse_results import problems_in, read
from tests.parsing.random_yaml import make_document
from tests.parsing.test_yaml_errors import MISTAKES

ISSUES = Path(__file__).parents[2] / "issues"
READ_WITH_PYTHON_ALONE = """
import json, sys
sys.modules["yaml._yaml"] = None
import yaml
assert not yaml.__with_libyaml__
from newsletter.errors import ProblemsFoundError
from newsletter.parsing.yaml import read_yaml
def tell(text):
    try:
        document = read_yaml(text.encode(), "a.yaml")
    except ProblemsFoundError as error:
        return [problem.rule for problem in error.problems]
    return [document.data, document.tree]
print(json.dumps([tell(text) for text in json.load(sys.stdin)]))
"""
EDIT_WITH_PYTHON_ALONE = """
import json, sys
sys.modules["yaml._yaml"] = None
import yaml
assert not yaml.__with_libyaml__
from newsletter.parsing.edits import Edit
from newsletter.parsing.yaml_editing import edit_yaml
def change(text, do, path, value, to):
    return edit_yaml(text.encode(), Edit(do, tuple(path), value, to)).decode()
print(json.dumps([change(*one) for one in json.load(sys.stdin)]))
"""


def _run_with_python_alone(program: str, given: object) -> str:
    command = [sys.executable, "-c", program]
    return run(command, input=json.dumps(given), capture_output=True, text=True, check=True).stdout  # noqa: S603  # our own


def _read_with_python_alone(texts: list[str]) -> list[list[object]]:
    told: list[list[object]] = json.loads(_run_with_python_alone(READ_WITH_PYTHON_ALONE, texts))
    return told


def test_an_edit_is_written_in_the_same_bytes() -> None:
    documents = [document for seed in range(60) if is_as_meant(document := make_document(Random(seed)))]  # noqa: S311  # no secret
    edits = [(document.text, replace(choose_edit(document, document.data), keep_empty=False)) for document in documents]

    told = json.loads(
        _run_with_python_alone(EDIT_WITH_PYTHON_ALONE, [[text, e.do, e.path, e.value, e.to] for text, e in edits])
    )

    assert told == [edit_yaml(text.encode(), edit).decode() for text, edit in edits]


def test_an_issue_means_the_same_and_is_in_the_same_places() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(ISSUES.glob("*.yaml"))]
    texts += ["a: &x [1, {b: no}]\nc: *x\n", '"k": "v\\u00e9"\n? e\n: >\n  f\n  g\n']

    told = _read_with_python_alone(texts)

    for text, (data, tree) in zip(texts, told, strict=True):
        document = read(text)
        assert data == document.data
        assert tree == json.loads(json.dumps(document.tree))


def test_a_mistake_is_reported_by_the_same_rule() -> None:
    texts = [text for text, _, _ in MISTAKES if "\\ud800" not in text]

    told = _read_with_python_alone(texts)

    for text, rules in zip(texts, told, strict=True):
        assert rules == [problem.rule for problem in problems_in(text)], text
